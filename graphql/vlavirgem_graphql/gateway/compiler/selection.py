"""Reading a selection: its fields by GraphQL's own rules, and what of the request decides the statement's text."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution.collect_fields import collect_sub_fields

# The arguments that stand in the text of the statement.
PAGE_SIZES = ("first", "last")
# An argument that is bound as it is, whatever its form.
REPRESENTATIONS = "representations"


@dataclass(frozen=True)
class Selections:
    """The document's selections as they stand for one request's ``@skip`` and ``@include`` values."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]

    @classmethod
    def of_info(cls, info: GraphQLResolveInfo) -> Selections:
        """Those of the operation that is being executed."""
        return cls(info.schema, info.fragments, info.variable_values)

    def of(self, parent: GraphQLObjectType, nodes: list[FieldNode]) -> dict[str, list[FieldNode]]:
        """The fields asked of ``parent``, by response key, merged as ordinary execution merges them."""
        return collect_sub_fields(self.schema, self.fragments, self.variables, parent, nodes)


@dataclass(frozen=True)
class Shape:
    """What can change the statement of some field nodes between two requests with the same document.

    ``switches``: variables whose value counts (``@skip``, ``@include``, the size of a page). ``arguments``: variables
    of which it counts whether they are given and what form they have (:func:`form_of`). ``names``: the names of all
    fields that are mentioned, in whatever branch, for the authorisation of each.
    """

    switches: tuple[str, ...]
    arguments: tuple[str, ...]
    names: frozenset[str]

    def key(self, variables: Mapping[str, Any]) -> Hashable:
        """The part of a plan's key that the request's variables decide."""
        given = tuple((name in variables, form_of(variables.get(name))) for name in self.arguments)
        return tuple(variables.get(name) for name in self.switches), given


def form_of(value: Any) -> Hashable:
    """What of an argument's value can change a statement; all else is bound, whatever it is.

    That is: an object's members, the length of a list of objects, which member of an enum it is, whether it is null.
    """
    if isinstance(value, dict):
        return tuple(sorted((name, form_of(part)) for name, part in value.items() if part is not None))
    if isinstance(value, list):
        return tuple(form_of(part) for part in value) if value and isinstance(value[0], (dict, Enum)) else "list"
    if isinstance(value, Enum):
        return value
    return value is None


def shape_of(nodes: Sequence[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]) -> Shape:
    """Walk through the selection under ``nodes`` once, over every branch."""
    walk = _ShapeWalk(fragments)
    for node in nodes:
        walk.field(node)
    return Shape(tuple(sorted(walk.switches)), tuple(sorted(walk.arguments)), frozenset(walk.names))


class _ShapeWalk:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.switches: set[str] = set()
        self.arguments: set[str] = set()
        self.names: set[str] = set()
        self._seen: set[str] = set()

    def field(self, node: FieldNode) -> None:
        self.names.add(node.name.value)
        self.arguments.update(_variables_in([given for given in node.arguments if given.name.value != REPRESENTATIONS]))
        sizes = [argument for argument in node.arguments if argument.name.value in PAGE_SIZES]
        self.switches.update(_variables_in(sizes))
        if node.selection_set:
            self.selection_set(node.selection_set)

    def selection_set(self, selection_set: SelectionSetNode) -> None:
        for selection in selection_set.selections:
            for directive in selection.directives:
                self.switches.update(_variables_in(directive.arguments))
            if isinstance(selection, FieldNode):
                self.field(selection)
            elif isinstance(selection, FragmentSpreadNode):
                self._fragment(selection.name.value)
            else:
                self.selection_set(selection.selection_set)  # type: ignore[attr-defined]  # an inline fragment

    def _fragment(self, name: str) -> None:
        if name not in self._seen:
            self._seen.add(name)
            self.selection_set(self.fragments[name].selection_set)


def _variables_in(node: Any) -> set[str]:
    """Names of the variables anywhere in some arguments, also inside a list or an input object."""
    if isinstance(node, VariableNode):
        return {node.name.value}
    if isinstance(node, (list, tuple)):
        return {name for part in node for name in _variables_in(part)}
    value = getattr(node, "value", None)
    parts = getattr(node, "values", None) or getattr(node, "fields", None) or ()
    return _variables_in(value) | _variables_in(parts) if value is not None or parts else set()
