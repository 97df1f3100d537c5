"""What of the schema documents can ask for, and what they do ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    TypeInfo,
    Visitor,
    get_named_type,
)

from tests.graphql.gateway.random_documents import LEFT_OUT, LEFT_OUT_TYPES


def nodes_of(schema: GraphQLSchema) -> set[str]:
    """The types whose rows have ids."""
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return {each.name for each in schema.get_possible_types(node)}


def reachable(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Every field of every type that a query can reach, with every argument of it, but for what is left out."""
    waiting, seen = ["Query"], set(LEFT_OUT_TYPES)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            for part, member, leads_to in _members(schema.type_map[name]):
                if (part, member) not in LEFT_OUT:
                    yield part, member
                    waiting.append(leads_to)
            of_type = schema.type_map[name]
            waiting += [each.name for each in of_type.types] if isinstance(of_type, GraphQLUnionType) else []


def _members(of_type: GraphQLNamedType) -> Iterator[tuple[str, str, str]]:
    """Each member of a type, and each argument of a field: of what, its name, and the type that it leads to."""
    if isinstance(of_type, GraphQLEnumType):
        yield from ((of_type.name, value, of_type.name) for value in of_type.values)
    elif isinstance(of_type, GraphQLInputObjectType | GraphQLObjectType | GraphQLInterfaceType):
        for name, member in of_type.fields.items():
            yield of_type.name, name, get_named_type(member.type).name
            for argument, given in getattr(member, "args", {}).items():
                if (of_type.name, name) not in LEFT_OUT:
                    yield f"{of_type.name}.{name}", argument, get_named_type(given.type).name


class Asked(Visitor):
    """Notes what documents ask for."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.found = info, set[tuple[str, str]]()
        self.variables: dict[str, Any] = {}

    def enter_field(self, node: Any, *_rest: Any) -> None:
        parent = self.info.get_parent_type()
        if parent is None or node.name.value == "__typename":
            return
        self.found.add((parent.name, node.name.value))
        self.found.update((f"{parent.name}.{node.name.value}", each.name.value) for each in node.arguments)

    def enter_object_field(self, node: Any, *_rest: Any) -> None:
        of_type = get_named_type(self.info.get_parent_input_type())
        self.found.add((of_type.name, node.name.value))

    def enter_enum_value(self, node: Any, *_rest: Any) -> None:
        self.found.add((get_named_type(self.info.get_input_type()).name, node.value))

    def enter_variable_definition(self, node: Any, *_rest: Any) -> None:
        self.given(get_named_type(self.info.get_input_type()), self.variables[node.variable.name.value])

    def given(self, of_type: Any, value: Any) -> None:
        """Note what a variable holds."""
        if isinstance(value, list):
            for each in value:
                self.given(of_type, each)
        elif isinstance(of_type, GraphQLEnumType) and value is not None:
            self.found.add((of_type.name, value))
        elif isinstance(of_type, GraphQLInputObjectType):
            for name, part in (value or {}).items():
                self.found.add((of_type.name, name))
                self.given(get_named_type(of_type.fields[name].type), part)
