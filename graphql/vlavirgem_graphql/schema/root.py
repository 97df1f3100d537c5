"""The schema of the gateway: the root fields of every domain, and of every declared kind of record."""

from __future__ import annotations

from functools import cache
from typing import Any

import graphene
from django.utils import translation

from vlavirgem_graphql.exchange.kinds import Kind, known_kinds
from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.node import NodeField
from vlavirgem_graphql.gateway.compiler.schema import GatewaySchema
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.agreements.source import AgreementSource
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.offers.source import OfferSource
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.records.source import RecordSource
from vlavirgem_graphql.schema.records.types import record_type


def build_schema(kinds: list[Kind]) -> GatewaySchema:
    """Make the schema for these kinds of record."""
    sources: dict[str, RowSource] = {"Offer": OfferSource(), "Agreement": AgreementSource()}
    fields: dict[str, Any] = {
        "node": NodeField(lambda: sources, description="One row by its global id; null where there is none for us."),
        "offers": Connection(
            Offer, sources["Offer"], **OfferSource.arguments, description="What can be read or asked for."
        ),
        "agreements": Connection(Agreement, sources["Agreement"], description="Our agreements, as either party."),
    }
    for kind in kinds:
        source = sources[kind.type_name] = RecordSource(kind)
        fields[kind.connection_name] = Connection(
            record_type(kind),
            source,
            **source.arguments,
            name=kind.connection_name,
            description=f"{kind.plural}: of every organisation with which we have a live agreement, and our own. "
            "Each reading is on record (extensions.evidence).",
        )
    query = type("Query", (graphene.ObjectType,), {"__doc__": "What can be read through the gateway.", **fields})
    return GatewaySchema(graphene.Schema(query=query).graphql_schema, sources)


@cache
def gateway_schema() -> GatewaySchema:
    """The schema of this process: made once, when all plugins have registered their kinds.

    Its descriptions are English whoever asks first: clients compare the printed schema between versions.
    """
    with translation.override("en"):
        return build_schema(known_kinds())
