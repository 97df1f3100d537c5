"""How much a document may ask: depth, aliases, root fields, directives and cost, measured in one walk before it runs.

What a field costs is for the schema to say (:class:`Pricing`); what stands under a list's rows counts once for each
row of the page. What comes in a variable, a page size or a condition, is known only with the request, so that is
measured again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValueNode,
    VariableNode,
    get_named_type,
    get_operation_ast,
)
from graphql.execution.values import get_variable_values

# Of one document; the first three are the parser's.
MOST_TOKENS, MOST_COMMENTS, LONGEST_SOURCE = 1_000, 50, 16_000
LARGEST_BODY = 64_000
MOST_OPERATIONS = 20
# Of one number. Python itself refuses to read one of more than 4,300 digits, which would be an error of ours.
MOST_DIGITS = 100
# Of one list that is written out in the document; a longer one goes in a variable, which is not kept.
MOST_LISTED = 100


@dataclass(frozen=True)
class Size:
    """How much a selection asks. ``root_fields`` is the number of fields at its own level; ``conditions`` are those of
    its arguments that filter rows, ``nesting`` how deep they stand in each other; ``repeats`` how often one field that
    has fields of its own stands in one selection, fragments included: the rules of validation compare each two."""

    depth: int = 0
    aliases: int = 0
    root_fields: int = 0
    directives: int = 0
    repeats: int = 0
    conditions: int = 0
    nesting: int = 0
    cost: int = 0

    def beside(self, other: Size) -> Size:
        """Two selections of the same object together."""
        if self is _NOTHING:
            return other
        return Size(
            depth=max(self.depth, other.depth),
            aliases=self.aliases + other.aliases,
            root_fields=self.root_fields + other.root_fields,
            directives=self.directives + other.directives,
            repeats=max(self.repeats, other.repeats),
            conditions=self.conditions + other.conditions,
            nesting=max(self.nesting, other.nesting),
            cost=self.cost + other.cost,
        )


_NOTHING = Size()
# Introspection by the usual tools needs 15 levels: up to this many below __schema are not counted.
LEVELS_OF_INTROSPECTION = 20
LIMITS = Size(depth=10, aliases=15, root_fields=5, directives=20, repeats=10, conditions=50, nesting=8, cost=20_000)


# What people call that of which there is a most. Programs get the name itself in ``extensions.limit``.
_NAMES = {
    "depth": gettext_lazy("levels"),
    "aliases": gettext_lazy("aliases"),
    "root_fields": gettext_lazy("fields at the root"),
    "directives": gettext_lazy("directives"),
    "repeats": gettext_lazy("times the same list or object in one selection"),
    "conditions": gettext_lazy("conditions"),
    "nesting": gettext_lazy("levels of conditions in each other"),
    "cost": gettext_lazy("points of cost"),
    "tokens": gettext_lazy("words and signs"),
    "comments": gettext_lazy("comments"),
    "characters": gettext_lazy("characters"),
    "operations": gettext_lazy("operations"),
    "digits": gettext_lazy("digits in a number"),
    "listed": gettext_lazy("values in a list"),
}


class Pricing(Protocol):
    """What the fields of one schema cost."""

    def cost(self, field: GraphQLField) -> int:
        """What one value of the field costs."""

    def arguments(self, field: GraphQLField, given: Mapping[str, Any]) -> Size:
        """What its arguments ask by themselves. A value of ``given`` is a text, None, or a dictionary or list of these;
        what comes in a variable is left out as long as that is not known."""

    def rows(self, field: GraphQLField, asked: Mapping[str, int | None]) -> int:
        """How many rows the page has that the field returns; 1 for one that is no page.

        ``asked`` has the whole numbers among its arguments, and how long its lists are; None where one is null, which
        is as if it were not there.
        """

    def times(self, field: GraphQLField, *, page: int, rows: int) -> int:
        """How often what stands under the field counts: ``page`` is the size of the page it stands on, ``rows`` that of
        its own."""


class LimitsRule(ASTValidationRule):
    """Refuses a document that asks more than LIMITS, as a validation rule before all others."""

    pricing: Pricing

    @classmethod
    def with_prices(cls, pricing: Pricing) -> type[LimitsRule]:
        """The rule for a schema whose fields cost this."""
        return type("LimitsRule", (cls,), {"pricing": pricing})

    def enter_document(self, node: DocumentNode, *_args: Any) -> None:
        """Measure each operation once."""
        context = self.context
        if isinstance(context, ValidationContext):
            operations = sum(isinstance(each, OperationDefinitionNode) for each in node.definitions)
            if operations > MOST_OPERATIONS:
                self.report_error(limit_exceeded("operations", MOST_OPERATIONS, operations))
            for error in over_limits(context.schema, self.pricing, node):
                self.report_error(error)

    def enter_int_value(self, node: IntValueNode, *_args: Any) -> None:
        """Refuse a number that the rules of types cannot read."""
        if len(node.value) > MOST_DIGITS:
            self.report_error(limit_exceeded("digits", MOST_DIGITS, len(node.value)))

    def enter_list_value(self, node: ListValueNode, *_args: Any) -> None:
        """Refuse a long list: each of its values is kept with the document."""
        if len(node.values) > MOST_LISTED:
            self.report_error(limit_exceeded("listed", MOST_LISTED, len(node.values)))


def over_limits(schema: GraphQLSchema, pricing: Pricing, document: DocumentNode) -> list[GraphQLError]:
    """One error for each limit that an operation exceeds, with code LIMIT_EXCEEDED, the limit and what was found.

    A page size in a variable counts as 1 row here: :func:`over_limits_of_request` has its value.
    """
    walk = _Walk(schema, pricing, document, None)
    return [
        error
        for operation in document.definitions
        if isinstance(operation, OperationDefinitionNode)
        for error in errors_over(walk.operation(operation))
    ]


def over_limits_of_request(
    schema: GraphQLSchema,
    pricing: Pricing,
    document: DocumentNode,
    variables: Mapping[str, Any] | None,
    operation_name: str | None,
) -> list[GraphQLError]:
    """The same of the operation that a request runs, with its variables as execution will see them: defaults too.

    Empty where there is no such operation or a variable is bad (execution says so), and where there are no variables:
    that operation was measured when its document was read.
    """
    operation = get_operation_ast(document, operation_name)
    if operation is None or not operation.variable_definitions:
        return []
    size = size_of_request(schema, pricing, document, variables, operation_name)
    return [] if size is None else errors_over(size)


def size_of_request(
    schema: GraphQLSchema,
    pricing: Pricing,
    document: DocumentNode,
    variables: Mapping[str, Any] | None,
    operation_name: str | None,
) -> Size | None:
    """How much the operation asks that a request runs; None where there is no such operation or a variable is bad."""
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return None
    values = get_variable_values(schema, operation.variable_definitions, dict(variables or {}), max_errors=1)
    return None if isinstance(values, list) else _Walk(schema, pricing, document, values).operation(operation)


def errors_over(size: Size) -> list[GraphQLError]:
    """One error for each limit that the size exceeds."""
    found = vars(size)
    return [limit_exceeded(name, most, found[name]) for name, most in vars(LIMITS).items() if found[name] > most]


def limit_exceeded(name: str, most: int, found: int | None = None) -> GraphQLError:
    """The error of a limit: which, how much is allowed, how much was asked."""
    said = (
        _("A document may have at most %(most)s %(limit)s.")
        if found is None
        else _("A document may have at most %(most)s %(limit)s; this one has %(found)s.")
    )
    return GraphQLError(
        said % {"most": most, "limit": _NAMES[name], "found": found},
        extensions={"code": "LIMIT_EXCEEDED", "limit": name, "most": most, "found": found},
    )


class _Walk:
    """``variables`` are coerced, or None where they are not known yet."""

    def __init__(
        self, schema: GraphQLSchema, pricing: Pricing, document: DocumentNode, variables: Mapping[str, Any] | None
    ) -> None:
        self.schema, self.pricing, self.variables = schema, pricing, variables
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        # A fragment counts each time that it is spread, but is walked once for each size of the page that it stands in.
        self._known: dict[tuple[str, int], Size] = {}
        self._leaves: dict[int, Size] = {}  # by the identity of the field
        # How often each field with fields of its own stands in a fragment, with what is spread there.
        self._spread: dict[str, Counter[str]] = {}

    def operation(self, node: OperationDefinitionNode) -> Size:
        size = self._selections(node.selection_set, self.schema.get_root_type(node.operation), (), 1)
        size = size.beside(self._repeated(node.selection_set))
        return replace(size, directives=size.directives + len(node.directives))

    def _selections(self, selections: SelectionSetNode, parent: Any, inside: tuple[str, ...], page: int) -> Size:
        """``inside``: the fragments around it; ``page``: how many rows the list holds whose fields these are."""
        total, names = Size(), set()
        for node in selections.selections:
            size = Size(directives=len(node.directives)) if node.directives else _NOTHING
            if isinstance(node, FieldNode):
                name = node.name.value
                size = size.beside(self._field(node, parent, inside, page))
                if node.alias or name in names:
                    size = replace(size, aliases=size.aliases + 1)
                names.add(name)
            elif isinstance(node, FragmentSpreadNode):
                size = size.beside(self._fragment(node.name.value, inside, page))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                of_type = self.schema.get_type(condition.name.value) if condition else parent
                size = size.beside(self._selections(node.selection_set, of_type, inside, page))
            total = total.beside(size)
        return total

    def _fragment(self, name: str, inside: tuple[str, ...], page: int) -> Size:
        fragment = self.fragments.get(name)
        if fragment is None or name in inside:  # other rules refuse both
            return Size()
        if (name, page) not in self._known:
            on = self.schema.get_type(fragment.type_condition.name.value)
            self._known[name, page] = self._selections(fragment.selection_set, on, (*inside, name), page)
        return self._known[name, page]

    def _leaf(self, field: GraphQLField | None) -> Size:
        """A field without arguments and without fields of its own: the same each time."""
        known = self._leaves.get(id(field))
        if known is None:
            cost = 1 if field is None else self.pricing.cost(field)
            asked = Size() if field is None else self.pricing.arguments(field, {})
            known = self._leaves[id(field)] = replace(asked, depth=1, root_fields=1, cost=asked.cost + cost)
        return known

    def _repeated(self, selections: SelectionSetNode) -> Size:
        return Size(repeats=max(self._composite(selections, ()).values(), default=0))

    def _composite(self, selections: SelectionSetNode, inside: tuple[str, ...]) -> Counter[str]:
        """How often each field with fields of its own stands in a selection, by the name it has in the answer."""
        found: Counter[str] = Counter()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                if node.selection_set is not None:
                    found[(node.alias or node.name).value] += 1
            elif isinstance(node, InlineFragmentNode):
                found.update(self._composite(node.selection_set, inside))
            elif isinstance(node, FragmentSpreadNode):
                found.update(self._composite_of_fragment(node.name.value, inside))
        return found

    def _composite_of_fragment(self, name: str, inside: tuple[str, ...]) -> Counter[str]:
        fragment = self.fragments.get(name)
        if fragment is None or name in inside:  # other rules refuse both
            return Counter()
        if name not in self._spread:
            self._spread[name] = self._composite(fragment.selection_set, (*inside, name))
        return self._spread[name]

    def _field(self, node: FieldNode, parent: Any, inside: tuple[str, ...], page: int) -> Size:
        field: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        if node.selection_set is None and not node.arguments:
            return self._leaf(field)
        pricing = self.pricing
        asked = pricing.arguments(field, self._values_in(node, field)) if field is not None else Size()
        asked = replace(asked, root_fields=1, cost=asked.cost + (pricing.cost(field) if field is not None else 1))
        if node.selection_set is None:
            return replace(asked, depth=1)
        of_type = get_named_type(field.type) if field else None
        rows = pricing.rows(field, self._numbers_in(node, field)) if field is not None else 1
        below = self._selections(node.selection_set, of_type, inside, rows)
        below = below.beside(self._repeated(node.selection_set))
        times = pricing.times(field, page=page, rows=rows) if field is not None else 1
        is_introspection = node.name.value.startswith("__") and below.depth <= LEVELS_OF_INTROSPECTION
        depth = 1 if is_introspection else below.depth + 1
        return asked.beside(replace(below, depth=depth, root_fields=0, cost=below.cost * times))

    def _values_in(self, node: FieldNode, field: GraphQLField) -> dict[str, Any]:
        """The values that its arguments give, as far as they are known."""
        return {
            argument.name.value: _as_value(argument.value, self.variables)
            for argument in node.arguments
            if argument.name.value in field.args
        }

    def _numbers_in(self, node: FieldNode, field: GraphQLField) -> dict[str, int | None]:
        """The whole numbers that its arguments give, and how long the lists are that they give."""
        given = {argument.name.value: argument.value for argument in node.arguments}
        return {name: _as_number(given[name], self.variables) for name in field.args if name in given}


def _as_number(value: ValueNode, variables: Mapping[str, Any] | None) -> int | None:
    if isinstance(value, IntValueNode):
        return int(value.value) if len(value.value) <= MOST_DIGITS else 10**MOST_DIGITS
    if isinstance(value, ListValueNode):
        return len(value.values)
    if isinstance(value, VariableNode):
        given = 1 if variables is None else variables.get(value.name.value)
        return len(given) if isinstance(given, list) else given if isinstance(given, int) else None
    return None


def _as_value(value: ValueNode, variables: Mapping[str, Any] | None) -> Any:
    if isinstance(value, VariableNode):
        return (variables or {}).get(value.name.value)
    if isinstance(value, ListValueNode):
        return [_as_value(part, variables) for part in value.values]
    if isinstance(value, ObjectValueNode):
        return {part.name.value: _as_value(part.value, variables) for part in value.fields}
    return getattr(value, "value", None)
