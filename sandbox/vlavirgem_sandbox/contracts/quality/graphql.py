"""The rules for GraphQL contracts: what a schema can say in its descriptions, and with our examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from graphql.type.directives import DEFAULT_DEPRECATION_REASON

from vlavirgem_sandbox.contracts.model import Operation
from vlavirgem_sandbox.contracts.quality.names import speaking
from vlavirgem_sandbox.contracts.quality.rules import Finding
from vlavirgem_sandbox.contracts.sdl.collections import is_list
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.sdl.requests import PAGE_SIZES


def operations_described(contract: GraphQLContract) -> Iterator[Finding]:
    """Each field at the root; one that is deprecated says why."""
    for operation, root in _roots(contract):
        field = root.fields[operation.operation_id]
        said = operation.description and field.deprecation_reason != DEFAULT_DEPRECATION_REASON
        yield Finding(bool(said), operation.key, operation.key)


def parameters_described(contract: GraphQLContract) -> Iterator[Finding]:
    """Each argument of those."""
    for operation, root in _roots(contract):
        for name, argument in root.fields[operation.operation_id].args.items():
            yield Finding(bool((argument.description or "").strip()), operation.key, f"{operation.key}({name}:)")


def fields_described(contract: GraphQLContract) -> Iterator[Finding]:
    """Each field of the other types, by itself or through its type; one that is deprecated says why."""
    for of_type in _types(contract):
        for name, field in of_type.fields.items():
            described = (field.description or "").strip() or _says_enough(get_named_type(field.type))
            said = described and field.deprecation_reason != DEFAULT_DEPRECATION_REASON
            yield Finding(bool(said), "", f"{of_type.name}.{name}")


def request_examples(contract: GraphQLContract) -> Iterator[Finding]:
    """An ``@example`` of each argument that has to be there, or of each field of the input that it asks."""
    examples = contract.examples
    for operation, root in _roots(contract):
        for name, argument in root.fields[operation.operation_id].args.items():
            if not is_required_argument(argument):
                continue
            inner = get_named_type(argument.type)
            members = inner.fields if isinstance(inner, GraphQLInputObjectType) else {}
            given = examples.of_argument(root.name, operation.operation_id, name) is not None or any(
                examples.of_argument(inner.name, member) is not None for member in members
            )
            yield Finding(
                given or bool(examples.of_type(_answered(root, operation).name)),
                operation.key,
                f"{operation.key}({name}:)",
            )


def answer_examples(contract: GraphQLContract) -> Iterator[Finding]:
    """An ``@example`` of each operation's answer: of the field, or of the type that it gives."""
    for operation, root in _roots(contract):
        of_type = _answered(root, operation)
        if is_leaf_type(of_type) and of_type.name == "Boolean":
            continue
        places = [(root.name, operation.operation_id), (of_type.name,)]
        members = getattr(of_type, "fields", {})
        given = any(place in contract.examples.by_place for place in places) or any(
            (of_type.name, member) in contract.examples.by_place for member in members
        )
        yield Finding(given, operation.key, operation.key)


def speaking_names(contract: GraphQLContract) -> Iterator[Finding]:
    """A name that says something."""
    yield from speaking((operation, operation.key) for operation in contract.operations)


def paging(contract: GraphQLContract) -> Iterator[Finding]:
    """An argument that limits each list at the root."""
    for operation, root in _roots(contract):
        field = root.fields[operation.operation_id]
        if operation.act == "query" and is_list(field.type):
            yield Finding(any(name in field.args for name in PAGE_SIZES), operation.key, operation.key)


def _roots(contract: GraphQLContract) -> Iterator[tuple[Operation, GraphQLObjectType]]:
    for operation in contract.operations:
        root = contract.schema.get_root_type(OperationType(operation.act))
        if root is not None:
            yield operation, root


_Composite: TypeAlias = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType


def _types(contract: GraphQLContract) -> Iterator[_Composite]:
    schema = contract.schema
    roots = [schema.get_root_type(act) for act in OperationType]
    for name, of_type in schema.type_map.items():
        if name.startswith("__") or of_type in roots:
            continue
        if isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
            yield of_type


def _answered(root: GraphQLObjectType, operation: Operation) -> GraphQLNamedType:
    answered: GraphQLNamedType = get_named_type(root.fields[operation.operation_id].type)
    return answered


def _says_enough(of_type: GraphQLNamedType) -> bool:
    return not is_leaf_type(of_type) and bool((of_type.description or "").strip())
