"""What a statement is given at run time. A plan holds no value of a request, only where each value comes from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLResolveInfo
from graphql.execution.values import get_argument_values

from vlavirgem_graphql.gateway.statement import Value


@dataclass
class Run:
    """One execution of a plan: the request's variables, and the authorisation under which it reads."""

    info: GraphQLResolveInfo
    authorisation: Any
    # Of the statements of its field: one that lists rows of several types has one for each.
    is_last: bool = True
    _arguments: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_whole_operation(self) -> bool:
        """Whether the operation asks for this one field, so that no statement follows this one."""
        selections = self.info.operation.selection_set.selections
        return self.is_last and len(selections) == 1 and isinstance(selections[0], FieldNode)

    def arguments(self, place: ArgumentPlace) -> dict[str, Any]:
        """The coerced arguments of a field; raises GraphQLError as ordinary execution would."""
        known = self._arguments.get(place.key)
        if known is None:
            known = get_argument_values(place.field, place.node, self.info.variable_values)
            self._arguments[place.key] = known
        return known


@dataclass(frozen=True, eq=False)
class ArgumentPlace:
    """A field of the document that has arguments."""

    field: GraphQLField
    node: FieldNode

    @property
    def key(self) -> int:
        """What tells this field from the document's others."""
        return id(self.node)


Reader = Callable[[Run], Value]


class Parameters:
    """The ``$1, $2 ...`` of a statement under construction."""

    def __init__(self) -> None:
        self.readers: list[Reader] = []
        self._numbers: dict[Hashable, int] = {}

    def bind(self, key: Hashable, read: Reader, cast: str) -> str:
        """Return the placeholder for a value; the same ``key`` gives the same placeholder."""
        number = self._numbers.get(key)
        if number is None:
            self.readers.append(read)
            number = self._numbers[key] = len(self.readers)
        return f"${number}::{cast}"
