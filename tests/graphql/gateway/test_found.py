"""Looking for words over all kinds and domains at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.graphql.gateway.conftest import Api, act, agree, offer_records
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, Offer, Verb
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

FOUND = """query ($words: String!, $first: Int, $after: String, $last: Int, $before: String) {
  find(words: $words, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    edges { cursor node { __typename ... on Node { id } ... on PublicService { title } ... on Organisation { slug } } }
  }
}"""


def found(api: Api, words: str, **page: Any) -> Any:
    """What is found, as the connection."""
    return api.ask(FOUND, {"words": words, **page})["data"]["find"]


def types_of(connection: Any) -> list[str]:
    return [edge["node"]["__typename"] for edge in connection["edges"]]


def readings_of(tenant: Tenant) -> list[ExchangeEvent]:
    with tenant_scope(tenant):
        return list(ExchangeEvent.objects.filter(kind="read").order_by("sequence"))


def test_one_question_finds_rows_of_every_sort(
    api: Api, brugge_agreement: Agreement, genk: Tenant, aalst: Tenant
) -> None:
    agree(aalst, offer_records(genk, 2, kind="project", title="Dienst en project"))

    connection = found(api, "dienst")

    assert sorted(set(types_of(connection))) == ["Offer", "PublicService"]
    assert connection["totalCount"] == len(connection["edges"]) == 8
    assert types_of(found(api, "brugge")).count("Organisation") == 1


def test_each_row_is_as_node_gives_it(api: Api, brugge_agreement: Agreement) -> None:
    for edge in found(api, "brugge")["edges"]:
        node = edge["node"]
        asked = (
            "query ($i: ID!) { node(id: $i) { __typename id "
            "... on PublicService { title } ... on Organisation { slug } } }"
        )
        assert api.ask(asked, {"i": node["id"]})["data"]["node"] == node


def test_pages_go_on_where_the_last_ended_both_ways(api: Api, brugge_agreement: Agreement) -> None:
    everything = [edge["cursor"] for edge in found(api, "brugge")["edges"]]
    there, after = [], None
    while True:
        page = found(api, "brugge", first=3, after=after)
        there += [edge["cursor"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    back = found(api, "brugge", last=3, before=everything[5])

    assert there == everything
    assert [edge["cursor"] for edge in back["edges"]] == everything[2:5]


def test_the_reading_is_on_record_once_for_all_kinds(
    api: Api, aalst: Tenant, brugge_agreement: Agreement, genk: Tenant
) -> None:
    projects = agree(aalst, offer_records(genk, 1, kind="project"))

    answer = api.ask('{ find(words: "dienst") { nodes { __typename } } }')

    (event,) = readings_of(aalst)
    assert answer["extensions"]["evidence"] == {"find": str(event.pk)}
    counts = dict(zip(event.offer_ids, event.row_counts, strict=True))
    assert counts == {brugge_agreement.offer_id: 7, projects.offer_id: 0}
    detail = json.loads(event.payload)["detail"]
    assert sorted(detail["agreements"]) == sorted([str(brugge_agreement.pk), str(projects.pk)])


def test_what_only_the_domains_hold_leaves_no_evidence(api: Api, aalst: Tenant, brugge: Tenant) -> None:
    assert "Organisation" in types_of(found(api, brugge.slug))
    assert readings_of(aalst) == []


def test_records_without_agreement_are_not_found_and_after_a_revocation_no_more(
    api: Api, aalst: Tenant, brugge_offer: Offer
) -> None:
    assert "PublicService" not in types_of(found(api, "dienst"))
    agreement = agree(aalst, brugge_offer)
    assert "PublicService" in types_of(found(api, "dienst"))
    act(brugge_offer.owner, agreement, Verb.REVOKED)
    assert "PublicService" not in types_of(found(api, "dienst"))


def test_words_in_a_field_outside_the_agreement_are_not_looked_for(
    api: Api, aalst: Tenant, brugge_offer: Offer
) -> None:
    agreement = agree(aalst, brugge_offer, ["uri", "title"])
    assert "PublicService" not in types_of(found(api, "geheim"))
    act(brugge_offer.owner, agreement, Verb.REVOKED)
    agree(aalst, brugge_offer, ["uri", "description"])
    answer = api.ask(FOUND, {"words": "geheim"})

    assert types_of(answer["data"]["find"]).count("PublicService") == 7
    assert {edge["node"].get("title") for edge in answer["data"]["find"]["edges"]} == {None}
    assert answer["extensions"]["withheld"] == [
        {"path": ["find"], "field": "PublicService.title", "providers": ["brugge"]}
    ]


@pytest.mark.parametrize("words", ["", "de", "'", "\\", '"', "a & | ! ( :*", "%_"])
def test_words_that_say_nothing_find_nothing(api: Api, brugge_agreement: Agreement, words: str) -> None:
    assert found(api, words)["edges"] == []


def test_too_many_words_and_forged_cursors_are_refused(api: Api) -> None:
    def code_of(**variables: Any) -> str:
        (error,) = api.ask(FOUND, variables)["errors"]
        return str(error["extensions"]["code"])

    assert code_of(words="a" * 201) == "BAD_VALUE"
    assert code_of(words="a", after="x") == "BAD_CURSOR"
    assert code_of(words="a", first=1001) == "BAD_PAGE"
