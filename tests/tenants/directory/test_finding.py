"""Looking a tenant up leaves the code in the scope that it was in."""

from __future__ import annotations

import pytest
from django.db import connection

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.finding import find_tenant, tenant_of_host
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.scope import NoTenantError, current_tenant, tenant_scope
from vlavirgem_tenants.wall.policies import ME


def test_a_scope_goes_on_after_another_tenant_was_looked_up(aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        ours = set(User.objects.values_list("username", flat=True))

        assert find_tenant("brugge") == brugge
        assert tenant_of_host(brugge.host) == brugge

        assert current_tenant() == aalst
        assert set(User.objects.values_list("username", flat=True)) == ours


def test_an_index_tells_the_policies_whose_role_this_is(aalst: Tenant) -> None:
    with tenant_scope(aalst), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {ME.removeprefix('(').removesuffix(')')}")
        plan = "".join(line for (line,) in cursor.fetchall())

    assert "Index Scan using directory_tenant_of_role" in plan


def test_a_scope_goes_on_after_nobody_was_found(aalst: Tenant) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal):
            find_tenant("nergens")
        assert tenant_of_host("nergens.example") is None
        assert User.objects.filter(username__endswith="@aalst.example").exists()


def test_outside_a_scope_looking_up_enters_none(aalst: Tenant) -> None:
    assert find_tenant("aalst") == aalst
    with pytest.raises(NoTenantError):
        current_tenant()
