"""What was called and what was done stays as it was written, whoever acts for the tenant."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import Model, ProtectedError
from django.test import Client

from vlavirgem_sandbox.tryouts.models import Call, TryOut, TryOutEvent
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def called(tryout: TryOut, program: Client) -> TryOut:
    """A try-out with one call in its log, and its opening in its history."""
    assert program.get(f"{tryout.base_path}/verenigingen").status_code == 200
    return tryout


@pytest.mark.parametrize("model", [Call, TryOutEvent])
def test_a_written_line_is_neither_changed_nor_removed(aalst: Tenant, called: TryOut, model: type[Model]) -> None:
    lines = model._default_manager.filter(tryout=called)
    with tenant_scope(aalst):
        count = lines.count()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            lines.update(person="Iemand anders")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            lines.delete()
        assert lines.count() == count > 0


def test_a_try_out_and_its_keys_stay_as_long_as_their_lines(aalst: Tenant, called: TryOut) -> None:
    with tenant_scope(aalst):
        with pytest.raises(ProtectedError):
            called.delete()
        with pytest.raises(ProtectedError):
            called.keys.get().delete()
