"""The closures: rights that PostgreSQL gives to everyone, taken back; and the few that tenants do need.

Sources: PostgreSQL manual, "Privileges" (defaults to PUBLIC) and "Row Security Policies".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from vlavirgem.database.address import Roles
from vlavirgem.database.bootstrap import GATE_SETTINGS, gate_setting
from vlavirgem.database.quoting import identifier, literal
from vlavirgem_tenants.commons.base import CommonsRow
from vlavirgem_tenants.directory.models import Domain, Tenant
from vlavirgem_tenants.wall.rights import exactly, of_table, private_stones, revoke_all
from vlavirgem_tenants.wall.stones import Stone, every

SET_CONFIG = "pg_catalog.set_config(text, text, boolean)"
PUBLIC_SCHEMA = "(SELECT acl.* FROM pg_namespace, aclexplode(nspacl) acl WHERE nspname = 'public')"
OPEN_TO_ALL: tuple[type[Model], ...] = (Tenant, Domain)  # asked for before the tenant of a request is known


def setting_stones(roles: Roles, database: str) -> Iterator[Stone]:
    """The settings of the gate's login, which no statement of a tenant's role outlives."""
    gate, name = identifier(roles.gate), identifier(database)
    for setting, value in GATE_SETTINGS.items():
        yield Stone(
            name=f"the gate's {setting} is {value}",
            put=(gate_setting(database, roles, setting).as_string(None),),
            take=f"ALTER ROLE {gate} IN DATABASE {name} RESET {identifier(setting)}",
            holds=(
                "SELECT EXISTS (SELECT FROM pg_db_role_setting held "
                "JOIN pg_database town ON town.oid = held.setdatabase "
                f"WHERE town.datname = {literal(database)} AND held.setrole = to_regrole({literal(gate)}) "
                f"AND held.setconfig @> ARRAY[{literal(f'{setting}={value}')}])"
            ),
            by_admin=True,
        )


def closure_stones(roles: Roles, database: str) -> Iterator[Stone]:
    """What the server's administrator closes once a database."""
    visitor, owner, gate = literal(roles.visitor), identifier(roles.owner), identifier(roles.gate)
    name = identifier(database)
    yield Stone(
        name="the gate has no powers of its own",
        put=(f"ALTER ROLE {gate} LOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS",),
        take=f"ALTER ROLE {gate} CREATEROLE",
        holds=(
            "SELECT NOT (rolinherit OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls) "
            f"FROM pg_roles WHERE rolname = {literal(roles.gate)}"
        ),
        by_admin=True,
    )
    yield Stone(
        name="set_config is closed (it could undo SET LOCAL inside any expression)",
        put=(
            f"REVOKE EXECUTE ON FUNCTION {SET_CONFIG} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {SET_CONFIG} TO {owner}",
        ),
        take=f"GRANT EXECUTE ON FUNCTION {SET_CONFIG} TO PUBLIC",
        holds=every([f"NOT has_function_privilege({visitor}, {literal(SET_CONFIG)}, 'EXECUTE')"]),
        by_admin=True,
    )
    yield Stone(
        name="temporary tables are closed (they shadow real ones)",
        put=(
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {name} TO {gate}",
            f"GRANT CONNECT, CREATE, TEMP ON DATABASE {name} TO {owner}",
        ),
        take=f"GRANT TEMP ON DATABASE {name} TO PUBLIC",
        holds=every([f"NOT has_database_privilege({visitor}, {literal(database)}, 'TEMP')"]),
        by_admin=True,
    )
    yield Stone(
        name="plpgsql is closed (DO blocks run many statements as one)",
        put=("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC", f"GRANT USAGE ON LANGUAGE plpgsql TO {owner}"),
        take="GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC",
        holds=every([f"NOT has_language_privilege({visitor}, 'plpgsql', 'USAGE')"]),
        by_admin=True,
    )
    yield Stone(
        name="nobody makes tables in the shared schema",
        put=(
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {identifier(roles.tenants)}, {identifier(roles.visitor)}",
        ),
        take="GRANT CREATE ON SCHEMA public TO PUBLIC",
        holds=every([exactly(PUBLIC_SCHEMA, roles, [(roles.tenants, "USAGE"), (roles.visitor, "USAGE")])]),
        by_admin=True,
    )


def grant_stones(roles: Roles) -> Iterator[Stone]:
    """What tenants may do with each shared table: exactly this, and nothing with what is not listed."""
    yield from private_stones(roles, [model._meta.db_table for model in shared_models()])
    for model in shared_models():
        allowed = granted_actions(model)
        table = f"public.{identifier(model._meta.db_table)}"
        groups = [roles.tenants, *([roles.visitor] if model in OPEN_TO_ALL else [])]
        who = ", ".join(identifier(group) for group in groups)
        put = [revoke_all(table, of_table(table), roles)]
        if allowed:
            put.append(f"GRANT {', '.join(allowed)} ON {table} TO {who}")
        denied = [action for action in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE") if action not in allowed]
        yield Stone(
            name=f"grants on {model._meta.db_table}",
            put=tuple(put),
            take=f"GRANT {', '.join(denied)} ON {table} TO {identifier(roles.tenants)}",
            holds=every([exactly(of_table(table), roles, product(groups, allowed))]),
        )


def shared_models() -> list[type[Model]]:
    """Every model whose table, or view (``managed = False``), is in the shared schema."""
    shared = set(settings.SHARED_APPS) - set(settings.TENANT_APPS)
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if apps.get_app_config(model._meta.app_label).name in shared
    ]


def granted_actions(model: type[Model]) -> tuple[str, ...]:
    """What a tenant's role may do with a shared table at all; row-level security says with which rows."""
    if model in OPEN_TO_ALL:
        return ("SELECT",)
    if not model._meta.managed:
        return ("SELECT",)  # a view, which says by itself what of it is for whom
    if not issubclass(model, CommonsRow):
        return ()
    if not model.commons_write:
        return ("SELECT",)
    return ("SELECT", "INSERT") if model.append_only else ("SELECT", "INSERT", "UPDATE", "DELETE")
