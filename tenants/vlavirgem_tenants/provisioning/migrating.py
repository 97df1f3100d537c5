"""Bringing a database up to the code: the commons, the template, then each tenant that is behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django_tenants.migration_executors import get_executor
from psycopg import sql

from vlavirgem.database.bootstrap import bootstrap, missing_ground, whole_ground
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.provisioning.template import TEMPLATE_SCHEMA, applied_in, keep_template, wanted_on_disk
from vlavirgem_tenants.wall.building import build_wall, open_schema
from vlavirgem_tenants.wall.owner import as_owner, one_at_a_time, owner_session

# All options of Django's migrate command: the executor runs the command object itself, past its argument parser.
OPTIONS = {
    "verbosity": 0,
    "database": "default",
    "skip_checks": True,
    "app_label": None,
    "migration_name": None,
    **dict.fromkeys(("force_color", "no_color", "traceback", "interactive", "run_syncdb"), False),
    **dict.fromkeys(("fake", "fake_initial", "plan", "check_unapplied", "prune"), False),
}
Say = Callable[[str], None]


@dataclass(frozen=True)
class MigrationState:
    """How far the database is: whether commons and template hold all migrations, and which tenants lack some."""

    ground_is_current: bool
    tenants: int
    behind: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether there is nothing left to migrate."""
        return self.ground_is_current and not self.behind


def migration_state() -> MigrationState:
    """Look, without changing anything. Needs the owner's login."""
    with as_owner() as connection:
        template = applied_in(connection, TEMPLATE_SCHEMA)
        is_current = all(
            applied >= {key for key in wanted_on_disk() if apps.get_app_config(key[0]).name in installed}
            for applied, installed in (
                (template, settings.TENANT_APPS),
                (applied_in(connection, "public"), settings.SHARED_APPS),
            )
        )
        behind = schemas_behind(connection, template)
        return MigrationState(is_current, Tenant.objects.count(), tuple(behind))


class NoGroundError(RuntimeError):
    """There is nothing to migrate yet, and this process may not make it: ``script`` is for an administrator's psql."""

    def __init__(self, why: str, script: list[str]) -> None:
        super().__init__(why)
        self.script = script


def prepare_database() -> None:
    """Make roles, database and extensions where they are missing and this process has the administrator's login.

    Without that login it only looks; raises NoGroundError with what an administrator has to run.
    """
    name, roles = settings.DATABASES["default"]["NAME"], settings.DATABASE_ROLES
    owner, gate = settings.OWNER_ADDRESS, settings.GATE_ADDRESS
    if settings.ADMIN_ADDRESS is not None:
        passwords = {address.user: address.password for address in (owner, gate) if address and address.password}
        bootstrap(settings.ADMIN_ADDRESS, name=name, roles=roles, passwords=passwords)
        return
    try:
        with owner_session() as session:
            missing = missing_ground(session, name, roles)
    except psycopg.OperationalError as error:
        raise NoGroundError(f"The owner cannot log in: {error}", whole_ground(name, roles)) from error
    if missing:
        raise NoGroundError("The ground of the database is not complete.", [f"{line};" for line in missing])


def migrate_all(say: Say = lambda _line: None) -> list[str]:
    """Migrate everything that is behind and put up the wall; returns the SQL left for an administrator.

    Safe to stop and repeat: finished schemas are recognised by their own record of migrations and skipped.
    Two at once take turns.
    """
    with one_at_a_time():
        return _migrate_all(say)


def _migrate_all(say: Say) -> list[str]:
    with as_owner() as connection:
        say("commons")
        _migrate(["public"])
        _make_schema(TEMPLATE_SCHEMA)
        say("template")
        _migrate([TEMPLATE_SCHEMA])
        applied = applied_in(connection, TEMPLATE_SCHEMA)
        connection.set_schema_to_public()
        keep_template()
        behind = schemas_behind(connection, applied)
        if behind:
            say(f"{len(behind)} organisations")
            _migrate(behind)
    left = build_wall()
    with owner_session() as session:
        for schema in behind:
            open_schema(session, schema)  # a migration may have made new tables
    return left


def schemas_behind(connection: Any, wanted: set[tuple[str, str]]) -> list[str]:
    """The tenants whose schema lacks a migration (or has another one), found with one query over all schemas."""
    connection.set_schema_to_public()
    schemas = list(Tenant.objects.order_by("pk").values_list("schema_name", flat=True))
    if not schemas:
        return []
    one = sql.SQL("SELECT {} AS schema, app, name FROM {}.django_migrations")
    union = sql.SQL(" UNION ALL ").join(one.format(sql.Literal(name), sql.Identifier(name)) for name in schemas)
    found: dict[str, set[tuple[str, str]]] = {name: set() for name in schemas}
    with connection.cursor() as cursor:
        cursor.execute(union)
        for schema, app, name in cursor.fetchall():
            found[schema].add((app, name))
    return [schema for schema, applied in found.items() if applied != wanted]


def migrate_schema(schema: str) -> None:
    """Run every migration of a tenant into one schema: what provisioning saves, and bench compares it with."""
    with as_owner():
        _migrate([schema])


def _migrate(schemas: list[str]) -> None:
    executor = get_executor("standard")((), dict(OPTIONS))
    executor.run_migrations(tenants=list(schemas))


def _make_schema(name: str) -> None:
    with owner_session() as session:
        session.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))
