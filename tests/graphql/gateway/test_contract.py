"""What an organisation sees of the schema follows from its agreements; the whole of it is public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLSchema, build_client_schema, build_schema, get_introspection_query

from tests.graphql.gateway.conftest import Api, act, agree
from vlavirgem_graphql.exchange.kinds import known_kinds
from vlavirgem_graphql.exchange.models import ExchangeEvent, Offer, Verb
from vlavirgem_graphql.gateway.contract import Contract, contract_text
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.root import schema_text
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

INTROSPECTION = get_introspection_query(descriptions=False)


@pytest.fixture
def tool(aalst: Tenant, api_for: Callable[..., Api]) -> Api:
    """A tool of Aalst that reads the schema."""
    return api_for(aalst, may_introspect=True)


def seen_by(tool: Api) -> GraphQLSchema:
    """The schema as introspection tells it."""
    return build_client_schema(tool.ask(INTROSPECTION)["data"])


def fields_of(schema: GraphQLSchema, name: str) -> set[str]:
    return set(schema.type_map[name].fields)  # type: ignore[attr-defined]


def test_without_agreements_only_what_can_be_asked_for_is_seen(tool: Api) -> None:
    schema = seen_by(tool)

    assert {"offers", "agreements", "node"} <= fields_of(schema, "Query")
    for kind in known_kinds():
        assert not [name for name in schema.type_map if name.startswith(kind.type_name)]
        assert kind.connection_name not in fields_of(schema, "Query")


def test_an_agreement_shows_its_fields_and_what_rests_on_them(tool: Api, aalst: Tenant, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri", "title", "themes"])
    schema = seen_by(tool)

    assert fields_of(schema, "PublicService") == {"id", "uri", "title", "themes", "updatedAt", "provider", "offer"}
    assert "type" in fields_of(schema, "PublicServiceEvent")  # its own, not the record's
    assert {"publicServices", "publicServicesAggregate"} <= fields_of(schema, "Query")
    assert "type" not in fields_of(schema, "PublicServiceWhere")
    assert "themes" in fields_of(schema, "PublicServiceWhere")
    assert "PublicServiceRequirement" not in schema.type_map
    assert "Association" not in schema.type_map
    keys = schema.type_map["PublicServiceGroupKey"]
    assert isinstance(keys, GraphQLEnumType)
    assert "type" not in keys.values
    assert "themes" in keys.values
    orders = schema.type_map["PublicServiceOrder"]
    assert isinstance(orders, GraphQLEnumType)
    assert set(orders.values) == {"TITLE_ASC", "TITLE_DESC", "UPDATED_AT_ASC", "UPDATED_AT_DESC"}


def test_it_is_another_at_the_next_request_after_a_revocation(tool: Api, aalst: Tenant, brugge_offer: Offer) -> None:
    agreement = agree(aalst, brugge_offer)
    assert "PublicService" in seen_by(tool).type_map
    act(brugge_offer.owner, agreement, Verb.REVOKED)
    assert "PublicService" not in seen_by(tool).type_map


def test_of_what_is_our_own_all_is_seen(api_for: Callable[..., Api], brugge: Tenant, brugge_offer: Offer) -> None:
    del brugge_offer
    schema = seen_by(api_for(brugge, may_introspect=True))

    assert fields_of(schema, "PublicService") == fields_of(build_schema(schema_text("en")), "PublicService")


def test_what_is_not_seen_is_refused_with_a_trace_when_it_is_asked_for(tool: Api, aalst: Tenant) -> None:
    (error,) = tool.ask("{ publicServices { nodes { title } } }")["errors"]

    assert error["extensions"]["code"] == "AGREEMENT_REQUIRED"
    with tenant_scope(aalst):
        assert ExchangeEvent.objects.filter(kind="denied").exists()


def test_a_key_sees_the_acts_that_it_was_made_for(aalst: Tenant, api_for: Callable[..., Api]) -> None:
    reading = seen_by(api_for(aalst, may_introspect=True))
    trying = seen_by(api_for(aalst, may_introspect=True, scopes=(KeyScope.TRYOUTS,)))

    assert reading.mutation_type is None
    assert fields_of(trying, "Mutation") == {"openTryout", "resetTryout"}


def test_our_own_datasets_are_seen_by_a_key_that_was_made_for_them(aalst: Tenant, api_for: Callable[..., Api]) -> None:
    reading = seen_by(api_for(aalst, may_introspect=True))
    writing = seen_by(api_for(aalst, may_introspect=True, scopes=(KeyScope.DATA,)))

    assert not {"Dataset", "DatasetRecord", "DatasetConnection"} & set(reading.type_map)
    assert {"datasets", "datasetRecords"} <= fields_of(writing, "Query")
    assert {"openDataset", "writePublicServices", "removeRecords"} <= fields_of(writing, "Mutation")
    assert "signAgreement" not in fields_of(writing, "Mutation")


def test_a_member_sees_the_acts_of_their_roles(aalst: Tenant, client_for: Any) -> None:
    def acts_of(role: Role) -> set[str]:
        text = client_for(aalst, role).get("/developers/schema.graphql").content.decode()
        return fields_of(build_schema(text), "Mutation") if "type Mutation" in text else set()

    assert acts_of(Role.READER) == set()
    assert "openTryout" in acts_of(Role.DEVELOPER)
    assert "signAgreement" not in acts_of(Role.DEVELOPER)
    assert "signAgreement" in acts_of(Role.ADMINISTRATOR)


def test_a_type_is_told_of_only_where_it_is_seen(tool: Api, aalst: Tenant, brugge_offer: Offer) -> None:
    asked = '{ __type(name: "PublicService") { name } }'
    assert tool.ask(asked)["data"] == {"__type": None}
    agree(aalst, brugge_offer)
    assert tool.ask(asked)["data"] == {"__type": {"name": "PublicService"}}


def test_the_pages_show_ours_and_the_whole_is_public(aalst: Tenant, client_for: Any, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    member, stranger = client_for(aalst, Role.READER), client_for(aalst)

    ours = member.get("/developers/schema.graphql").content.decode()
    shown = member.get("/developers/explorer/schema.graphql").content.decode()
    public = stranger.get("/developers/public-schema.graphql").content.decode()

    for text in (ours, shown):
        assert "PublicService" in text
        assert "Association" not in text
    assert public == schema_text("en")
    assert stranger.get("/developers/schema.graphql").status_code == 302


def test_who_may_read_everything_sees_the_whole() -> None:
    everything = Contract(frozenset((kind.name, None) for kind in known_kinds()))
    assert contract_text(everything, "en") == schema_text("en")
