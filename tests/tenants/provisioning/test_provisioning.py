"""Making organisations: whole or not at all, by replay, and migrations that skip what is done."""

from __future__ import annotations

from threading import Thread

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError

from vlavirgem import plugins
from vlavirgem.database.bootstrap import TURN
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

    def watched(schemas: list[str]) -> None:
        migrated.extend(schemas)
        run(schemas)

    monkeypatch.setattr(migrating, "_migrate", watched)
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


def test_one_that_is_killed_halfway_leaves_nothing_and_nobody_is_blocked(own_database: str) -> None:
    before = roles_and_schemas(own_database)

    # Given that the process dies in the last step: its session is ended, nothing is cleaned up after
    def die(_tenant: Tenant) -> None:
        look(
            own_database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = %s AND state = 'idle in transaction'",
            settings.DATABASE_ROLES.owner,
        )

    step = plugins.ProvisioningStep(name="dies", run=die)
    with plugins.provisioning_steps.registered_temporarily(step), pytest.raises(DatabaseError):
        create_tenant(PLAN)

    # Then there is no trace of it, the database is not behind, and a second try does it
    assert roles_and_schemas(own_database) == before
    assert look(own_database, "SELECT 1 FROM directory_domain WHERE domain LIKE 'proef.%%'") == []
    assert migration_state().is_current
    assert create_tenant(PLAN).slug == "proef"


def test_a_template_of_other_migrations_makes_no_organisation(own_database: str) -> None:
    # Given a template from before the code was updated
    with owner_session() as session:
        session.execute("UPDATE wall_template SET fingerprint = 'of an older version'")

    # Then it is refused, with the remedy, until the remedy was taken
    with pytest.raises(Refusal) as refusal:
        create_tenant(PLAN)
    assert "vlavirgem migrate" in refusal.value.remedy
    migrate_all()
    assert create_tenant(PLAN).slug == "proef"


def test_two_migrations_take_turns(own_database: str) -> None:
    with owner_session(autocommit=True) as other:
        # Given one that is at work
        other.execute("SELECT pg_advisory_lock(%s)", [TURN])
        said: list[str] = []
        second = Thread(target=lambda: migrate_all(said.append))
        second.start()

        # Then the second one waits, and goes on when the first is done
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while look(own_database, waiting) == [(0,)]:
            assert second.is_alive()
        assert said == []
        other.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    second.join(120)
    assert "commons" in said
