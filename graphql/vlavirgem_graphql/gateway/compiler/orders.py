"""The orders of a list: an argument ``orderBy`` that is made from the types of its fields.

An order is a way to read a field: of a row whose field the caller may not read, the value counts as absent. What is
absent stands at the end, in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.compiler import sorts
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.filters import Filterable
from vlavirgem_graphql.gateway.compiler.rows import Rows

ARGUMENT = "orderBy"

# Of a sort of values: its SQL type, and what stands for a value that is absent.
_ABSENT = {
    sorts.TEXT.name: ("text", "''"),
    sorts.NUMBER.name: ("numeric", "0"),
    sorts.DECIMAL.name: ("numeric", "0"),
    sorts.DATE.name: ("text", "''"),
    sorts.MOMENT.name: ("timestamptz", "'0001-01-01 00:00:00+00'::timestamptz"),
}
_ACCENTS, _PLAIN = "àáâäãåçèéêëìíîïñòóôöõùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy"


@dataclass(frozen=True)
class Orders:
    """The orders of one type of rows: ``usual`` (under the name ``usual_name``), and up and down by each field."""

    name: str
    usual: Order
    usual_name: str
    fields: Mapping[str, Filterable]
    key: OrderKey

    @classmethod
    def of(cls, node_name: str, usual: Order, usual_name: str, fields: Iterable[Filterable]) -> Orders:
        """The orders of a node type: by whatever has an order among its fields."""
        ordered = {_constant(field.name): field for field in fields if field.sort.name in _ABSENT}
        return cls(f"{node_name}Order", usual, usual_name, ordered, usual.keys[-1])

    def argument(self) -> graphene.Argument:
        """The argument in the schema."""
        names = [name for field in self.fields.values() for name in orders_by(field.name)]
        members = Enum(self.name, [(name, name) for name in names])  # type: ignore[misc]  # of this type's fields
        described: dict[Enum | None, str] = {each: self._described(str(each.value)) for each in members}
        described[None] = _("Orders of a list. What is absent stands at the end.")
        of_type = graphene.Enum.from_enum(members, description=described.get)
        said = _("In which order; %(usual)s unless you say so. A cursor belongs to one order.")
        return graphene.Argument(of_type, name=ARGUMENT, description=said % {"usual": self.usual_name})

    def _described(self, name: str) -> str:
        field, _sign, way = name.rpartition("_")
        said = _("%(field)s: upwards.") if way == "ASC" else _("%(field)s: downwards.")
        return said % {"field": self.fields[field].label.rstrip(".")}

    def asked(self, asked: Asked) -> Order:
        """The order that the argument asks for."""
        given = asked.arguments.get(ARGUMENT)
        if given is None or given.value == self.usual_name:
            return self.usual
        field, _sign, way = given.value.rpartition("_")
        return self._by(self.fields[field], asked, str(given.value), descending=way == "DESC")

    def _by(self, field: Filterable, asked: Asked, name: str, *, descending: bool) -> Order:
        cast, absent = _ABSENT[field.sort.name]
        is_last = "is not null" if descending else "is null"
        value = partial(_value, field=field, asked=asked)
        keys = (
            OrderKey("order_last", "int", lambda rows: f"({value(rows)} {is_last})::int"),
            OrderKey("order_value", cast, lambda rows: f"coalesce({value(rows)},{absent})"),
            self.key,
        )
        return Order(keys, descending, name)


def _value(rows: Rows, field: Filterable, asked: Asked) -> str:
    value, readable = field.value(rows), field.readable(rows, asked)
    if field.sort is sorts.TEXT:
        # As people look for it: neither capitals nor accents set words apart. The same on every server.
        value = f"(translate(lower({value}),'{_ACCENTS}','{_PLAIN}') collate \"C\")"
    return value if readable is None else f"(case when {readable} then {value} end)"


def orders_by(field_name: str) -> tuple[str, str]:
    """The members of the enumeration that order by this field: upwards and downwards."""
    return f"{_constant(field_name)}_ASC", f"{_constant(field_name)}_DESC"


def _constant(name: str) -> str:
    """A name as GraphQL writes that of an enum's member: ``validFrom`` as ``VALID_FROM``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
