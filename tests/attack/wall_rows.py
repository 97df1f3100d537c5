"""Rows for every table of the commons, written past all rules, so that the rules can be held against them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql

from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, CommonsRow
from vlavirgem_tenants.commons.models import History, Person
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.wall.policies import commons_models

# What describes data, and holds none: said a second time, so that a table that is opened to all is noticed.
READ_BY_ALL = ("exchange_kind_version", "exchange_kind_mark")


@dataclass(frozen=True)
class Row:
    """A planted row, as the rules see it."""

    model: type[CommonsRow]
    id: uuid.UUID
    owner: int
    visibility: str
    partners: tuple[int, ...]
    parent: Row | None

    def readable_by(self, tenant: int) -> bool:
        """The rule of the design, said a second time and independently of the policies."""
        if tenant == self.owner or self.model._meta.db_table in READ_BY_ALL:
            return True
        if issubclass(self.model, CommonsModel):
            return self.visibility == "network" or (self.visibility == "partners" and tenant in self.partners)
        if self.model is History and self.parent is not None:
            return self.parent.readable_by(tenant)
        if self.parent is not None:
            return self.visibility == "partners" and self.parent.readable_by(tenant)
        return False


def loosen(session: psycopg.Connection) -> None:
    """Take away what would refuse made-up rows: checks, and (for the session) triggers. Only on a throw-away copy."""
    session.execute("SET session_replication_role = replica")
    for model in commons_models():
        table = model._meta.db_table
        constraints = session.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'u', 'x') AND conrelid = %s::regclass",
            [f"public.{table}"],
        ).fetchall()
        for (name,) in constraints:
            session.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {} CASCADE").format(
                    *map(sql.Identifier, (table, name))
                )
            )
        indexes = session.execute(
            "SELECT indexrelid::regclass::text FROM pg_index "
            "WHERE indisunique AND NOT indisprimary AND indrelid = %s::regclass",
            [f"public.{table}"],
        ).fetchall()
        for (name,) in indexes:
            session.execute(f"DROP INDEX {name}")


def plant(session: psycopg.Connection, owner: Tenant, partner: Tenant) -> list[Row]:
    """For every commons table a row of ``owner`` in each visibility, shared with ``partner`` where it is shared."""
    rows: list[Row] = []
    for model in commons_models():
        for visibility in _visibilities(model):
            parents = _parents(session, model, owner, partner, rows)
            rows.extend(_insert(session, model, owner, partner, visibility, parent) for parent in parents)
    return rows


def _visibilities(model: type[CommonsRow]) -> list[str]:
    if issubclass(model, CommonsModel):
        return ["own", "partners", "network"]
    return ["own", "partners"] if issubclass(model, CommonsPart) else [""]


def _parents(
    session: psycopg.Connection, model: type[CommonsRow], owner: Tenant, partner: Tenant, known: list[Row]
) -> list[Row | None]:
    if model is History:
        parent: type[CommonsRow] = Person  # what the lines are about
    elif issubclass(model, CommonsPart):
        parent = cast("type[CommonsRow]", model._meta.get_field(model.commons_parent).related_model)
    else:
        return [None]
    rows = [row for row in known if row.model is parent]
    if not rows:  # the parent's table comes later in the list
        rows = [_insert(session, parent, owner, partner, visibility, None) for visibility in _visibilities(parent)]
        known += rows
    return list(rows)


def _insert(
    session: psycopg.Connection,
    model: type[CommonsRow],
    owner: Tenant,
    partner: Tenant,
    visibility: str,
    parent: Row | None,
) -> Row:
    row = Row(model, uuid.uuid4(), owner.pk, visibility, (partner.pk,), parent)
    values = {
        str(field.column): value_for(field, row) for field in model._meta.concrete_fields if not is_generated(field)
    }
    statement = sql.SQL("INSERT INTO public.{} ({}) VALUES ({})").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(column) for column in values),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    session.execute(statement, list(values.values()))
    return row


def is_generated(field: Any) -> bool:
    return isinstance(field, models.GeneratedField)


def value_for(field: Any, row: Row) -> Any:
    """Some value of the column's type; the ones that the rules look at come from ``row``."""
    looked_at = {"id": row.id, "visibility": row.visibility, "partner_ids": list(row.partners)}
    if row.model is History and row.parent is not None:
        looked_at |= {"subject_id": row.parent.id, "subject_kind": row.parent.model._meta.label_lower}
    if field.name in looked_at:
        return looked_at[field.name]
    if isinstance(field, models.ForeignKey):
        if field.related_model is Tenant:
            return row.owner
        is_parent = row.parent is not None and field.name == getattr(row.model, "commons_parent", "")
        return row.parent.id if is_parent and row.parent else uuid.uuid4()
    return None if field.null else _by_type(field)  # nothing withdrawn, paused or ended


def _by_type(field: Any) -> Any:
    by_type: list[tuple[Any, Any]] = [
        (ArrayField, []),
        (models.JSONField, json.dumps({})),
        (models.UUIDField, uuid.uuid4()),
        (models.DateTimeField, datetime(2100, 1, 1, tzinfo=UTC)),
        (models.DateField, date(2100, 1, 1)),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        ((models.IntegerField, models.FloatField), 1),
        (models.BinaryField, b"x"),
        ((models.CharField, models.TextField), uuid.uuid4().hex[: getattr(field, "max_length", None) or 32]),
    ]
    for types, value in by_type:
        if isinstance(field, types):
            return value
    return json.dumps({}) if "json" in str(field.db_type(_any_connection())) else "x"


def _any_connection() -> Any:
    from django.db import connection

    return connection
