"""Rows by their ids, as a router of Apollo Federation asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from graphql_relay import to_global_id

from tests.graphql.gateway.conftest import Api, agree, events_of, offer_records
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.gateway.compiler.entities import Entities
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

ASKED = """query ($of: [_Any!]!) { _entities(representations: $of) {
    __typename ... on PublicService { id title provider { slug } } ... on Organisation { id name }
    ... on Project { status }
} }"""


def named(type_name: str, key: object) -> dict[str, str]:
    """A representation, as a router makes one."""
    return {"__typename": type_name, "id": to_global_id(type_name, str(key))}


def keys_of(offer: Offer) -> list[str]:
    with tenant_scope(offer.owner):
        return [str(record.pk) for record in offer.records.order_by("-updated_at")]


def test_rows_come_as_node_gives_them_in_the_order_asked_for(
    api: Api, brugge_agreement: Agreement, brugge: Tenant
) -> None:
    first, second, *_rest = keys_of(brugge_agreement.offer)
    asked = [named("PublicService", second), named("Organisation", brugge.slug), named("PublicService", first)]

    answered = api.ask(ASKED, {"of": [*asked, asked[0]]})["data"]["_entities"]

    assert [each["__typename"] for each in answered] == ["PublicService", "Organisation"] + ["PublicService"] * 2
    for representation, row in zip([*asked, asked[0]], answered, strict=True):
        node = api.ask(
            "query ($id: ID!) { node(id: $id) { __typename ... on PublicService { id title provider { slug } } "
            "... on Organisation { id name } } }",
            {"id": representation["id"]},
        )
        assert row == node["data"]["node"]


def test_each_type_is_on_record_with_its_rows(api: Api, aalst: Tenant, brugge_agreement: Agreement) -> None:
    first, second, *_rest = keys_of(brugge_agreement.offer)

    answer = api.ask(ASKED, {"of": [named("PublicService", first), named("PublicService", second)]})

    (event,) = events_of(aalst, "read")
    assert answer["extensions"]["evidence"] == {"_entities.PublicService": str(event.pk)}
    assert (event.offer_ids, event.row_counts) == ([brugge_agreement.offer_id], [2])
    assert json.loads(event.payload)["detail"]["field"] == "_entities"


def test_what_is_not_there_or_not_ours_is_null_and_on_record(
    api: Api, aalst: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    ours, theirs = keys_of(brugge_agreement.offer)[0], keys_of(genk_offer)[0]

    answer = api.ask(ASKED, {"of": [named("PublicService", theirs), named("PublicService", ours)]})

    assert [row and row["title"] for row in answer["data"]["_entities"]] == [None, 'Dienst 0 van brugge "ü" \\ {}']
    (denial,) = events_of(aalst, "denied")
    assert json.loads(denial.payload)["detail"]["record"] == theirs


def test_however_many_are_not_there_it_goes_on_record_once(
    api: Api, aalst: Tenant, brugge_agreement: Agreement
) -> None:
    del brugge_agreement
    gone = [str(uuid4()) for _each in range(30)]

    answer = api.ask(ASKED, {"of": [named("PublicService", each) for each in gone]})

    assert answer["data"]["_entities"] == [None] * len(gone)
    (denial,) = events_of(aalst, "denied")
    assert json.loads(denial.payload)["detail"]["records"] == gone
    assert str(denial.pk) in answer["extensions"]["evidence"].values()


def test_a_type_without_agreement_is_refused_and_the_others_are_answered(
    api: Api, brugge_agreement: Agreement, genk: Tenant
) -> None:
    projects = offer_records(genk, 1, kind="project")
    asked = [named("Project", keys_of(projects)[0]), named("PublicService", keys_of(brugge_agreement.offer)[0])]

    answer = api.ask(ASKED, {"of": asked})

    assert answer["data"]["_entities"][0] is None
    assert answer["data"]["_entities"][1]["provider"] == {"slug": "brugge"}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["_entities", 0], "AGREEMENT_REQUIRED")


def test_a_field_outside_the_agreement_is_withheld(api: Api, aalst: Tenant, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri"])

    answer = api.ask(ASKED, {"of": [named("PublicService", keys_of(brugge_offer)[0])]})

    assert answer["data"]["_entities"][0]["title"] is None
    assert answer["extensions"]["withheld"] == [
        {"path": ["_entities", "PublicService"], "field": "title", "providers": ["brugge"]}
    ]


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"__typename": "PublicService"},
        {"__typename": "PublicService", "id": 7},
        {"__typename": "PublicService", "id": "?"},
        {"__typename": "PublicService", "id": to_global_id("PublicService", "x")},
        {"__typename": "Organisation", "id": to_global_id("PublicService", "00000000-0000-0000-0000-000000000000")},
        {"__typename": "Nothing", "id": to_global_id("Nothing", "1")},
        "PublicService",
        ["PublicService"],
    ],
)
def test_what_stands_for_no_row_is_an_error_at_its_place(api: Api, brugge: Tenant, forged: object) -> None:
    answer = api.ask(ASKED, {"of": [named("Organisation", brugge.slug), forged]})

    assert answer["data"]["_entities"][0]["name"] == brugge.name
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["_entities", 1], "BAD_ID")


def test_a_representation_in_the_document_can_hold_variables(api: Api, brugge: Tenant) -> None:
    asked = """query ($type: String, $id: ID) { _entities(representations: [{__typename: $type, id: $id}]) {
        ... on Organisation { name } } }"""

    given = named("Organisation", brugge.slug)

    assert api.ask(asked, {"type": given["__typename"], "id": given["id"]})["data"] == {
        "_entities": [{"name": brugge.name}]
    }
    assert api.ask(asked, {"id": given["id"]})["errors"][0]["extensions"]["code"] == "BAD_ID"


def test_our_own_datasets_are_for_keys_that_were_made_for_them(aalst: Tenant, api_for: Callable[..., Api]) -> None:
    writer = api_for(aalst, scopes=(KeyScope.DATA,))
    opened = 'mutation { openDataset(kind: "project", title: "Proef") { dataset { id } } }'
    of = [{"__typename": "Dataset", "id": writer.ask(opened)["data"]["openDataset"]["dataset"]["id"]}]
    asked = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Dataset { title } } }"

    refused = api_for(aalst).ask(asked, {"of": of})

    assert refused["data"]["_entities"] == [None]
    assert refused["errors"][0]["extensions"]["code"] == "KEY_SCOPE_NEEDED"
    assert writer.ask(asked, {"of": of})["data"]["_entities"] == [{"title": "Proef"}]


def test_each_row_has_its_price(api: Api, brugge: Tenant) -> None:
    def cost_of(count: int) -> int:
        answer = api.ask(ASKED, {"of": [named("Organisation", brugge.slug)] * count})
        return int(answer["extensions"]["cost"])

    once = cost_of(1)
    assert cost_of(11) - once == (cost_of(2) - once) * 10 > 0


def test_the_number_of_rows_makes_no_other_statement(api: Api, brugge: Tenant) -> None:
    asked = ASKED.replace("$of", "$rows")  # a document that nobody sent before
    with patch.object(Entities, "_compile", autospec=True, side_effect=Entities._compile) as compiled:
        for count in (1, 2, 5):
            rows = api.ask(asked, {"rows": [named("Organisation", brugge.slug)] * count})["data"]["_entities"]
            assert len(rows) == count

    assert compiled.call_count == 1


def test_nothing_asked_for_is_nothing_answered(api: Api) -> None:
    assert api.ask(ASKED, {"of": []})["data"] == {"_entities": []}


def test_the_definitions_are_those_of_the_whole_schema_with_keys(api: Api) -> None:
    told: Any = api.ask("{ _service { sdl } }")["data"]["_service"]["sdl"]

    assert 'type PublicService implements Node @key(fields: "id") {' in told
    assert "type PageInfo @shareable {" in told
    assert 'url: "https://specs.apollo.dev/federation/v2.4"' in told
    for left_out in ("_entities", "_service", "_Any", "_Entity", "_Service"):
        assert left_out not in told
