"""Putting up the wall after each migration, and seeing whether it stands."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import connections

from vlavirgem.database.quoting import identifier
from vlavirgem_tenants.wall.append_only import append_only_stones, append_only_tables
from vlavirgem_tenants.wall.closures import closure_stones, grant_stones, setting_stones
from vlavirgem_tenants.wall.guarantees import guarantee_stones
from vlavirgem_tenants.wall.owner import admin_session, owner_session
from vlavirgem_tenants.wall.policies import policy_stones
from vlavirgem_tenants.wall.stones import Stone

_CATALOGUE = ", ".join(
    f"pg_catalog.{table}"
    for table in ("pg_class", "pg_attribute", "pg_namespace", "pg_policy", "pg_proc", "pg_trigger", "pg_constraint")
)


@dataclass(frozen=True)
class WallState:
    """What a check of the wall found: how many stones there should be, and which are missing."""

    stones: int
    missing: tuple[Stone, ...]

    @property
    def stands(self) -> bool:
        """Whether every stone is in its place."""
        return not self.missing


def plan() -> list[Stone]:
    """Every stone of this installation's wall, in the order in which they are put up."""
    roles = settings.DATABASE_ROLES
    database = connections.settings["default"]["NAME"]
    closures = [*setting_stones(roles, database), *closure_stones(roles, database)]
    return [*closures, *guarantee_stones(roles), *grant_stones(roles), *policy_stones(roles), *append_only_stones()]


def build_wall() -> list[str]:
    """Put up each stone that is missing; returns the SQL that a database administrator still has to run.

    Each is a transaction of its own, which waits a short while for its lock: people may be at work on the tables.
    """
    left: list[str] = []
    with admin_session() as admin, owner_session(autocommit=True) as owner:
        # Seeing what stands reads the catalogue hundreds of times. Just after organisations were made its statistics
        # are still those of an empty database, and that took a minute. Who may not analyze gets a warning.
        owner.execute(f"ANALYZE {_CATALOGUE}")
        for stone in plan():
            if _holds(owner, stone):
                continue
            if not stone.by_admin:
                _put(owner, stone)
            elif admin is not None:
                _put(admin, stone)
            else:
                left += stone.put
    return left


def check_wall() -> WallState:
    """Look at every stone. Reads the catalogue only, so the application's own login is enough."""
    stones = plan()
    gate = settings.GATE_ADDRESS.database(connections.settings["default"]["NAME"])
    with psycopg.connect(**gate.as_conninfo(), autocommit=True) as session:
        # The gate by itself cannot even name a table; the visitor's role can, and reads none of these.
        session.execute(f"SET ROLE {identifier(settings.DATABASE_ROLES.visitor)}")
        missing = tuple(stone for stone in stones if not _holds(session, stone))
    return WallState(len(stones), missing)


def open_schema(session: psycopg.Connection, schema: str) -> None:
    """Give the role named ``schema`` its own schema's tables, and nothing else; makes the role where it is missing."""
    roles, role = settings.DATABASE_ROLES, identifier(schema)
    if not session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [schema]).fetchone():
        session.execute(f"CREATE ROLE {role} NOLOGIN")
    for statement in (
        f"GRANT {identifier(roles.tenants)} TO {role}",
        f"GRANT {role} TO {identifier(roles.gate)}",
        f"GRANT USAGE ON SCHEMA {role} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {role} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {role} TO {role}",
        # Which migrations ran is the owner's business.
        f"REVOKE INSERT, UPDATE, DELETE ON {role}.django_migrations FROM {role}",
        *(f"REVOKE UPDATE, DELETE ON {role}.{identifier(table)} FROM {role}" for table in append_only_tables()),
    ):
        session.execute(statement)


def _put(session: psycopg.Connection, stone: Stone) -> None:
    with session.transaction():
        for statement in stone.put:
            session.execute(statement)


def _holds(session: psycopg.Connection, stone: Stone) -> bool:
    try:
        row = session.execute(stone.holds).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedObject, psycopg.errors.InsufficientPrivilege):
        return False
    return bool(row and row[0])
