"""The schema of the gateway: the root fields of every domain, and of every declared kind of record."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any, Final

import graphene
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, print_schema
from graphql.pyutils import register_description

from vlavirgem_graphql.exchange.kinds import Kind, kinds_with
from vlavirgem_graphql.exchange.kinds.made.known import MadeKinds, made_kinds
from vlavirgem_graphql.gateway.compiler.aggregates import Aggregate, aggregate_type
from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.node import NodeField
from vlavirgem_graphql.gateway.compiler.schema import GatewaySchema
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.agreements.source import ACTS, AGREEMENTS, DELEGATIONS, OPEN_TERMS
from vlavirgem_graphql.schema.agreements.types import Agreement, AgreementAct, Delegation, OpenTerms
from vlavirgem_graphql.schema.datasets.roots import DATASET_NODES, dataset_roots
from vlavirgem_graphql.schema.domains import DOMAIN_NODES, domain_fields
from vlavirgem_graphql.schema.events.root import subscription_type
from vlavirgem_graphql.schema.evidence.source import EVIDENCE_ABOUT_US, OWN_EVIDENCE
from vlavirgem_graphql.schema.evidence.types import EvidenceAboutUs, EvidenceEvent
from vlavirgem_graphql.schema.found import found_field
from vlavirgem_graphql.schema.history.deprecation import mark_deprecated
from vlavirgem_graphql.schema.mutations.root import mutation_type
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.records.filters import filters_of, group_keys_of
from vlavirgem_graphql.schema.records.source import RecordSource
from vlavirgem_graphql.schema.records.types import record_type
from vlavirgem_graphql.schema.subgraph import subgraph_fields, subgraph_of

# The types that are written as classes are described before anybody's language is known.
register_description(Promise)

# Of the kinds that stand now, and of those that requests and streams which began before still have.
_MOST_SCHEMAS: Final = 3
_schemas: dict[MadeKinds, GatewaySchema] = {}
_making = Lock()


def build_schema(kinds: list[Kind]) -> GatewaySchema:
    """Make the schema for these kinds of record, described in the active language."""
    nodes: dict[type[graphene.ObjectType], RowSource] = {
        Offer: OFFERS,
        Agreement: AGREEMENTS,
        AgreementAct: ACTS,
        Delegation: DELEGATIONS,
        OpenTerms: OPEN_TERMS,
        EvidenceEvent: OWN_EVIDENCE,
        EvidenceAboutUs: EVIDENCE_ABOUT_US,
        **DOMAIN_NODES,
        **DATASET_NODES,
    }
    fields: dict[str, Any] = {
        "offers": Connection(Offer, OFFERS, description=_("What can be read or asked for.")),
        "agreements": Connection(Agreement, AGREEMENTS, description=_("Our agreements, as either party.")),
        "openTerms": Connection(
            OpenTerms, OPEN_TERMS, description=_("Terms that can be accepted as they are, and those of open data.")
        ),
        "evidence": Connection(EvidenceEvent, OWN_EVIDENCE, description=_("Our own log, the last event first.")),
        "evidenceAboutUs": Connection(
            EvidenceAboutUs,
            EVIDENCE_ABOUT_US,
            name="evidenceAboutUs",
            description=_("What the logs of others say about our data, the last event first."),
        ),
        **domain_fields(),
        **dataset_roots(),
    }
    records: list[tuple[RecordSource, type[graphene.ObjectType]]] = []
    for kind in kinds:
        source, node = RecordSource(kind), record_type(kind)
        nodes[node] = source
        records.append((source, node))
        fields |= _fields_of(kind, source, node)
    sources = {node._meta.name: source for node, source in nodes.items()}
    node_field = NodeField(sources, description=_("One row by its global id; null where there is none for us."))
    fields = {"node": node_field, "find": found_field(nodes), **fields, **subgraph_fields(nodes, _subgraph_text)}
    query = type("Query", (graphene.ObjectType,), {"__doc__": _("What can be read through the gateway."), **fields})
    types = {"query": query, "mutation": mutation_type(kinds), "subscription": subscription_type(records)}
    schema = graphene.Schema(**types).graphql_schema
    _settle(schema)
    mark_deprecated(schema, kinds)
    return GatewaySchema(schema, sources)


def _fields_of(kind: Kind, source: RecordSource, node: type[graphene.ObjectType]) -> dict[str, Any]:
    """The list of a kind's records, and the figures over it."""
    listed = Connection(
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
    figures = Aggregate(
        aggregate_type(kind.type_name, filters_of(kind), group_keys_of(kind)),
        source,
        **source.narrowing,
        name=name,
        description=_("%(kind)s: how many, sums, extremes and groups, of what our agreements cover. On record as well.")
        % {"kind": kind.plural},
    )
    return {kind.connection_name: listed, name: figures}


def _settle(schema: GraphQLSchema) -> None:
    """Make each description a text in the active language: a request's language must not change the schema."""
    described: list[Any] = list(schema.type_map.values())
    for of_type in schema.type_map.values():
        if isinstance(of_type, GraphQLInputObjectType):
            described += of_type.fields.values()
        elif isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType)):
            described += of_type.fields.values()
            described += [argument for field in of_type.fields.values() for argument in field.args.values()]
    for each in described:
        if isinstance(each.description, Promise):
            each.description = str(each.description)
    scalars = schema.type_map
    scalars["DateTime"].description = _("A moment with its time zone, as ISO 8601 writes it.")
    scalars["Date"].description = _("A day, as ISO 8601 writes it.")
    scalars["Decimal"].description = _("A number with decimals, as text, so that no digit is lost.")


def gateway_schema() -> GatewaySchema:
    """The schema of the kinds as they are known to this request: made once in a process, and again for other kinds.

    Its descriptions are English whoever asks first: clients compare the printed schema between versions.
    """
    made = made_kinds()
    found = _schemas.get(made)
    return _new_schema(made) if found is None else found


def _new_schema(made: MadeKinds) -> GatewaySchema:
    """Others go on meanwhile with the schema that they have; who needs this one waits, and nobody makes it twice."""
    with _making:
        if made not in _schemas:
            with override("en"):
                schema = build_schema(kinds_with(made))
            while len(_schemas) >= _MOST_SCHEMAS:
                del _schemas[next(iter(_schemas))]
            _schemas[made] = schema
        return _schemas[made]


def schema_text(language: str) -> str:
    """The schema in GraphQL's schema definition language, described in a language: for people who read it."""
    return schema_text_of(made_kinds(), language)


@lru_cache(_MOST_SCHEMAS * len(settings.LANGUAGES))
def schema_text_of(made: MadeKinds, language: str) -> str:
    """The same for kinds that were made, as they stood together at one moment."""
    with override(language):
        return print_schema(build_schema(kinds_with(made)).graphql)


def _subgraph_text() -> str:
    return _subgraph(made_kinds())


@lru_cache(_MOST_SCHEMAS)
def _subgraph(made: MadeKinds) -> str:
    return subgraph_of(schema_text_of(made, "en"))
