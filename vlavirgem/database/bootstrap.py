"""What only a server's administrator can do, once a database: its roles, the database itself, its extensions."""

from __future__ import annotations

import psycopg
from psycopg import sql

from vlavirgem.database.address import DatabaseAddress, Roles

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
# Settings of the login role hold for the session, whatever role it takes on later.
GATE_SETTINGS = {
    # Not "$user", public: without its own SET LOCAL a transaction finds no tenant's tables.
    "search_path": "pg_catalog",
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "jit": "off",
    # Only the gateway and the functions of the database keep plans. Their texts say which index they walk and how many
    # rows a page has, so the one plan is as good as one for each set of values, and saves up to 1.5 ms CPU a request.
    "plan_cache_mode": "force_generic_plan",
}


def bootstrap(admin: DatabaseAddress, *, name: str, roles: Roles, passwords: dict[str, str]) -> None:
    """Make the roles and the database where they are missing; safe to repeat. ``admin`` must be a superuser."""
    with psycopg.connect(**admin.database("postgres").as_conninfo(), autocommit=True) as server:
        _make_roles(server, roles, passwords)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(roles.owner))
            )
    with psycopg.connect(**admin.database(name).as_conninfo(), autocommit=True) as database:
        for extension in EXTENSIONS:
            database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        database.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(roles.owner)))
        # Django sets the zone with set_config() when it differs, and that function is closed to the gate.
        database.execute(sql.SQL("ALTER DATABASE {} SET timezone = 'UTC'").format(sql.Identifier(name)))
        for setting, value in GATE_SETTINGS.items():
            database.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(roles.gate), sql.Identifier(setting), sql.Literal(value)
                )
            )


def _make_roles(server: psycopg.Connection, roles: Roles, passwords: dict[str, str]) -> None:
    attributes = {
        roles.owner: "LOGIN CREATEROLE NOINHERIT",
        roles.gate: "LOGIN NOINHERIT",
        roles.tenants: "NOLOGIN",
        roles.visitor: "NOLOGIN",
    }
    for role, attribute in attributes.items():
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(attribute)))
        if role in passwords:
            server.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(passwords[role]))
            )
    server.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(roles.visitor), sql.Identifier(roles.gate)))
    server.execute(
        sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(sql.Identifier(roles.tenants), sql.Identifier(roles.owner))
    )


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
