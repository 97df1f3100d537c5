"""The schema of the gateway: the root fields of every domain, and of every declared kind of record."""

from __future__ import annotations

from functools import cache
from typing import Any

import graphene
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, print_schema
from graphql.pyutils import register_description

from vlavirgem_graphql.exchange.kinds import Kind, known_kinds
from vlavirgem_graphql.gateway.compiler.aggregates import Aggregate, aggregate_type
from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.node import NodeField
from vlavirgem_graphql.gateway.compiler.schema import GatewaySchema
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.agreements.source import AgreementSource
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.datasets.roots import DATASET_SOURCES, dataset_roots
from vlavirgem_graphql.schema.domains import DOMAIN_SOURCES, domain_fields
from vlavirgem_graphql.schema.events.root import subscription_type
from vlavirgem_graphql.schema.mutations.root import mutation_type
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.records.filters import filters_of, group_keys_of
from vlavirgem_graphql.schema.records.source import RecordSource
from vlavirgem_graphql.schema.records.types import record_type

# The types that are written as classes are described before anybody's language is known.
register_description(Promise)


def build_schema(kinds: list[Kind]) -> GatewaySchema:
    """Make the schema for these kinds of record, described in the active language."""
    sources: dict[str, RowSource] = {
        "Offer": OFFERS,
        "Agreement": AgreementSource(),
        **DOMAIN_SOURCES,
        **DATASET_SOURCES,
    }
    fields: dict[str, Any] = {
        "node": NodeField(lambda: sources, description=_("One row by its global id; null where there is none for us.")),
        "offers": Connection(Offer, sources["Offer"], description=_("What can be read or asked for.")),
        "agreements": Connection(Agreement, sources["Agreement"], description=_("Our agreements, as either party.")),
        **domain_fields(),
        **dataset_roots(),
    }
    records: list[tuple[RecordSource, type[graphene.ObjectType]]] = []
    for kind in kinds:
        source = RecordSource(kind)
        node = record_type(kind)
        sources[kind.type_name] = source
        records.append((source, node))
        fields[kind.connection_name] = Connection(
            node,
            source,
            **source.arguments,
            name=kind.connection_name,
            description=_(
                "%(kind)s: of every organisation with which we have a live agreement, and our own. "
                "Each reading is on record (extensions.evidence)."
            )
            % {"kind": kind.plural},
        )
        name = f"{kind.connection_name}Aggregate"
        fields[name] = Aggregate(
            aggregate_type(kind.type_name, filters_of(kind), group_keys_of(kind)),
            source,
            **source.narrowing,
            name=name,
            description=_(
                "%(kind)s: how many, sums, extremes and groups, of what our agreements cover. On record as well."
            )
            % {"kind": kind.plural},
        )
    query = type("Query", (graphene.ObjectType,), {"__doc__": _("What can be read through the gateway."), **fields})
    types = {"query": query, "mutation": mutation_type(kinds), "subscription": subscription_type(records)}
    schema = graphene.Schema(**types).graphql_schema
    _settle(schema)
    return GatewaySchema(schema, sources)


def _settle(schema: GraphQLSchema) -> None:
    """Make each description a text in the active language: a request's language must not change the schema."""
    described: list[Any] = list(schema.type_map.values())
    for of_type in schema.type_map.values():
        if isinstance(of_type, GraphQLInputObjectType):
            described += of_type.fields.values()
        elif isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType)):
            described += of_type.fields.values()
            described += [argument for field in of_type.fields.values() for argument in field.args.values()]
        elif isinstance(of_type, GraphQLInputObjectType):
            described += of_type.fields.values()
    for each in described:
        if isinstance(each.description, Promise):
            each.description = str(each.description)
    if moment := schema.get_type("DateTime"):
        moment.description = _("A moment with its time zone, as ISO 8601 writes it.")
    if day := schema.get_type("Date"):
        day.description = _("A day, as ISO 8601 writes it.")
    if figure := schema.get_type("Decimal"):
        figure.description = _("A number with decimals, as text, so that no digit is lost.")


@cache
def gateway_schema() -> GatewaySchema:
    """The schema of this process: made once, when all plugins have registered their kinds.

    Its descriptions are English whoever asks first: clients compare the printed schema between versions.
    """
    with override("en"):
        return build_schema(known_kinds())


@cache
def schema_text(language: str) -> str:
    """The schema in GraphQL's schema definition language, described in a language: for people who read it."""
    with override(language):
        return print_schema(build_schema(known_kinds()).graphql)
