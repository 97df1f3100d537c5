"""The ground of a database, which only a server's administrator can lay: roles, the database itself, extensions, and
the settings of the application's login. What the code does with the administrator's login, it can also print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from vlavirgem.database.address import DatabaseAddress, Roles

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
# Of the gate's login, in this database: they hold for the session, whatever role it takes on later, and nothing that is
# set for the role or for the database alone goes before them. Written as SHOW writes them.
GATE_SETTINGS = {
    # Not "$user", public: without its own SET LOCAL a transaction finds no tenant's tables.
    "search_path": "pg_catalog",
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "1min",
    # Django sets the zone with set_config() when it differs, and that function is closed to the gate.
    "TimeZone": "UTC",
    "jit": "off",
    # What is read is in memory or on a solid-state disk. By the default of 4, which is that of a turning one, small
    # tables are read from end to end: for whom a request is, several times in each.
    "random_page_cost": "1.1",
    # Only the gateway and the functions of the database keep plans. Their texts say which index they walk and how many
    # rows a page has, so the one plan is as good as one for each set of values, and saves up to 1.5 ms CPU a request.
    "plan_cache_mode": "force_generic_plan",
}
TURN = 7_392
"""The advisory lock of who prepares or migrates a database; such locks are of the database that the session is in."""


@dataclass(frozen=True)
class GroundStep:
    """One thing that must be there: a query that gives one boolean, and the statement that makes it so.

    ``inside``: in the database of the town, the others anywhere on the server.
    """

    present: sql.Composed
    make: sql.Composed
    inside: bool = False


def ground(name: str, roles: Roles) -> list[GroundStep]:
    """Every step, in the order in which they are taken."""
    attributes = {
        roles.owner: "LOGIN CREATEROLE NOINHERIT",
        roles.gate: "LOGIN NOINHERIT",
        roles.tenants: "NOLOGIN",
        roles.visitor: "NOLOGIN",
    }
    made = [_role(role, attribute) for role, attribute in attributes.items()]
    owner = sql.Identifier(roles.owner)
    database = GroundStep(
        _exists("pg_database WHERE datname = {}", name),
        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), owner),
    )
    schema = GroundStep(
        _exists("pg_namespace WHERE nspname = 'public' AND pg_get_userbyid(nspowner) = {}", roles.owner),
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner),
        inside=True,
    )
    membership = [_membership(roles.visitor, roles.gate), _membership(roles.tenants, roles.owner, administers=True)]
    return [*made, *membership, database, *(_extension(extension) for extension in EXTENSIONS), schema]


def bootstrap(admin: DatabaseAddress, *, name: str, roles: Roles, passwords: dict[str, str]) -> None:
    """Make the roles and the database where they are missing; safe to repeat. ``admin`` must be a superuser.

    Two at once take turns, and wait for a migration of the town that goes on.
    """
    steps = ground(name, roles)
    with psycopg.connect(**admin.database("postgres").as_conninfo(), autocommit=True) as server:
        take_turns(server)
        for step in steps:
            if not step.inside and not is_present(server, step):
                server.execute(step.make)
    with psycopg.connect(**admin.database(name).as_conninfo(), autocommit=True) as database:
        take_turns(database)
        for step in steps:
            if step.inside and not is_present(database, step):
                database.execute(step.make)
        for role, password in passwords.items():
            database.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        for setting in GATE_SETTINGS:
            database.execute(gate_setting(name, roles, setting))


def take_turns(session: psycopg.Connection) -> None:
    """Wait until nobody else prepares or migrates this database, as long as it takes; until the session is closed."""
    session.execute("SET lock_timeout = 0")
    session.execute("SELECT pg_advisory_lock(%s)", [TURN])


def missing_ground(session: psycopg.Connection, name: str, roles: Roles) -> list[str]:
    """What an administrator still has to run, as SQL; ``session`` may be of any login on the town's database."""
    return [step.make.as_string(session) for step in ground(name, roles) if not is_present(session, step)]


def whole_ground(name: str, roles: Roles) -> list[str]:
    """All of it as a script for psql, for who has no database yet."""
    steps = ground(name, roles)
    logins = [f"\\password {sql.Identifier(role).as_string(None)}" for role in (roles.owner, roles.gate)]
    outside = [f"{step.make.as_string(None)};" for step in steps if not step.inside]
    inside = [f"{step.make.as_string(None)};" for step in steps if step.inside]
    return [*outside, *logins, f"\\connect {sql.Identifier(name).as_string(None)}", *inside]


def is_present(session: psycopg.Connection, step: GroundStep) -> bool:
    """Whether a step needs not be taken any more."""
    return session.execute(step.present).fetchone() == (True,)


def gate_setting(name: str, roles: Roles, setting: str) -> sql.Composed:
    """The statement that gives the gate's login one of its settings in a database."""
    return sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
        *map(sql.Identifier, (roles.gate, name, setting)), sql.Literal(GATE_SETTINGS[setting])
    )


def _role(role: str, attributes: str) -> GroundStep:
    make = sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(attributes))
    return GroundStep(_exists("pg_roles WHERE rolname = {}", role), make)


def _membership(group: str, member: str, *, administers: bool = False) -> GroundStep:
    grant = "GRANT {} TO {} WITH ADMIN OPTION" if administers else "GRANT {} TO {}"
    tie = "pg_auth_members WHERE roleid = to_regrole({}) AND member = to_regrole({})"
    quoted = (sql.Identifier(role).as_string(None) for role in (group, member))
    return GroundStep(
        _exists(f"{tie} AND admin_option" if administers else tie, *quoted),
        sql.SQL(grant).format(sql.Identifier(group), sql.Identifier(member)),
    )


def _extension(extension: str) -> GroundStep:
    make = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
    return GroundStep(_exists("pg_extension WHERE extname = {}", extension), make, inside=True)


def _exists(condition: LiteralString, *values: str) -> sql.Composed:
    return sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.SQL(condition).format(*map(sql.Literal, values)))


def drop_database(admin: DatabaseAddress, name: str) -> None:
    """Drop a database with all that is in it, and the tenants' roles that lived in it. Ends its sessions."""
    with psycopg.connect(**admin.database("postgres").as_conninfo(), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        with psycopg.connect(**admin.database(name).as_conninfo()) as doomed:
            has_tenants = doomed.execute("SELECT to_regclass('public.directory_tenant')").fetchone() != (None,)
            rows = doomed.execute("SELECT schema_name FROM public.directory_tenant").fetchall() if has_tenants else []
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        for (role,) in rows:
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
