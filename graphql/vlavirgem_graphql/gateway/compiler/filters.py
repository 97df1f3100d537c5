"""Conditions on rows: an argument ``where`` that is made from the types of a list's fields.

A condition is true, false or unknown. A test of a value that the caller may not read is unknown, and SQL's logic of
three values decides what follows from that: a row is found only where the rest makes the whole true, so no combination
of ``and``, ``or`` and ``not`` tells anything about such a value. An absent value fails every test but ``isNull``.
What is null or empty in the argument is as if it were not there. The form of the argument decides the statement's text;
its values are bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.sorts import Sort, Test
from vlavirgem_graphql.gateway.statement import Value

ARGUMENT = "where"
AND, OR, NOT = "and", "or", "not"
# A condition is looked at for each row that may be read, and a value of a list costs a comparison.
CONDITION_COST = 20

Path = tuple[str | int, ...]


class Filterable(Protocol):
    """A field of a list's rows on which conditions may be set."""

    @property
    def name(self) -> str:
        """Its GraphQL name."""

    @property
    def sort(self) -> Sort:
        """What its values are."""

    @property
    def label(self) -> str:
        """What it is, in the active language."""

    def value(self, rows: Rows) -> str:
        """SQL of its value, of the sort's SQL type; NULL where it is absent."""

    def readable(self, rows: Rows, asked: Asked) -> str | None:
        """The condition that the caller may read it of a row; None where that holds for every row."""


@dataclass(frozen=True)
class Where:
    """The conditions of one type of rows; ``name`` is that of the input type."""

    name: str
    fields: Mapping[str, Filterable]

    @classmethod
    def of(cls, node_name: str, fields: Iterable[Filterable]) -> Where:
        """The conditions of a node type."""
        return cls(f"{node_name}Where", {field.name: field for field in fields})

    def argument(self) -> graphene.Argument:
        """The argument in the schema."""
        return graphene.Argument(self._input_type(), description=_("Only rows for which all these conditions hold."))

    def _input_type(self) -> type[graphene.InputObjectType]:
        made: list[type[graphene.InputObjectType]] = []
        listed = graphene.List(graphene.NonNull(lambda: made[0]))
        members = {
            AND: graphene.InputField(listed, name=AND, description=_("All of these hold.")),
            OR: graphene.InputField(listed, name=OR, description=_("One of these holds, or more.")),
            NOT: graphene.InputField(
                lambda: made[0],
                name=NOT,
                description=_("These do not hold. Of a field that the agreement withholds nobody knows."),
            ),
            **{
                name: graphene.InputField(field.sort.input_type, name=name, description=field.label)
                for name, field in self.fields.items()
            },
        }
        meta = type("Meta", (), {"container": dict, "description": _("Conditions; all that are given must hold.")})
        made.append(type(self.name, (graphene.InputObjectType,), {**members, "Meta": meta}))
        return made[0]

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """The condition that the argument sets, if it is there."""
        given = asked.arguments.get(ARGUMENT)
        written = None if given is None else _Writing(self.fields, rows, asked).all_of(given, (ARGUMENT,))
        return [] if written is None else [written]


@dataclass(frozen=True)
class _Writing:
    fields: Mapping[str, Filterable]
    rows: Rows
    asked: Asked

    def all_of(self, given: Mapping[str, Any], path: Path) -> str | None:
        return _joined(AND, (self._member(name, value, (*path, name)) for name, value in given.items()))

    def _member(self, name: str, value: Any, path: Path) -> str | None:
        if value is None:
            return None
        if name == NOT:
            denied = self.all_of(value, path)
            return None if denied is None else f"not {denied}"
        if name in (AND, OR):
            return _joined(name, (self.all_of(each, (*path, place)) for place, each in enumerate(value)))
        return self._tests(self.fields[name], value, path)

    def _tests(self, field: Filterable, given: Mapping[str, Any], path: Path) -> str | None:
        value = field.value(self.rows)
        tests = [
            f"coalesce({field.sort.tests[name].sql(value, self._bound(field.sort.tests[name], (*path, name)))},false)"
            for name, asked in given.items()
            if asked is not None
        ]
        if not tests:
            return None
        readable = field.readable(self.rows, self.asked)
        written = f"({' and '.join(tests)})"
        return written if readable is None else f"(case when {readable} then {written} end)"

    def _bound(self, test: Test, path: Path) -> str:
        place = self.asked.place
        return self.asked.compilation.parameters.bind(
            (place.key, path), partial(_value_at, place=place, path=path), test.cast
        )


def _joined(word: str, conditions: Iterable[str | None]) -> str | None:
    """Conditions with AND or OR between them; of those that are empty nothing."""
    written = [condition for condition in conditions if condition is not None]
    return f"({f' {word} '.join(written)})" if written else None


def _value_at(run: Run, place: ArgumentPlace, path: Path) -> Value:
    value: Any = run.arguments(place)
    for step in path:
        value = value[step]
    return as_value(value)


def as_value(given: Any) -> Value:
    """A coerced argument as a value of a statement."""
    if given is None or isinstance(given, (str, int)):
        return given
    if isinstance(given, float):
        return str(given)
    return given.isoformat() if hasattr(given, "isoformat") else [str(part) for part in given]


def conditions_in(given: Any) -> tuple[int, int, int]:
    """How many conditions an argument has, how deep they stand in each other, and what they cost.

    The argument as :class:`~vlavirgem.graphql_requests.limits.Pricing` sees it.
    """
    number = deepest = cost = 0
    left: list[tuple[Any, int]] = [(given, 0)]
    while left:
        value, depth = left.pop()
        deepest = max(deepest, depth)
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        inner = [(part, depth + isinstance(value, dict)) for part in parts if isinstance(part, (dict, list))]
        # An empty one counts too: it is part of the statement's form, and a thousand of them are kept with it.
        tests = max(sum(part is not None for part in parts) - len(inner), not inner) if isinstance(value, dict) else 0
        if isinstance(value, list) and not any(isinstance(part, dict) for part in value):
            tests, cost, inner = 1, cost + len(value), []
        number, cost = number + tests, cost + tests * CONDITION_COST
        left += inner
    return number, deepest, cost
