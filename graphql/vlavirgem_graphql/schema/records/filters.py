"""Arguments by which records are chosen. A filter on a field is a way to read it, so it needs the agreement as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import graphene
from django.utils.translation import gettext as _

from vlavirgem.database.quoting import literal
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.schema.records.rows import RecordRows

_TEXTS = graphene.List(graphene.NonNull(graphene.String))


@dataclass(frozen=True)
class Filter:
    """An argument, the kind's field that it tells about (None: none), and its condition with the bound value."""

    argument: str
    field: str | None
    type: Any
    cast: str
    description: str
    condition: Callable[[RecordRows, str], str]

    def as_argument(self) -> graphene.Argument:
        """The argument in the schema."""
        return graphene.Argument(self.type, name=self.argument, description=self.description)


def filters_of(kind: Kind) -> tuple[Filter, ...]:
    """The filters of a kind: by title, by change, and by each field that holds codes or yes and no."""
    title = kind.title_field
    return (
        Filter("search", title, graphene.String, "text", _("The title holds these words, in any case."), _title_holds),
        Filter("prefix", title, graphene.String, "text", _("The title starts with this."), _title_starts),
        Filter("changedSince", None, graphene.DateTime, "timestamptz", _("Changed at or after this moment."), _changed),
        *(_filter_of(field) for field in kind if field.type in {FieldType.CODE, FieldType.BOOLEAN}),
    )


def _filter_of(field: KindField) -> Filter:
    member = literal(field.name)
    if field.type is FieldType.BOOLEAN:
        condition = partial(_member_is, member=member)
        return Filter(
            field.name,
            field.name,
            graphene.Boolean,
            "boolean",
            _("%(field)s: yes or no.") % {"field": field.label},
            condition,
        )
    condition = partial(_member_has_any if field.many else _member_is_any, member=member)
    return Filter(
        field.name,
        field.name,
        _TEXTS,
        "text[]",
        _("%(field)s: any of these codes.") % {"field": field.label},
        condition,
    )


def _title_holds(rows: RecordRows, value: str) -> str:
    return f"strpos(lower({rows.column('title')}),lower({value}))>0"


def _title_starts(rows: RecordRows, value: str) -> str:
    return f"starts_with({rows.column('title')},{value})"


def _changed(rows: RecordRows, value: str) -> str:
    return f"{rows.column('updated_at')}>={value}"


def _member_is(rows: RecordRows, value: str, *, member: str) -> str:
    return f"({rows.column('body')}::jsonb->>{member})::boolean={value}"


def _member_is_any(rows: RecordRows, value: str, *, member: str) -> str:
    return f"{rows.column('body')}::jsonb->>{member}=any({value})"


def _member_has_any(rows: RecordRows, value: str, *, member: str) -> str:
    return f"{rows.column('body')}::jsonb->{member} ?| {value}"


def conditions_of(filters: tuple[Filter, ...], rows: RecordRows, asked: Asked) -> list[str]:
    """The conditions of the filters that are given and not null; a record whose agreement withholds a filter's field
    is never found by it."""
    place = asked.place
    given, bind = asked.arguments, asked.compilation.parameters.bind
    conditions: list[str] = []
    needed: list[str] = []
    for each in filters:
        if given.get(each.argument) is not None:
            read = partial(_value, place=place, name=each.argument)
            conditions.append(each.condition(rows, bind((place.key, each.argument), read, each.cast)))
            if each.field is not None and rows.access.state(each.field) != "all":
                asked.compilation.withheld.add(each.field)
                needed.append(each.field)
    return [rows.is_covered(sorted(needed)), *conditions] if needed else conditions


def _value(run: Run, place: ArgumentPlace, name: str) -> Any:
    value = run.arguments(place)[name]
    return value.isoformat() if hasattr(value, "isoformat") else value
