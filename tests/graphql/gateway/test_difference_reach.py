"""The random documents of the difference test ask for every field, argument and value of the schema, but for those that
are named here with the reason."""

from __future__ import annotations

import random

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, TypeInfo, TypeInfoVisitor, parse, visit

from tests.graphql.gateway.domain_records import ALL_KINDS
from tests.graphql.gateway.random_documents import LEFT_OUT, LEFT_OUT_TYPES, Writer
from tests.graphql.gateway.reach import Asked, nodes_of, reachable
from tests.graphql.gateway.whole_world import ROOTS, whole_schema

SHORT, LONG = 300, 3_000


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The gateway's schema of the kinds that come with the house, and of one that an operator made."""
    return whole_schema()


def asked_in(schema: GraphQLSchema, documents: int) -> set[tuple[str, str]]:
    """What so many documents ask for."""
    rows = nodes_of(schema) - LEFT_OUT_TYPES.keys()
    writer = Writer(schema, random.Random(5), list(ROOTS))  # noqa: S311 - repeatable chance is what a test needs
    writer.cursors = {name: ["YQ=="] for name in sorted({*ROOTS.values(), *rows})}
    for kind in ALL_KINDS:
        writer.ordered_cursors |= {(kind.type_name, order): ["YQ=="] for order in writer.orders(kind.type_name)}
    writer.ids, writer.datasets = [(name, "YQ==") for name in sorted(rows)], ["YQ=="]
    info = TypeInfo(schema)
    asked = Asked(info)
    for _ in range(documents):
        document, asked.variables = writer.document()
        visit(parse(document, no_location=True), TypeInfoVisitor(info, asked))
    return asked.found


def test_the_short_form_asks_for_every_list_and_every_type(schema: GraphQLSchema) -> None:
    types = {name for name, _member in reachable(schema) if "." not in name}
    assert schema.query_type is not None
    objects = {name for name in types if isinstance(schema.type_map[name], GraphQLObjectType)}
    roots = {("Query", name) for name in schema.query_type.fields} - LEFT_OUT.keys()

    asked = asked_in(schema, SHORT)

    assert objects - {name for name, _member in asked} == set()
    assert roots - asked == set()


@pytest.mark.long
def test_the_long_form_asks_for_every_field_argument_and_value(schema: GraphQLSchema) -> None:
    assert set(reachable(schema)) - asked_in(schema, LONG) == set()


def test_what_is_left_out_is_in_the_schema_and_has_a_reason(schema: GraphQLSchema) -> None:
    for (name, member), reason in LEFT_OUT.items():
        type_left = schema.type_map[name]
        assert isinstance(type_left, GraphQLObjectType)
        assert member in type_left.fields, reason
    assert LEFT_OUT_TYPES.keys() <= nodes_of(schema)
    assert all([*LEFT_OUT.values(), *LEFT_OUT_TYPES.values()])
