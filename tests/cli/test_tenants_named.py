"""Which organisations a command is for."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.models import Tenant


def test_it_is_the_one_that_is_named_or_all_of_them(aalst: Tenant, brugge: Tenant) -> None:
    slugs = [one.slug for one in tenants_named("")]

    assert tenants_named("aalst") == [aalst]
    assert {"aalst", "brugge"} <= set(slugs)
    assert slugs == sorted(slugs)
    with pytest.raises(Refusal, match="nergens"):
        tenants_named("nergens")


def test_where_there_is_none_yet_all_are_none(aalst: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    del aalst
    monkeypatch.setattr("vlavirgem.cli.tenants_named.Tenant.objects", Mock(order_by=lambda _field: []))

    assert tenants_named("") == []
