"""Rights as the catalogue has them: whole lists, so that a grant too many is seen as well as one too few.

Only grants count that can be used through the gate: to everyone, to the gate, and to the roles that it can take on.
What an operator gives a role of their own (backups, monitoring) is none of the wall's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vlavirgem.database.address import Roles
from vlavirgem.database.quoting import identifier, literal
from vlavirgem_tenants.wall.stones import Stone, for_each

# Every right on a relation or on a column of one.
RIGHTS = (
    "(SELECT oid AS relation, false AS of_column, acl.* FROM pg_class, aclexplode(relacl) acl UNION ALL "
    "SELECT attrelid, true, acl.* FROM pg_attribute, aclexplode(attacl) acl WHERE attacl IS NOT NULL)"
)
WHO = "CASE held.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(held.grantee)) END"


def usable(roles: Roles) -> str:
    """SQL: whether the right ``held`` can be used by who logs in as the gate."""
    return f"(held.grantee = 0 OR pg_has_role({literal(roles.gate)}, held.grantee, 'MEMBER'))"


def exactly(held: str, roles: Roles, expected: Iterable[tuple[str, str]]) -> str:
    """SQL: whether the usable rights among ``held`` are these pairs of role and right, none of them to hand on."""
    wanted = ", ".join(sorted(literal(f"{role} {right}") for role, right in expected))
    return (
        f"ARRAY(SELECT concat({_plain_name()}, ' ', held.privilege_type, CASE WHEN held.is_grantable THEN ' *' END) "
        f'COLLATE "C" FROM {held} held WHERE {usable(roles)} ORDER BY 1) = ARRAY[{wanted}]::text[]'
    )


def revoke_all(thing: str, held: str, roles: Roles) -> str:
    """A statement that takes every usable right on ``thing`` ("TABLE public.x") away, whoever has it."""
    return (
        f"DO $rights$ DECLARE who text; BEGIN FOR who IN SELECT DISTINCT {WHO} FROM {held} held WHERE {usable(roles)} "
        f"LOOP EXECUTE format('REVOKE ALL ON %s FROM %s', {literal(thing)}, who); END LOOP; END $rights$"
    )


def of_table(table: str) -> str:
    """SQL: the rights on a table of the shared schema and on its columns."""
    return f"(SELECT * FROM {RIGHTS} every_right WHERE relation = {literal(table)}::regclass)"


def function_rights_stone(name: str, roles: Roles, *, to_tenants: bool) -> Stone:
    """Who may call a function of the shared schema: the tenants or nobody. Triggers need no such right."""
    held = (
        "(SELECT acl.* FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) acl "
        f"WHERE pronamespace = 'public'::regnamespace AND proname = {literal(name)})"
    )
    tenants, visitor = identifier(roles.tenants), identifier(roles.visitor)
    give = f"GRANT EXECUTE ON FUNCTION public.{name} TO {tenants}"
    return Stone(
        name=f"who calls {name}",
        put=(revoke_all(f"FUNCTION public.{name}", held, roles), *([give] if to_tenants else [])),
        take=f"GRANT EXECUTE ON FUNCTION public.{name} TO {visitor}",
        holds=f"SELECT {exactly(held, roles, [(roles.tenants, 'EXECUTE')] if to_tenants else [])}",
    )


def private_stones(roles: Roles, listed: Sequence[str]) -> Iterator[Stone]:
    """Nobody reaches another's schema, or a shared table that is not ``listed``; no role is a member of another."""
    owner = f"to_regrole({literal(identifier(roles.owner))})"
    yield _schemas_stone(roles, owner)
    yield _tables_stone(roles, owner, listed)
    yield _membership_stone(roles)


def _schemas_stone(roles: Roles, owner: str) -> Stone:
    strays = (
        "FROM pg_namespace place, aclexplode(place.nspacl) held "
        f"WHERE place.nspowner = {owner} AND place.nspname <> 'public' AND (held.privilege_type <> 'USAGE' "
        "OR held.is_grantable OR held.grantee = 0 OR pg_get_userbyid(held.grantee) <> place.nspname) "
        f"AND {usable(roles)}"
    )
    return Stone(
        name="each schema is open to its own role only",
        put=(for_each(strays, "format('REVOKE ALL ON SCHEMA %I FROM %s', place.nspname, " + WHO + ")"),),
        take=_on_first_tenant(f"format('GRANT USAGE ON SCHEMA %I TO %I', first, {literal(roles.tenants)})"),
        holds=f"SELECT NOT EXISTS (SELECT {strays})",
    )


def _tables_stone(roles: Roles, owner: str, listed: Sequence[str]) -> Stone:
    names = ", ".join(map(literal, listed))
    strays = (
        f"FROM {RIGHTS} held JOIN pg_class thing ON thing.oid = held.relation "
        f"JOIN pg_namespace place ON place.oid = thing.relnamespace WHERE thing.relowner = {owner} AND CASE "
        f"WHEN place.nspname = 'public' THEN thing.relname <> ALL (ARRAY[{names}]) ELSE "
        "held.grantee = 0 OR pg_get_userbyid(held.grantee) <> place.nspname OR held.is_grantable "
        "OR held.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE') "
        f"OR (thing.relname = 'django_migrations' AND held.privilege_type <> 'SELECT') END AND {usable(roles)}"
    )
    what = (
        "CASE WHEN place.nspname = 'public' OR pg_get_userbyid(held.grantee) <> place.nspname THEN 'ALL' "
        "WHEN held.is_grantable THEN 'GRANT OPTION FOR ALL' ELSE held.privilege_type END"
    )
    revoke = f"format('REVOKE %s ON %s FROM %s', {what}, thing.oid::regclass, {WHO})"
    return Stone(
        name="each organisation's tables are open to its own role only",
        put=(for_each(strays, revoke),),
        take=_on_first_tenant(f"format('GRANT SELECT ON %I.people_user TO %I', first, {literal(roles.tenants)})"),
        holds=f"SELECT NOT EXISTS (SELECT {strays})",
    )


def _membership_stone(roles: Roles) -> Stone:
    owner, gate, tenants, visitor = (
        f"to_regrole({literal(identifier(role))})" for role in (roles.owner, roles.gate, roles.tenants, roles.visitor)
    )
    of_tenants = f"(SELECT member FROM pg_auth_members WHERE roleid = {tenants} AND member <> {owner})"
    strays = (
        f"FROM pg_auth_members tie WHERE (tie.member IN {of_tenants} AND tie.roleid <> {tenants}) "
        f"OR tie.member IN ({tenants}, {visitor}) "
        f"OR (tie.member = {gate} AND tie.roleid <> {visitor} AND tie.roleid NOT IN {of_tenants})"
    )
    revoke = (
        "format('REVOKE %I FROM %I GRANTED BY %I', "
        "pg_get_userbyid(tie.roleid), pg_get_userbyid(tie.member), pg_get_userbyid(tie.grantor))"
    )
    others = "FROM public.directory_tenant other WHERE other.schema_name <> first"
    return Stone(
        name="no tenant's role is a member of another",
        put=(for_each(strays, revoke),),
        take=_on_first_tenant(f"(SELECT string_agg(format('GRANT %I TO %I', first, other.schema_name), ';') {others})"),
        holds=f"SELECT NOT EXISTS (SELECT {strays})",
        by_admin=True,
    )


def _on_first_tenant(statement: str) -> str:
    return (
        "DO $first$ DECLARE first text := (SELECT schema_name FROM public.directory_tenant ORDER BY id DESC LIMIT 1); "
        f"BEGIN EXECUTE {statement}; END $first$"
    )


def _plain_name() -> str:
    return "CASE held.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(held.grantee) END"
