"""How much a document may ask: depth, aliases, root fields, directives and cost, measured in one walk before it runs.

A field costs what its declaration says (``CompiledField.cost``); what stands under a list counts once for each row of
the page. A page size that comes in a variable is known only with the request, so cost is looked at again then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    VariableNode,
    get_named_type,
)

from vlavirgem_graphql.gateway.compiler.connection import DEFAULT_PAGE, LARGEST_PAGE
from vlavirgem_graphql.gateway.compiler.fields import NotCompilableError, declaration_of

# Of one document; the first three are the parser's.
MOST_TOKENS, MOST_COMMENTS, LONGEST_SOURCE = 1_000, 50, 16_000
LARGEST_BODY = 64_000


@dataclass(frozen=True)
class Size:
    """How much a selection asks. ``root_fields`` is the number of fields at its own level."""

    depth: int = 0
    aliases: int = 0
    root_fields: int = 0
    directives: int = 0
    cost: int = 0

    def beside(self, other: Size) -> Size:
        """Two selections of the same object together."""
        return Size(
            depth=max(self.depth, other.depth),
            aliases=self.aliases + other.aliases,
            root_fields=self.root_fields + other.root_fields,
            directives=self.directives + other.directives,
            cost=self.cost + other.cost,
        )


# Introspection by the usual tools needs 15 levels, of which those below __schema are not counted here.
LIMITS = Size(depth=10, aliases=15, root_fields=5, directives=20, cost=20_000)


class LimitsRule(ASTValidationRule):
    """Refuses a document that asks more than LIMITS, as a validation rule before all others."""

    def enter_document(self, node: DocumentNode, *_args: Any) -> None:
        """Measure each operation once."""
        context = self.context
        if isinstance(context, ValidationContext):
            for error in over_limits(context.schema, node):
                self.report_error(error)


def over_limits(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any] | None = None
) -> list[GraphQLError]:
    """One error for each limit that an operation exceeds, with code LIMIT_EXCEEDED, the limit and what was found."""
    walk = _Walk(schema, document, variables or {})
    errors = []
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            size = walk.operation(operation)
            for name, most in vars(LIMITS).items():
                found = getattr(size, name)
                if found > most:
                    errors.append(limit_exceeded(name, most, found))
    return errors


def limit_exceeded(name: str, most: int, found: int | None = None) -> GraphQLError:
    """The error of a limit: which, how much is allowed, how much was asked."""
    asked = "" if found is None else f"; this one has {found}"
    return GraphQLError(
        f"A document may have at most {most} {name.replace('_', ' ')}{asked}.",
        extensions={"code": "LIMIT_EXCEEDED", "limit": name, "most": most, "found": found},
    )


class _Walk:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema, self.variables = schema, variables
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        # A fragment counts each time that it is spread, but is walked once.
        self._known: dict[str, Size] = {}

    def operation(self, node: OperationDefinitionNode) -> Size:
        size = self._selections(node.selection_set, self.schema.get_root_type(node.operation), ())
        return replace(size, directives=size.directives + len(node.directives))

    def _selections(self, selections: SelectionSetNode, parent: Any, inside: tuple[str, ...]) -> Size:
        total, names = Size(), set()
        for node in selections.selections:
            size = Size(directives=len(node.directives))
            if isinstance(node, FieldNode):
                name = node.name.value
                size = size.beside(self._field(node, parent, inside))
                if node.alias or name in names:
                    size = replace(size, aliases=size.aliases + 1)
                names.add(name)
            elif isinstance(node, FragmentSpreadNode):
                size = size.beside(self._fragment(node.name.value, inside))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                of_type = self.schema.get_type(condition.name.value) if condition else parent
                size = size.beside(self._selections(node.selection_set, of_type, inside))
            total = total.beside(size)
        return total

    def _fragment(self, name: str, inside: tuple[str, ...]) -> Size:
        fragment = self.fragments.get(name)
        if fragment is None or name in inside:  # other rules refuse both
            return Size()
        if name not in self._known:
            on = self.schema.get_type(fragment.type_condition.name.value)
            self._known[name] = self._selections(fragment.selection_set, on, (*inside, name))
        return self._known[name]

    def _field(self, node: FieldNode, parent: Any, inside: tuple[str, ...]) -> Size:
        field = getattr(parent, "fields", {}).get(node.name.value)
        cost = _cost(field)
        if node.selection_set is None:
            return Size(depth=1, root_fields=1, cost=cost)
        below = self._selections(node.selection_set, get_named_type(field.type) if field else None, inside)
        depth = 1 if node.name.value.startswith("__") else below.depth + 1
        return replace(below, depth=depth, root_fields=1, cost=cost + below.cost * self._page(node, field))

    def _page(self, node: FieldNode, field: GraphQLField | None) -> int:
        """How many rows a list field can return; 1 for a field that is no page."""
        if field is None or "first" not in field.args:
            return 1
        given = {argument.name.value: argument.value for argument in node.arguments}
        size = given.get("first") or given.get("last")
        if isinstance(size, IntValueNode):
            return min(max(int(size.value), 1), LARGEST_PAGE)
        if isinstance(size, VariableNode):
            value = self.variables.get(size.name.value, 1)
            return min(max(value, 1), LARGEST_PAGE) if isinstance(value, int) else DEFAULT_PAGE
        return DEFAULT_PAGE


def _cost(field: GraphQLField | None) -> int:
    if field is None:
        return 1
    try:
        return declaration_of(field).cost
    except NotCompilableError:
        return 1
