"""Figures over a list: how many rows, sums and extremes, and the same by group. One statement, and on record as a list.

A row of which the caller may not read a field does not count for that field: it is in no figure and in no group of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.gateway.compiler import sorts
from vlavirgem_graphql.gateway.compiler.fields import Asked, CompiledField
from vlavirgem_graphql.gateway.compiler.filters import Filterable
from vlavirgem_graphql.gateway.compiler.made_types import object_type
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import RowSource, where
from vlavirgem_graphql.gateway.compiler.sql import Json, or_null
from vlavirgem_graphql.gateway.errors import refused

DEFAULT_GROUPS, MOST_GROUPS, MOST_KEYS = 100, 1000, 3

_EXTREMES = {
    "NumberFilter": graphene.Int,
    "DecimalFilter": graphene.Float,
    "DateFilter": graphene.Date,
    "DateTimeFilter": graphene.DateTime,
}


@dataclass(frozen=True)
class Measured:
    """The rows that figures are taken of: ``listed`` is the field whose arguments choose them, ``keys`` SQL of the
    values that they have in common."""

    rows: Rows
    source: RowSource
    listed: Asked
    keys: Sequence[str] = ()


class _Count(CompiledField):
    """How many rows there are."""

    def write(self, source: Measured, asked: Asked) -> Json:
        del source, asked
        return Json.of("count(*)::text")


class _Key(CompiledField):
    """What the rows of a group have in common."""

    def write(self, source: Measured, asked: Asked) -> Json:
        del asked
        values = [piece for key in source.keys for piece in (",", or_null(f"to_json({key})", "json"))]
        return Json.join("[", *values[1:], "]")


class _Figures(CompiledField):
    """One figure of each of some fields."""

    cost = 0

    def write(self, source: Measured, asked: Asked) -> Json:
        return asked.write_object(source)


class _Figure(CompiledField):
    """A figure of one field; null where no row has a value that may be read."""

    cost = 20

    def __init__(self, of_type: Any, of: Filterable, aggregate: str, **settings: Any) -> None:
        super().__init__(of_type, name=of.name, description=of.label, **settings)
        self.of, self.aggregate = of, aggregate

    def write(self, source: Measured, asked: Asked) -> Json:
        del asked
        value, readable = self.of.value(source.rows), self.of.readable(source.rows, source.listed)
        counted = value if readable is None else f"case when {readable} then {value} end"
        return or_null(f"to_json({self.aggregate.format(counted)})", "json")


class _Groups(CompiledField):
    """The rows by the values that they have in common, the largest group first."""

    cost = 300

    def __init__(self, name: str, of_type: Any, fields: dict[str, Filterable], **settings: Any) -> None:
        keys = Enum(f"{name}GroupKey", [(key, key) for key in fields])  # type: ignore[misc]  # of this kind's fields
        described: dict[Enum | None, str] = {key: fields[key.value].label for key in keys}
        described[None] = _("What rows can have in common.")
        by = graphene.List(graphene.NonNull(graphene.Enum.from_enum(keys, description=described.get)))
        super().__init__(
            graphene.NonNull(graphene.List(graphene.NonNull(of_type))),
            by=graphene.Argument(
                graphene.NonNull(by), description=_("By which fields, at most %(most)s.") % {"most": MOST_KEYS}
            ),
            first=graphene.Int(description=_("How many groups, at most %(most)s.") % {"most": MOST_GROUPS}),
            **settings,
        )
        self.fields = fields

    def write(self, source: Measured, asked: Asked) -> Json:
        by = list(dict.fromkeys(member.value for member in asked.arguments["by"]))
        if not 1 <= len(by) <= MOST_KEYS:
            raise refused(_("Group by 1 to %(most)s fields.") % {"most": MOST_KEYS}, code="BAD_VALUE")
        if sum(self.fields[name].sort is sorts.LIST for name in by) > 1:  # a row would count for each pair of values
            raise refused(_("Group by one field that is a list at most."), code="BAD_VALUE")
        rows = source.source.rows(asked.compilation)
        keys = [f"k{number}_.v_" for number in range(len(by))]
        conditions = source.source.all_conditions(rows, source.listed)
        laterals = ""
        for name, key in zip(by, keys, strict=True):
            field = self.fields[name]
            readable = field.readable(rows, source.listed)
            conditions += [] if readable is None else [readable]
            laterals += f" cross join lateral ({_values_of(field, rows)}) {key.partition('.')[0]}(v_)"
        one = asked.write_object(Measured(rows, source.source, source.listed, keys)).sql
        in_order = ",".join(["count(*) desc", *(f'{key} collate "C" nulls last' for key in keys)])
        first = asked.compilation.parameters.bind(
            (asked.place.key, "first"), partial(_groups_asked, place=asked.place), "int"
        )
        groups = (
            f"select {one} json_,row_number() over (order by {in_order}) place_ "
            f"from {source.source.table} {rows.alias}{laterals}{where(conditions)} "
            f"group by {','.join(keys)} order by place_ limit {first}"
        )
        return Json.of(f"(select concat('[',string_agg(json_,',' order by place_),']') from ({groups}) g_)")


def _values_of(field: Filterable, rows: Rows) -> str:
    """SQL of a row's values of a field, as texts: of a list each once."""
    value = field.value(rows)
    if field.sort is not sorts.LIST:
        return f"select {value}::text"
    listed = f"case jsonb_typeof({value}) when 'array' then {value} else '[]'::jsonb end"
    return f"select distinct e_ from jsonb_array_elements_text({listed}) e_"


def _groups_asked(run: Run, place: ArgumentPlace) -> int:
    asked = run.arguments(place).get("first")
    if asked is None:
        return DEFAULT_GROUPS
    if not 0 <= asked <= MOST_GROUPS:
        said = _("At most %(most)s groups are given; %(asked)s were asked for.")
        raise refused(said % {"most": MOST_GROUPS, "asked": asked}, code="BAD_PAGE")
    return int(asked)


class Aggregate(CompiledField):
    """Figures over the rows that ``source`` gives for the arguments."""

    cost = 200

    def __init__(self, of_type: Any, source: RowSource, **settings: Any) -> None:
        super().__init__(of_type, **settings)
        self.source = source

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Answer at the root, under the same authorisation as the list."""
        authorisation = self.source.authorise(info, arguments)
        return answer_with_plan(
            info,
            authorisation,
            find_key=partial(self._key, authorisation),
            compile_plan=partial(self._compile, info, authorisation),
        )

    def _key(self, authorisation: Any, shape: Shape) -> Hashable:
        return self.source.key(authorisation, shape)

    def _compile(self, info: GraphQLResolveInfo, authorisation: Any) -> Plan:
        asked = Asked.at_root(info, authorisation)
        compilation = asked.compilation
        rows = self.source.rows(compilation)
        written = asked.write_object(Measured(rows, self.source, asked)).sql
        # Counted in any case: so it is one row, also where nothing but groups is asked for.
        figures = (
            f"select {written} json_,count(*) from {self.source.table} {rows.alias}"
            f"{where(self.source.all_conditions(rows, asked))}"
        )
        # A figure tells about rows that are not returned.
        evidence = self.source.evidence("null::uuid[]", asked, whole_list="true")
        return Plan.of(compilation, f"select json_,{evidence} from ({figures}) figures_")


def aggregate_type(name: str, fields: Iterable[Filterable], keys: Iterable[Filterable]) -> type[graphene.ObjectType]:
    """The figures over rows of the type called ``name``; ``keys`` are the fields that they may be grouped by."""
    figures = _figure_types(name, list(fields))
    group = object_type(
        f"{name}Group",
        _("Rows of %(type)s that have something in common.") % {"type": name},
        key=_Key(
            graphene.NonNull(graphene.List(graphene.String)),
            description=_("What they have in common, in the order of `by`; null where it is absent."),
        ),
        **_figure_fields(figures),
    )
    groups = _Groups(
        name,
        group,
        {field.name: field for field in keys},
        description=_("By what they have in common, the largest group first. A row counts for each value of a list."),
    )
    described = _("Figures over a list of %(type)s.") % {"type": name}
    return object_type(f"{name}Aggregate", described, **_figure_fields(figures), groups=groups)


def _figure_types(name: str, fields: Sequence[Filterable]) -> dict[str, type[graphene.ObjectType]]:
    """The types of sums and extremes; those without a field are left out."""
    described = _("A figure of each of these fields of %(type)s.") % {"type": name}
    numbers = [field for field in fields if field.sort in (sorts.NUMBER, sorts.DECIMAL)]
    ordered = [(field, _EXTREMES[field.sort.name]) for field in fields if field.sort.name in _EXTREMES]
    made = {
        "sum": {field.name: _Figure(graphene.Float, field, "sum({})") for field in numbers},
        "avg": {field.name: _Figure(graphene.Float, field, "round(avg({}),6)") for field in numbers},
        "min": {field.name: _Figure(of_type, field, "min({})") for field, of_type in ordered},
        "max": {field.name: _Figure(of_type, field, "max({})") for field, of_type in ordered},
    }
    return {
        figure: object_type(f"{name}{figure.capitalize()}", described, **members)
        for figure, members in made.items()
        if members
    }


def _figure_fields(types: dict[str, type[graphene.ObjectType]]) -> dict[str, CompiledField]:
    described = {
        "sum": _("The sum of each field."),
        "avg": _("The average of each field, of the rows that have it; six decimals."),
        "min": _("The least or first of each field."),
        "max": _("The greatest or last of each field."),
    }
    figures = {
        name: _Figures(graphene.NonNull(of_type), description=described[name]) for name, of_type in types.items()
    }
    return {"count": _Count(graphene.NonNull(graphene.Int), description=_("How many rows there are.")), **figures}
