"""Private tables that a tenant adds to and never changes: what its own role is refused, in every tenant's schema."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models

from vlavirgem.database.quoting import literal
from vlavirgem_tenants.wall.stones import Stone

_OURS = (
    "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.rolname = n.nspname "
    "WHERE c.relkind IN ('r', 'p') AND c.relname = {table}"
)
"""The table of that name in each schema that has a role of its own: those of the tenants."""


class AppendOnly(models.Model):
    """Base of a private model whose rows stay as they were written: the tenant's role gets no UPDATE and no DELETE.

    What the commons say with ``append_only``. Point at such rows, and from them, with ``PROTECT``. Only the owner of
    the tables removes them: an operator's command.
    """

    class Meta:
        abstract = True


def append_only_tables() -> list[str]:
    """The tables of every private model with that base."""
    private = set(settings.TENANT_APPS)
    return [
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and apps.get_app_config(model._meta.app_label).name in private
    ]


def append_only_stones() -> Iterator[Stone]:
    """One for each table, over the schemas of all tenants; new ones get it from ``open_schema``."""
    for table in append_only_tables():
        ours = _OURS.format(table=literal(table))
        yield Stone(
            name=f"nothing changes or goes on {table}",
            put=(_for_every_schema("REVOKE UPDATE, DELETE, TRUNCATE ON %I.%I FROM %I", ours),),
            take=_for_every_schema("GRANT UPDATE, DELETE ON %I.%I TO %I", ours),
            holds=(
                f"SELECT NOT EXISTS (SELECT 1 FROM {ours} "
                "AND has_table_privilege(r.oid, c.oid, 'UPDATE, DELETE, TRUNCATE'))"
            ),
        )


def _for_every_schema(statement: str, ours: str) -> str:
    return (
        "DO $stone$ DECLARE found record; BEGIN "
        f"FOR found IN SELECT n.nspname, c.relname FROM {ours} LOOP "
        f"EXECUTE format({literal(statement)}, found.nspname, found.relname, found.nspname); "
        "END LOOP; END $stone$"
    )
