"""What a delegate's document may ask: the records of one kind, and nothing that leads beyond them.

Of rows and fields the access decides, as for any reader; this is about the shape. A document that asks for more is
refused whole before it is run, and that goes on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_operation_ast,
)

from vlavirgem_graphql.gateway.context import Caller, delegated_only

# Fields by the name of their type.
Shape = Mapping[str, frozenset[str]]
_OF_THE_SCHEMA: Final = frozenset({"__schema", "__type", "__typename"})


def refused_beyond(
    shape: Shape, schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, caller: Caller
) -> GraphQLError | None:
    """The refusal of the first field that is not of this shape, at the root field that leads to it; None where all are.

    What ``@skip`` leaves out counts too.
    """
    operation = get_operation_ast(document, operation_name)
    root = None if operation is None else schema.get_root_type(operation.operation)
    if operation is None or root is None:
        return None  # which is told when it is run
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    walk = _Walk(schema, fragments)
    for top, parent, asked in walk.fields(operation.selection_set, root):
        if asked.name.value not in shape.get(parent.name, frozenset()) | _OF_THE_SCHEMA:
            first = top or asked
            refusal = delegated_only(caller)
            return GraphQLError(
                refusal.message,
                nodes=first,
                path=[first.alias.value if first.alias else first.name.value],
                original_error=refusal,
            )
    return None


class _Walk:
    """Every field of an operation with its type; a fragment is looked into once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.schema, self.fragments, self.seen = schema, fragments, set[str]()

    def fields(
        self, selected: SelectionSetNode, parent: GraphQLNamedType, top: FieldNode | None = None
    ) -> Iterator[tuple[FieldNode | None, GraphQLNamedType, FieldNode]]:
        """Each with the root field that it stands under (None at the root) and the type that it is a field of."""
        for each in selected.selections:
            if isinstance(each, FieldNode):
                yield top, parent, each
                of_type = self._type_of(parent, each.name.value)
                if each.selection_set is not None and of_type is not None:
                    yield from self.fields(each.selection_set, of_type, top or each)
            elif isinstance(each, InlineFragmentNode):
                condition = each.type_condition
                within = parent if condition is None else self.schema.get_type(condition.name.value) or parent
                yield from self.fields(each.selection_set, within, top)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in self.seen:
                self.seen.add(each.name.value)
                fragment = self.fragments[each.name.value]
                within = self.schema.get_type(fragment.type_condition.name.value) or parent
                yield from self.fields(fragment.selection_set, within, top)

    @staticmethod
    def _type_of(parent: GraphQLNamedType, name: str) -> GraphQLNamedType | None:
        """Null for what tells of the schema, which is looked at elsewhere."""
        if not isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType)) or name not in parent.fields:
            return None
        named: GraphQLNamedType = get_named_type(parent.fields[name].type)
        return named
