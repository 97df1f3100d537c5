"""A field that goes says so in the schema, wherever it is used, and in the headers of an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import graphene
import pytest
from django.utils.translation import override
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLSchema, parse, print_type

from vlavirgem_graphql.deprecated import Deprecated
from vlavirgem_graphql.exchange.kinds import Kind, find_kind
from vlavirgem_graphql.gateway.compiler.fields import Column
from vlavirgem_graphql.schema.history.deprecation import deprecated_in, deprecated_places, deprecation_headers
from vlavirgem_graphql.schema.root import build_schema
from vlavirgem_tenants.directory.models import Tenant

GOES = Deprecated(since=date(2026, 11, 1), last_day=date(2027, 6, 30), instead="PublicService.themes")
SOONER = Deprecated(since=date(2026, 12, 1), last_day=date(2027, 1, 31))


def kind_without(**going: Deprecated) -> Kind:
    """Public services, some fields of which go."""
    kind = find_kind("public-service")
    return replace(kind, fields=tuple(replace(part, deprecated=going.get(part.name)) for part in kind))


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """A schema of which ``keywords`` and ``validFrom`` go."""
    with override("en"):
        return build_schema([kind_without(keywords=GOES, validFrom=SOONER)]).graphql


def places(schema: GraphQLSchema, document: str) -> list[str]:
    return [each.place for each in deprecated_in(schema, parse(document))]


def test_the_schema_says_until_when_and_what_comes_in_its_place(schema: GraphQLSchema) -> None:
    text = print_type(schema.type_map["PublicService"])
    assert 'keywords: [String!] @deprecated(reason: "Goes after 2027-06-30. Use PublicService.themes.")' in text
    assert text.count("@deprecated") == 2


def test_all_that_is_made_of_the_field_goes_with_it(schema: GraphQLSchema) -> None:
    conditions, orders = schema.type_map["PublicServiceWhere"], schema.type_map["PublicServiceOrder"]
    assert isinstance(conditions, GraphQLInputObjectType)
    assert isinstance(orders, GraphQLEnumType)
    assert conditions.fields["keywords"].deprecation_reason
    assert not conditions.fields["themes"].deprecation_reason
    going = {name for name, value in orders.values.items() if value.deprecation_reason}
    assert going == {"VALID_FROM_ASC", "VALID_FROM_DESC"}
    assert {"PublicServiceInput.keywords", "PublicServiceMax.validFrom"} <= {
        each.place for each in deprecated_places(schema)
    }


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("{ publicServices { nodes { keywords } } }", ["PublicService.keywords"]),
        (
            "{ publicServices { nodes { ...Part } } } fragment Part on PublicService { k: keywords }",
            ["PublicService.keywords"],
        ),
        (
            '{ publicServices(where: {not: {keywords: {hasAny: ["a"]}}}) { nodes { id } } }',
            ["PublicServiceWhere.keywords"],
        ),
        ("{ publicServices(orderBy: VALID_FROM_ASC) { nodes { id } } }", ["PublicServiceOrder.VALID_FROM_ASC"]),
        ("{ publicServices(orderBy: TITLE_ASC) { nodes { title themes } } }", []),
    ],
)
def test_a_document_is_held_against_what_goes(schema: GraphQLSchema, document: str, found: list[str]) -> None:
    assert places(schema, document) == found


def test_a_field_beside_the_kinds_says_it_where_it_is_declared() -> None:
    column = Column(graphene.String, "title", deprecated=GOES)
    assert (column.deprecated, Column(graphene.String, "title").deprecated) == (GOES, None)


def test_a_field_that_is_always_there_cannot_be_deprecated() -> None:
    with pytest.raises(ValueError, match="required field cannot be deprecated: \\['uri'\\]"):
        kind_without(uri=GOES)


def test_the_headers_tell_when_the_first_of_them_goes(schema: GraphQLSchema, aalst: Tenant) -> None:
    asked = deprecated_in(schema, parse("{ publicServices { nodes { keywords validFrom } } }"))
    assert deprecation_headers(asked, aalst) == {
        "Deprecation": "@1793491200",  # 1 November 2026, 00:00 UTC
        "Sunset": "Sun, 31 Jan 2027 23:00:00 GMT",  # the end of that day here
        "Link": f'<{aalst.address}/developers/changes/>; rel="deprecation sunset"',
    }
    assert deprecation_headers((), aalst) == {}
