from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_each_tenant_sees_its_own_users(aalst: Tenant, brugge: Tenant) -> None:
    for tenant in (aalst, brugge):
        with tenant_scope(tenant):
            assert {u.username.split("@")[1] for u in User.objects.all()} == {f"{tenant.slug}.example"}


def test_a_tenant_cannot_read_anothers_schema(aalst: Tenant, brugge: Tenant) -> None:
    with (
        tenant_scope(aalst),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {brugge.schema_name}.people_user")


def test_sign_in_works(aalst: Tenant, client_for: Any) -> None:
    client = client_for(aalst)
    assert client.get("/health/").json() == {"status": "ok"}
    assert client_for(aalst, Role.MEMBER).get("/health/").status_code == 200
