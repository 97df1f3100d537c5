"""Full-text search: Dutch, without accents, in no field that the agreement withholds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.gateway.conftest import agree
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_tenants.directory.models import Tenant

SEARCH = "query($s: String) { publicServices(search: $s) { totalCount nodes { title provider { slug } } } }"


def found(answer: dict[str, Any]) -> set[str]:
    assert "errors" not in answer, answer
    return {node["title"].split(" van")[0] for node in answer["data"]["publicServices"]["nodes"]}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("dienst 3", {"Dienst 3"}),
        ("DIENSTEN 3", {"Dienst 3"}),  # plural and capitals
        ("u dienst", {f"Dienst {number}" for number in range(7)}),  # the title has ü
        ("geheim 4", {"Dienst 4"}),  # of the description
        ("3 geheim dienst", {"Dienst 3"}),  # of title and description together
        ("brugge nergens", set()),
        ("de het een", set()),  # words that say nothing
        ("", set()),
        ("' | \\ & ! ( :* <->", set()),
    ],
)
def test_a_search_finds_records_with_all_its_words(
    api: Any, brugge_agreement: Agreement, said: str, expected: set[str]
) -> None:
    assert found(api.ask(SEARCH, {"s": said})) == expected


def test_a_field_that_the_agreement_withholds_is_not_searched(
    api: Any, aalst: Tenant, brugge_offer: Offer, genk_offer: Offer
) -> None:
    # Given Brugge's agreement without the description, and Genk's with it
    agree(aalst, brugge_offer, ["uri", "title"])
    agree(aalst, genk_offer, ["uri", "title", "description"])

    # When a word is searched that stands in descriptions only, and one that stands in titles
    of_descriptions = api.ask(SEARCH, {"s": "geheim"})["data"]["publicServices"]
    of_titles = api.ask(SEARCH, {"s": "dienst"})["data"]["publicServices"]

    # Then only Genk's are found by the first
    assert {node["provider"]["slug"] for node in of_descriptions["nodes"]} == {"genk"}
    assert of_descriptions["totalCount"] == 4
    assert {node["provider"]["slug"] for node in of_titles["nodes"]} == {"brugge", "genk"}


def test_a_search_finds_nothing_where_no_text_is_covered(api: Any, aalst: Tenant, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri", "type"])
    assert api.ask(SEARCH, {"s": "dienst"})["data"]["publicServices"]["totalCount"] == 0


def test_two_agreements_on_one_offer_are_searched_together(api: Any, aalst: Tenant, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    agree(aalst, brugge_offer, ["uri", "description"])
    assert found(api.ask(SEARCH, {"s": "dienst geheim 2"})) == {"Dienst 2"}


def test_a_search_narrows_with_conditions_and_in_figures(api: Any, brugge_agreement: Agreement) -> None:
    query = 'query($s: String) { publicServicesAggregate(search: $s, where: {type: {eq: "bewijs"}}) { count } }'
    assert api.ask(query, {"s": "dienst"})["data"]["publicServicesAggregate"]["count"] == 3


def test_words_without_end_are_refused(api: Any, brugge_agreement: Agreement) -> None:
    error = api.ask(SEARCH, {"s": "x" * 201})["errors"][0]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_VALUE", ["publicServices"])
    assert found(api.ask(SEARCH, {"s": "x" * 200})) == set()
