"""Reading records: what an agreement gives, what it withholds, and what is on record of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.graphql.gateway.conftest import act, agree, events_of, offer_records
from vlavirgem_graphql.exchange.models import Agreement, ExchangeRecord, IncomingEvent, Offer, Verb
from vlavirgem_graphql.gateway import statement
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

TITLES = "{ publicServices { nodes { title provider { slug } } } }"
OF_BRUGGE = '{ publicServices(provider: ["brugge"]) { nodes { title } } }'


def test_reads_every_record_under_a_live_agreement(api: Any, brugge_agreement: Agreement) -> None:
    nodes = api.ask(TITLES)["data"]["publicServices"]["nodes"]
    assert nodes[0] == {"title": 'Dienst 0 van brugge "ü" \\ {}', "provider": {"slug": "brugge"}}
    assert len(nodes) == 7


def test_each_reading_is_on_record_with_offers_rows_agreement_and_key(
    api: Any, aalst: Tenant, brugge_agreement: Agreement, keys_of: Any
) -> None:
    answer = api.ask("{ publicServices(first: 3) { nodes { uri } } }")
    (event,) = events_of(aalst, "read")
    detail = json.loads(event.payload)["detail"]
    assert str(event.pk) == answer["extensions"]["evidence"]["publicServices"]
    assert (event.offer_ids, event.row_counts) == ([brugge_agreement.offer_id], [3])
    assert event.actor == "sleutel proef"  # in the language of the organisation
    assert detail == {
        "field": "publicServices",
        "key": str(keys_of(aalst)[0].pk),
        "agreements": [str(brugge_agreement.pk)],
    }


@pytest.mark.parametrize(
    "query",
    [
        "{ publicServices(first: 0) { nodes { title } } }",
        "{ publicServices(first: 2) { totalCount } }",
        "{ publicServices(first: 2) { ... on PublicServiceConnection { pageInfo { endCursor } } nodes { title } } }",
        '{ publicServices(where: {title: {contains: "nergens"}}) { totalCount nodes { title } } }',
        "{ publicServices(first: 50) { nodes { title } } }",
        '{ publicServices(where: {title: {contains: "van brugge"}}) { nodes { title } } }',
        '{ publicServices(first: 1, search: "brugge") { nodes { title } } }',
    ],
)
def test_a_count_or_an_empty_page_stands_in_the_evidence_of_each_organisation_looked_at(
    api: Any, aalst: Tenant, brugge: Tenant, genk: Tenant, brugge_agreement: Agreement, genk_offer: Offer, query: str
) -> None:
    # Given agreements with Brugge and with Genk
    genk_agreement = agree(aalst, genk_offer)

    # When Aalst asks what tells about records that are not returned
    answer = api.ask(query)

    # Then both find the reading, and it names both agreements
    assert "errors" not in answer
    (event,) = events_of(aalst, "read")
    assert set(event.offer_ids) == {brugge_agreement.offer_id, genk_offer.pk}
    assert len(event.row_counts) == 2
    agreements = {str(brugge_agreement.pk), str(genk_agreement.pk)}
    assert set(json.loads(event.payload)["detail"]["agreements"]) == agreements
    for provider in (brugge, genk):
        with tenant_scope(provider):
            assert IncomingEvent.objects.get(kind="read").pk == event.pk


def test_a_full_page_stands_in_the_evidence_of_those_only_whose_records_it_holds(
    api: Any, aalst: Tenant, genk: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    agree(aalst, genk_offer)
    api.ask('{ publicServices(provider: ["brugge"], first: 3) { nodes { title } } }')
    (event,) = events_of(aalst, "read")
    assert (event.offer_ids, event.row_counts) == ([brugge_agreement.offer_id], [3])
    with tenant_scope(genk):
        assert not IncomingEvent.objects.filter(kind="read").exists()


def test_only_those_whose_records_could_be_counted_find_the_count(
    api: Any, aalst: Tenant, brugge: Tenant, genk: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    agree(aalst, genk_offer)
    api.ask('{ publicServices(provider: ["brugge"]) { totalCount } }')
    with tenant_scope(brugge):
        assert IncomingEvent.objects.filter(kind="read").exists()
    with tenant_scope(genk):
        assert not IncomingEvent.objects.filter(kind="read").exists()


def test_without_any_agreement_the_reading_is_refused_and_the_refusal_is_on_record(
    api: Any, aalst: Tenant, brugge_offer: Offer, django_capture_on_commit_callbacks: Any
) -> None:
    answer = api.ask(TITLES)
    (error,) = answer["errors"]
    assert answer["data"] == {"publicServices": None}
    assert error["path"] == ["publicServices"]
    assert error["extensions"]["code"] == "AGREEMENT_REQUIRED"
    (event,) = events_of(aalst, "denied")
    assert str(event.pk) == error["extensions"]["evidence"]


def test_an_organisation_without_agreement_is_refused_by_name_while_the_other_is_read(
    api: Any, aalst: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    refused = api.ask('{ publicServices(provider: ["genk", "brugge"]) { nodes { title } } }')
    assert refused["errors"][0]["extensions"]["providers"] == ["genk"]
    assert "Dienst" not in json.dumps(refused)
    assert json.loads(events_of(aalst, "denied")[0].payload)["detail"]["providers"] == ["genk"]
    assert len(api.ask(OF_BRUGGE)["data"]["publicServices"]["nodes"]) == 7


@pytest.mark.parametrize("verb", [Verb.PAUSED, Verb.REVOKED])
def test_a_paused_or_revoked_agreement_ends_reading_on_the_next_request(
    api: Any, brugge: Tenant, brugge_agreement: Agreement, verb: Verb
) -> None:
    assert "errors" not in api.ask(OF_BRUGGE)
    act(brugge, brugge_agreement, verb)
    assert api.ask(OF_BRUGGE)["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"


def test_a_resumed_agreement_lets_read_again(api: Any, brugge: Tenant, brugge_agreement: Agreement) -> None:
    act(brugge, brugge_agreement, Verb.PAUSED)
    act(brugge, brugge_agreement, Verb.RESUMED)
    assert "errors" not in api.ask(OF_BRUGGE)


def test_our_own_offer_is_read_without_agreement(api: Any, aalst: Tenant) -> None:
    offer_records(aalst, 2)
    assert len(api.ask(TITLES)["data"]["publicServices"]["nodes"]) == 2


def test_another_tenant_reads_nothing_under_our_agreement(
    api_for: Any, genk: Tenant, brugge_agreement: Agreement
) -> None:
    assert api_for(genk).ask(OF_BRUGGE)["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"


def test_a_field_outside_the_agreement_is_null_and_named_while_one_inside_is_read(
    api: Any, aalst: Tenant, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    answer = api.ask("{ publicServices(first: 1) { nodes { title description requirements { title } } } }")
    (node,) = answer["data"]["publicServices"]["nodes"]
    assert node["title"].startswith("Dienst 0")
    assert node["description"] is None
    assert node["requirements"] is None
    assert answer["extensions"]["withheld"] == [
        {"path": ["publicServices"], "field": "description", "providers": ["brugge"]},
        {"path": ["publicServices"], "field": "requirements", "providers": ["brugge"]},
    ]


def test_each_record_follows_its_own_agreement(api: Any, aalst: Tenant, brugge_offer: Offer, genk_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    agree(aalst, genk_offer, ["uri", "description"])
    answer = api.ask("{ publicServices { nodes { title description provider { slug } } } }")
    for node in answer["data"]["publicServices"]["nodes"]:
        assert (node["title"] is None) == (node["provider"]["slug"] == "genk")
        assert (node["description"] is None) == (node["provider"]["slug"] == "brugge")
    assert [part["providers"] for part in answer["extensions"]["withheld"]] == [["brugge"], ["genk"]]


def test_a_withheld_field_cannot_be_found_out_by_a_filter(
    api: Any, aalst: Tenant, brugge_offer: Offer, genk_offer: Offer
) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    agree(aalst, genk_offer, ["uri", "type"])
    answer = api.ask(
        '{ publicServices(where: {type: {in: ["bewijs", "toelating", "advies"]}}) { nodes { provider { slug } } } }'
    )
    assert {node["provider"]["slug"] for node in answer["data"]["publicServices"]["nodes"]} == {"genk"}
    answer = api.ask(
        '{ publicServices(where: {title: {contains: "dienst"}}) { totalCount nodes { provider { slug } } } }'
    )
    assert {node["provider"]["slug"] for node in answer["data"]["publicServices"]["nodes"]} == {"brugge"}
    assert answer["data"]["publicServices"]["totalCount"] == 7


def test_two_agreements_on_one_offer_give_their_fields_together(api: Any, aalst: Tenant, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    agree(aalst, brugge_offer, ["uri", "description"])
    answer = api.ask('{ publicServices(provider: ["brugge"]) { nodes { title description type } } }')
    nodes = answer["data"]["publicServices"]["nodes"]
    assert len(nodes) == 7
    assert all(node["title"] and node["description"] and node["type"] is None for node in nodes)


def test_the_database_itself_refuses_what_the_gateway_would_refuse(
    aalst: Tenant, genk: Tenant, brugge_agreement: Agreement
) -> None:
    with tenant_scope(genk):
        assert ExchangeRecord.objects.count() == 0
    with tenant_scope(aalst):
        assert ExchangeRecord.objects.count() == 7


def test_a_page_is_two_statements_whatever_it_selects(
    api: Any, brugge_agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = """{ publicServices { totalCount pageInfo { endCursor } nodes { title requirements { evidence { title } }
        contactPoints { addresses { postalCode } } provider { name } offer { title provider { name } } } } }"""
    api.ask(query)
    ran: list[object] = []
    read_rows = statement._rows

    def counted(session: Any, result: Any) -> Any:
        ran.append(result)
        return read_rows(session, result)

    monkeypatch.setattr(statement, "_rows", counted)
    with CaptureQueriesContext(connection) as queries:
        api.ask(query)
    assert len(ran) == 2  # the key with its grants; the page with its evidence
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 1


def test_records_of_one_moment_are_not_sorted_for_each_page(
    aalst: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    agree(aalst, genk_offer, ["uri", "title"])
    newest = ExchangeRecord.objects.filter(
        kind="public-service", offer__in=[brugge_agreement.offer_id, genk_offer.pk]
    ).order_by("-updated_at", "-id")[:100]
    with tenant_scope(aalst), connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")  # few rows: PostgreSQL would rather sort them
        plan = newest.explain()

    assert "exchange_record_by_date" in plan
    assert "Sort Key" not in plan
