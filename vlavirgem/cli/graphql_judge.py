"""Judging a GraphQL answer by itself: the request's selections beside the data, without the executor that made it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    SelectionSetNode,
    build_ast_schema,
    parse,
)

from vlavirgem_sandbox.contracts.model import Answer, Operation, SentMessage
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract

_INT: Final = range(-(2**31), 2**31)
_READERS: Final[dict[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "uuid": UUID,
    "url": lambda text: urlsplit(text).scheme + ":" if urlsplit(text).scheme else int("no scheme"),
    "email": lambda text: re.fullmatch(r"[^@\s]+@[^@\s]+", text) or int("no address"),
}
"""Raise ValueError for a text that is none."""


class GraphQLJudge:
    """Judges the answers to the example requests."""

    def __init__(self, contract: GraphQLContract) -> None:
        text = "\n".join(contract.document["files"].values())
        extended = re.sub(r"(?m)^\s*extend\s+(?=type\s+(?:Query|Mutation)\b)", "", text) if _lacks_query(text) else text
        self._schema: GraphQLSchema = build_ast_schema(parse(extended), assume_valid=True, assume_valid_sdl=True)
        self._requests: dict[str, str] = {}

    def complaint(self, operation: Operation, answer: Answer) -> str | None:
        """Why the answer is not what the schema promises; empty when it is."""
        example = operation.request_example
        if example is None:
            return None
        body = json.loads(answer.body)
        if body.get("errors"):
            return str(body["errors"][0]["message"])
        document = parse(json.loads(example.body)["query"])
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        asked = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        root = self._schema.get_root_type(asked.operation)
        if root is None:
            return "the schema has no such root"
        return next(_Walk(self._schema, fragments).members(root, asked.selection_set, body["data"], ""), "")

    def message_complaint(self, key: str, sent: SentMessage) -> str | None:
        """Nothing: it sends no messages."""


def _lacks_query(text: str) -> bool:
    return re.search(r"(?m)^\s*type\s+Query\b", text) is None


class _Walk:
    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._schema, self._fragments = schema, fragments

    def members(self, of_type: GraphQLNamedType, asked: SelectionSetNode, value: Any, at: str) -> Iterator[str]:
        """What is wrong with an object: fields that are missing, too many or of another type."""
        if not isinstance(value, dict):
            yield f"{at}: no object"
            return
        concrete = self._concrete(of_type, value)
        if concrete is None:
            yield f"{at}: no type of {of_type.name}"
            return
        nodes = list(self._fields(concrete, asked))
        names = {node.alias.value if node.alias else node.name.value for node in nodes}
        if names != value.keys():
            yield f"{at}: fields {sorted(names ^ value.keys())}"
        for node in nodes:
            name = node.alias.value if node.alias else node.name.value
            if node.name.value != "__typename" and name in value:
                yield from self.value(concrete.fields[node.name.value].type, node, value[name], f"{at}/{name}")

    def value(self, of_type: Any, node: FieldNode, value: Any, at: str) -> Iterator[str]:
        """What is wrong with the value of a field."""
        if isinstance(of_type, GraphQLNonNull):
            if value is None:
                yield f"{at}: null"
                return
            of_type = of_type.of_type
        if value is None:
            return
        if isinstance(of_type, GraphQLList):
            if not isinstance(value, list):
                yield f"{at}: no list"
                return
            for number, each in enumerate(value):
                yield from self.value(of_type.of_type, node, each, f"{at}/{number}")
        elif node.selection_set is not None:
            yield from self.members(of_type, node.selection_set, value, at)
        elif not _is_of(of_type, value):
            yield f"{at}: {value!r} is no {of_type.name}"

    def _fields(self, concrete: GraphQLObjectType, asked: SelectionSetNode) -> Iterator[FieldNode]:
        for node in asked.selections:
            if isinstance(node, FieldNode):
                yield node
                continue
            inner = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = getattr(inner, "type_condition", None)
            if condition is None or self._is_a(concrete, condition.name.value):
                yield from self._fields(concrete, inner.selection_set)  # type: ignore[union-attr]

    def _is_a(self, concrete: GraphQLObjectType, name: str) -> bool:
        named = self._schema.get_type(name)
        if isinstance(named, (GraphQLInterfaceType, GraphQLUnionType)):
            return self._schema.is_sub_type(named, concrete)
        return named is concrete

    def _concrete(self, of_type: GraphQLNamedType, value: dict[str, Any]) -> GraphQLObjectType | None:
        if isinstance(of_type, GraphQLObjectType):
            return of_type
        possible = self._schema.get_possible_types(of_type)  # type: ignore[arg-type]
        if "__typename" in value:
            return next((each for each in possible if each.name == value["__typename"]), None)
        return next(iter(possible), None)  # fields of the interface itself, which all of them have


def _is_of(of_type: GraphQLNamedType, value: Any) -> bool:
    if isinstance(of_type, GraphQLEnumType):
        return value in of_type.values
    standard: dict[str, bool] = {
        "Int": isinstance(value, int) and not isinstance(value, bool) and value in _INT,
        "Float": isinstance(value, (int, float)) and not isinstance(value, bool),
        "String": isinstance(value, str),
        "ID": isinstance(value, str),
        "Boolean": isinstance(value, bool),
    }
    if of_type.name in standard:
        return standard[of_type.name]
    reader = _READERS.get(of_type.name.lower())
    if reader is None:
        return True  # a scalar that only its author knows
    try:
        reader(value)
    except (ValueError, TypeError):
        return False
    return True
