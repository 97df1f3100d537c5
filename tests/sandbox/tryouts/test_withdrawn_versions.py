"""A version that its publisher withdrew: who tries it is told so, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services_lifecycle import withdraw_version
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import end_tryout
from vlavirgem_sandbox.tryouts.withdrawn_versions import withdrawal_of, withdrawals
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

REASON = "Het veld voor de zetel verandert."


@pytest.fixture
def withdrawn(agency: Tenant, association_register: ServiceVersion, tryout: TryOut) -> ServiceVersion:
    """Version 1, withdrawn after the try-out of it was opened."""
    with tenant_scope(agency):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
        return withdraw_version(actor=Actor.system(agency), version=version, reason=REASON)


def test_the_page_of_the_try_out_says_so_with_the_reason(
    aalst: Tenant, tryout: TryOut, withdrawn: ServiceVersion, client_for: Callable[..., Client]
) -> None:
    page = client_for(aalst, Role.READER).get(tryout.get_absolute_url()).text

    assert "Versie 1 is ingetrokken" in page
    assert REASON in page


def test_a_live_version_is_not_told_as_withdrawn(
    aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    assert "trok versie" not in client_for(aalst, Role.READER).get(tryout.get_absolute_url()).text
    with tenant_scope(aalst):
        assert withdrawal_of(tryout) is None


def test_it_waits_on_the_start_page_of_who_manages_try_outs_until_they_are_ended(
    aalst: Tenant, tryout: TryOut, withdrawn: ServiceVersion, client_for: Callable[..., Client]
) -> None:
    told, unasked = (client_for(aalst, role).get("/").text for role in (Role.PILOT_LEAD, Role.READER))
    with tenant_scope(aalst):
        end_tryout(actor=Actor.system(aalst), tryout=tryout)
    after = client_for(aalst, Role.PILOT_LEAD).get("/").context["waiting"]

    assert REASON in told
    assert REASON not in [entry.line for entry in after]
    assert tryout.get_absolute_url() not in [entry.url for entry in after]
    assert REASON not in unasked


def test_many_try_outs_are_looked_up_as_one(
    aalst: Tenant, tryout: TryOut, withdrawn: ServiceVersion, django_assert_max_num_queries: Any
) -> None:
    with tenant_scope(aalst):
        for name in ("Tweede", "Derde"):
            tryout.pk, tryout.public_id, tryout.name = None, f"{name}22"[:8].lower(), name
            tryout.save(force_insert=True)
        with django_assert_max_num_queries(3):
            found = withdrawals()

    assert [(each.reason, each.tryout.version_number) for each in found] == [(REASON, 1)] * 3
