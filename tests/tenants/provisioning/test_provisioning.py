"""Making organisations: whole or not at all, by replay, and migrations that skip what is done."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings

from vlavirgem import plugins
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.municipalities.register import find_municipality
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.provisioning import migrating
from vlavirgem_tenants.provisioning.migrating import migrate_all, migration_state
from vlavirgem_tenants.provisioning.template import TEMPLATE_SCHEMA
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session

PLAN = TenantPlan(slug="proef", name="Proefstad", kind=TenantKind.AGENCY)


def look(database: str, query: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(**settings.ADMIN_ADDRESS.database(database).as_conninfo()) as session:
        return session.execute(query, values).fetchall()


def roles_and_schemas(database: str) -> set[tuple[object, ...]]:
    query = "SELECT rolname::text FROM pg_roles UNION SELECT nspname FROM pg_namespace WHERE left(nspname, 1) = 't'"
    return set(look(database, query))


def test_a_municipality_gets_an_empty_space_of_its_own_under_a_meaningless_name(own_database: str) -> None:
    tenant = create_tenant(TenantPlan.of_municipality(find_municipality("Mechelen")))
    assert (tenant.slug, tenant.nis_code, tenant.host) == ("mechelen", "12025", "mechelen.vvg.localhost")
    assert "mechelen" not in tenant.schema_name
    with tenant_scope(tenant):
        assert User.objects.count() == 0


def test_the_replay_has_the_templates_tables_and_constraints(own_database: str) -> None:
    tenant = create_tenant(PLAN)
    for catalogue, name in (("pg_tables", "tablename"), ("pg_indexes", "indexname")):
        query = f"SELECT {name} FROM {catalogue} WHERE schemaname = %s"
        template = look(own_database, query, TEMPLATE_SCHEMA)
        assert len(template) > 50
        assert set(look(own_database, query, tenant.schema_name)) == set(template)


def test_a_short_name_that_is_taken_is_refused_and_leaves_nothing(own_database: str) -> None:
    before = roles_and_schemas(own_database)
    with pytest.raises(Refusal) as refusal:
        create_tenant(TenantPlan(slug="aalst", name="Nog een Aalst", kind=TenantKind.AGENCY))
    assert refusal.value.place == "slug"
    assert roles_and_schemas(own_database) == before


def test_a_step_that_fails_leaves_nothing_of_the_organisation(own_database: str) -> None:
    before = roles_and_schemas(own_database)

    def fail(_tenant: Tenant) -> None:
        raise ZeroDivisionError

    step = plugins.ProvisioningStep(name="fails", run=fail)
    with plugins.provisioning_steps.registered_temporarily(step), pytest.raises(ZeroDivisionError):
        create_tenant(PLAN)
    assert roles_and_schemas(own_database) == before
    with pytest.raises(Refusal):
        find_tenant("proef")
    assert create_tenant(PLAN).slug == "proef"


def test_migrating_again_touches_no_organisation_that_is_done(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated: list[str] = []
    run = migrating._migrate
    monkeypatch.setattr(migrating, "_migrate", lambda schemas: (migrated.extend(schemas), run(schemas)))
    migrate_all()
    assert migrated == ["public", TEMPLATE_SCHEMA]
    assert migration_state().is_current


def test_an_organisation_that_is_behind_is_found_and_migrated(own_database: str) -> None:
    aalst = find_tenant("aalst")
    with owner_session() as session:
        session.execute(f"DELETE FROM {aalst.schema_name}.django_migrations WHERE app = 'sessions'")
        session.execute(f"DROP TABLE {aalst.schema_name}.django_session")
    assert migration_state().behind == (aalst.schema_name,)
    migrate_all()
    assert migration_state().is_current
    assert look(own_database, "SELECT to_regclass(%s)::text", f"{aalst.schema_name}.django_session") != [(None,)]
