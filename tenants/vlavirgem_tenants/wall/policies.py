"""The one policy builder: forced row-level security for each table of the commons, from its model's declaration.

Keyed on ``current_user``, which is the tenant's role, never on a setting that a statement could change.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from vlavirgem.database.address import Roles
from vlavirgem.database.quoting import identifier, literal
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, CommonsRow, Visibility
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.wall.rights import function_rights_stone
from vlavirgem_tenants.wall.seals import sealed_function, sealed_policy
from vlavirgem_tenants.wall.stones import Stone, every, for_each

SUBJECT_IS_READABLE = "commons_subject_is_readable"
# The tenant whose role reads. As a sub-select it is worked out once a statement, not once a row; and the role's name in
# one of its own once, not once a tenant.
ME = "(SELECT me.id FROM public.directory_tenant me WHERE me.schema_name = (SELECT current_user::text))"


def commons_models() -> list[type[CommonsRow]]:
    """Every table of the commons, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, CommonsRow)]


def read_condition(model: type[CommonsRow]) -> str:
    """Which rows a tenant reads."""
    conditions = []
    if issubclass(model, CommonsModel):
        conditions += [
            f"visibility = {literal(Visibility.NETWORK)}",
            f"(visibility = {literal(Visibility.PARTNERS)} AND {ME} = ANY (partner_ids))",
        ]
    elif issubclass(model, CommonsPart):
        conditions.append(f"(visibility = {literal(Visibility.PARTNERS)} AND {parent_is_readable(model)})")
    if model is History:
        conditions.append(_subject_is_readable())
    if model.commons_read_also:  # first: it is cheaper than looking at a parent
        conditions.insert(0, f"({model.commons_read_also.format(me=ME)})")
    others = " OR ".join(conditions)
    if model.commons_read_while:
        others = f"({others}) AND ({model.commons_read_while})"
    return f"owner_id = {ME} OR {others}" if others else f"owner_id = {ME}"


def write_condition(model: type[CommonsRow]) -> str:
    """Which rows a tenant writes: its own; a part only under a parent that it reads, history only of what it reads."""
    own = f"owner_id = {ME}"
    if model is History:
        return f"{own} AND {_subject_is_readable()}"
    if not issubclass(model, CommonsPart):
        return own
    return f"{own} AND {parent_is_readable(model, of_same_owner=model.commons_parent_owner)}"


def parent_is_readable(model: type[CommonsPart], *, of_same_owner: bool = False) -> str:
    """The parent's own policies apply inside this sub-select."""
    field = model._meta.get_field(model.commons_parent)
    parent = field.related_model._meta.db_table  # type: ignore[union-attr]
    column = str(field.column)  # type: ignore[union-attr]
    table = identifier(model._meta.db_table)
    condition = f"parent.id = {table}.{identifier(column)}"
    if of_same_owner:
        condition += f" AND parent.owner_id = {table}.owner_id"
    return f"EXISTS (SELECT 1 FROM public.{identifier(parent)} parent WHERE {condition})"


def _subject_is_readable() -> str:
    return f"public.{SUBJECT_IS_READABLE}(subject_kind, subject_id)"


def _subject_function() -> str:
    """Looks with the rights of who asks, so the subject's own policies apply.

    A function, since one expression over all kinds costs the planner every table with its policies, at each line that
    is written; here only one kind's is planned.
    """
    tests = "".join(
        f"WHEN {literal(model._meta.label_lower)} THEN RETURN EXISTS "
        f"(SELECT FROM public.{identifier(model._meta.db_table)} subject WHERE subject.id = about);\n"
        for model in commons_models()
        if model is not History
    )
    return (
        f"CREATE OR REPLACE FUNCTION public.{SUBJECT_IS_READABLE}(kind text, about uuid) RETURNS boolean "
        "LANGUAGE plpgsql STABLE SET search_path = '' AS $$ "
        f"BEGIN CASE kind\n{tests}ELSE RETURN false; END CASE; END $$"
    )


def history_stones(roles: Roles) -> Iterator[Stone]:
    """The function that history's policies ask, and who calls it."""
    make = _subject_function()
    start, _body, _end = make.partition("BEGIN")
    sealed = sealed_function(SUBJECT_IS_READABLE, make)
    yield Stone(
        name=f"what of history may be read on {History._meta.db_table}",
        put=(make, sealed.put),
        take=f"{start} BEGIN RETURN true; END $$",
        holds=sealed.holds,
    )
    yield function_rights_stone(SUBJECT_IS_READABLE, roles, to_tenants=True)


def policy_stones(roles: Roles) -> Iterator[Stone]:
    """Row-level security of every commons table: switched on, forced, and one policy for each kind of statement."""
    yield from history_stones(roles)
    for model in commons_models():
        table = f"public.{identifier(model._meta.db_table)}"
        row = f"(SELECT {{}} FROM pg_class WHERE oid = {literal(table)}::regclass)"
        yield Stone(
            name=f"row-level security on {model._meta.db_table}",
            put=(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",),
            take=f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            holds=every([row.format("relrowsecurity")]),
        )
        yield Stone(
            name=f"forced row-level security on {model._meta.db_table}",
            put=(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",),
            take=f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            holds=every([row.format("relforcerowsecurity")]),
        )
        policies = _policies(model, roles)
        for name, clauses in policies.items():
            yield _policy_stone(model._meta.db_table, name, clauses)
        yield _no_other_policy(model._meta.db_table, list(policies), roles)


def _policies(model: type[CommonsRow], roles: Roles) -> dict[str, str]:
    tenants, owner = identifier(roles.tenants), identifier(roles.owner)
    policies = {
        "tenants_read": f"FOR SELECT TO {tenants} USING ({read_condition(model)})",
        # The owner migrates, and its trigger functions keep totals over tenants; nobody logs in as it to serve people.
        "owner_all": f"FOR ALL TO {owner} USING (true) WITH CHECK (true)",
    }
    if model.commons_write:
        policies["tenants_add"] = f"FOR INSERT TO {tenants} WITH CHECK ({write_condition(model)})"
        if not model.append_only:
            write = write_condition(model)
            policies["tenants_change"] = f"FOR UPDATE TO {tenants} USING ({write}) WITH CHECK ({write})"
            policies["tenants_remove"] = f"FOR DELETE TO {tenants} USING ({write})"
    return policies


def _policy_stone(table: str, name: str, clauses: str) -> Stone:
    qualified = f"public.{identifier(table)}"
    make = f"CREATE POLICY {name} ON {qualified} {clauses}"
    sealed = sealed_policy(table, name, make)
    return Stone(
        name=f"policy {name} on {table}",
        put=(f"DROP POLICY IF EXISTS {name} ON {qualified}", make, sealed.put),
        take=f"DROP POLICY {name} ON {qualified}",
        holds=sealed.holds,
    )


def _no_other_policy(table: str, known: list[str], roles: Roles) -> Stone:
    """Policies add up: one more would open the table further."""
    qualified, names = f"public.{identifier(table)}", ", ".join(map(literal, known))
    others = f"FROM pg_policy WHERE polrelid = {literal(qualified)}::regclass AND polname NOT IN ({names})"
    return Stone(
        name=f"no other policy on {table}",
        put=(for_each(others, "format('DROP POLICY %I ON %s', polname, polrelid::regclass)"),),
        take=f"CREATE POLICY stray ON {qualified} FOR SELECT TO {identifier(roles.tenants)} USING (true)",
        holds=f"SELECT NOT EXISTS (SELECT {others})",
    )
