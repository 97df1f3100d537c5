"""The one policy builder: forced row-level security for each table of the commons, from its model's declaration.

Keyed on ``current_user``, which is the tenant's role, never on a setting that a statement could change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.apps import apps

from vlavirgem.database.address import Roles
from vlavirgem.database.quoting import identifier, literal
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, CommonsRow, Visibility
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.wall.stones import Stone, every

# The tenant whose role reads. As a sub-select it is worked out once a statement, not once a row.
ME = "(SELECT me.id FROM public.directory_tenant me WHERE me.schema_name = current_user::text)"


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
    return f"{own} AND {parent_is_readable(model)}" if issubclass(model, CommonsPart) else own


def parent_is_readable(model: type[CommonsPart]) -> str:
    """The parent's own policies apply inside this sub-select."""
    field = model._meta.get_field(model.commons_parent)
    parent = field.related_model._meta.db_table  # type: ignore[union-attr]
    column = str(field.column)  # type: ignore[union-attr]
    table = identifier(model._meta.db_table)
    return f"EXISTS (SELECT 1 FROM public.{identifier(parent)} parent WHERE parent.id = {table}.{identifier(column)})"


def _subject_is_readable() -> str:
    tests = [
        f"WHEN {literal(model._meta.label_lower)} THEN EXISTS "
        f"(SELECT 1 FROM public.{identifier(model._meta.db_table)} subject WHERE subject.id = subject_id)"
        for model in commons_models()
        if model is not History
    ]
    return f"CASE subject_kind {' '.join(tests)} ELSE false END"


def policy_stones(roles: Roles) -> Iterator[Stone]:
    """Row-level security of every commons table: switched on, forced, and one policy for each kind of statement."""
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
        for name, clauses in _policies(model, roles).items():
            yield _policy_stone(model._meta.db_table, name, clauses)


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
    mark = hashlib.sha256(clauses.encode()).hexdigest()[:16]
    return Stone(
        name=f"policy {name} on {table}",
        put=(
            f"DROP POLICY IF EXISTS {name} ON {qualified}",
            f"CREATE POLICY {name} ON {qualified} {clauses}",
            f"COMMENT ON POLICY {name} ON {qualified} IS {literal(mark)}",
        ),
        take=f"DROP POLICY {name} ON {qualified}",
        holds=(
            f"SELECT coalesce((SELECT obj_description(oid, 'pg_policy') = {literal(mark)} FROM pg_policy "
            f"WHERE polrelid = {literal(qualified)}::regclass AND polname = {literal(name)}), false)"
        ),
    )
