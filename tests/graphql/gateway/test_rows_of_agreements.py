"""A row outside an agreement's conditions is never shown, counted or searched: by the statement, and by the wall."""

from __future__ import annotations

import base64
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings

from tests.graphql.gateway.conftest import Api, agree, offer_records
from vlavirgem_graphql.exchange.models import ExchangeEvent, ExchangeRecord, Offer
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

ADVICE = (Condition(field="type", operator=Operator.IS, values=("advies",)),)
PROOFS = (Condition(field="type", operator=Operator.IS, values=("bewijs",)),)
COUNTED = "{ publicServices(%s) { totalCount nodes { key: uri } } }"


def numbers(api: Api, arguments: str = "first: 100") -> tuple[int, list[int]]:
    """How many there are by the count, and the last figure of each address that is shown."""
    answer = api.ask(COUNTED % arguments)
    listed = answer["data"]["publicServices"]
    return listed["totalCount"], sorted(int(node["key"].rpartition("/")[2]) for node in listed["nodes"])


def test_words_are_looked_for_in_a_field_of_those_rows_only_of_which_it_is_granted(
    api: Api, aalst: Tenant, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    agree(aalst, brugge_offer, ["uri", "description"], rows=ADVICE)

    assert numbers(api, 'search: "geheim"') == (2, [2, 5])
    assert numbers(api, 'search: "geheim dienst"') == (2, [2, 5])  # a word in each of the agreements
    assert numbers(api, 'search: "dienst"') == (7, list(range(7)))


def global_id(tenant: Tenant, offer: Offer, number: int) -> str:
    with tenant_scope(tenant):
        record = ExchangeRecord.objects.get(offer=offer, key__endswith=f"/{number}")
    return base64.b64encode(f"PublicService:{record.pk}".encode()).decode()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("first: 100", [2, 5]),
        ("first: 1", [2]),
        ("last: 100", [2, 5]),
        ('provider: ["brugge"]', [2, 5]),
        ('where: {title: {contains: "dienst 5"}}', [5]),
        ('where: {title: {contains: "dienst 4"}}', []),
        ('where: {title: {startsWith: "Dienst 4"}}', []),
        ('where: {type: {in: ["advies", "bewijs"]}}', [2, 5]),
        ('where: {type: {eq: "bewijs"}}', []),
        ('where: {or: [{type: {eq: "bewijs"}}, {not: {type: {eq: "advies"}}}]}', []),
        ("where: {forMunicipalityMerger: {eq: true}}", [2]),
        ('where: {updatedAt: {gte: "2020-01-01T00:00:00Z"}}', [2, 5]),
    ],
)
def test_what_is_asked_for_is_found_among_the_agreed_rows_only(
    api: Api, aalst: Tenant, brugge_offer: Offer, arguments: str, found: list[int]
) -> None:
    agree(aalst, brugge_offer, rows=ADVICE)
    count, shown = numbers(api, arguments)
    assert shown == found
    assert count == (2 if arguments == "first: 1" else len(found))


def test_the_same_questions_find_every_row_without_a_condition(api: Api, brugge_agreement: object) -> None:
    del brugge_agreement
    assert numbers(api) == (7, [0, 1, 2, 3, 4, 5, 6])
    assert numbers(api, 'where: {title: {contains: "dienst 4"}}') == (1, [4])


def test_figures_and_groups_are_of_the_agreed_rows_only(api: Api, aalst: Tenant, brugge_offer: Offer) -> None:
    query = "{ publicServicesAggregate { count groups(by: [type]) { key count } } }"
    agree(aalst, brugge_offer, rows=ADVICE)
    assert api.ask(query)["data"]["publicServicesAggregate"] == {
        "count": 2,
        "groups": [{"key": ["advies"], "count": 2}],
    }
    # A second agreement, on other rows, adds those
    agree(aalst, brugge_offer, rows=PROOFS)
    assert api.ask(query)["data"]["publicServicesAggregate"]["count"] == 5


def test_a_row_outside_cannot_be_had_by_its_id_and_one_inside_can(
    api: Api, aalst: Tenant, brugge: Tenant, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, rows=ADVICE)
    query = '{ node(id: "%s") { ... on PublicService { title } } }'
    assert api.ask(query % global_id(brugge, brugge_offer, 2))["data"]["node"]["title"].startswith("Dienst 2")
    assert api.ask(query % global_id(brugge, brugge_offer, 4))["data"]["node"] is None


def test_a_cursor_of_a_row_outside_leads_to_rows_inside_only(
    api: Api, api_for: Callable[..., Api], aalst: Tenant, brugge: Tenant, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, rows=ADVICE)
    edges = api_for(brugge).ask("{ publicServices(first: 4) { edges { cursor } } }")["data"]["publicServices"]["edges"]
    assert numbers(api, f'first: 100, after: "{edges[3]["cursor"]}"')[1] == [5]


def test_each_row_shows_the_fields_of_the_agreement_that_it_falls_under(
    api: Api, aalst: Tenant, brugge_offer: Offer
) -> None:
    # Given two agreements on one offer: titles of what is advice, keywords of what is a proof
    agree(aalst, brugge_offer, ["uri", "title"], rows=ADVICE)
    second = agree(aalst, brugge_offer, ["uri", "keywords"], rows=PROOFS)

    def shown() -> dict[int, tuple[bool, bool]]:
        nodes = api.ask("{ publicServices { nodes { uri title keywords } } }")["data"]["publicServices"]["nodes"]
        return {int(each["uri"][-1]): (each["title"] is not None, each["keywords"] is not None) for each in nodes}

    assert shown() == {0: (False, True), 2: (True, False), 3: (False, True), 5: (True, False), 6: (False, True)}
    # A search by title finds nothing among the rows whose title is not agreed
    assert numbers(api, 'where: {title: {contains: "dienst"}}') == (2, [2, 5])

    with tenant_scope(aalst):
        revoke_agreement(actor=Actor.system(aalst), agreement=second, reason="Klaar")
    assert shown() == {2: (True, False), 5: (True, False)}


def test_who_offers_reads_all_of_its_own_and_the_evidence_counts_what_was_shown(
    api: Api, api_for: Callable[..., Api], aalst: Tenant, brugge: Tenant, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, rows=ADVICE)
    assert numbers(api_for(brugge))[0] == 7
    numbers(api)
    with tenant_scope(aalst):
        assert ExchangeEvent.objects.get(kind="read").row_counts == [2]


def test_the_statement_alone_keeps_rows_out_where_the_wall_is_gone(
    own_database: str, api_for: Callable[..., Api]
) -> None:
    # Given an agreement on some rows, one on all, and an offer without one, in a database that commits
    aalst, brugge, genk = (find_tenant(slug) for slug in ("aalst", "brugge", "genk"))
    agree(aalst, offer_records(brugge, 7), rows=ADVICE)
    api = api_for(aalst)
    assert numbers(api) == (2, [2, 5])

    # When row-level security is taken off the records
    with psycopg.connect(**settings.ADMIN_ADDRESS.database(own_database).as_conninfo(), autocommit=True) as admin:
        admin.execute("ALTER TABLE public.exchange_record DISABLE ROW LEVEL SECURITY")
    with tenant_scope(genk):
        assert ExchangeRecord.objects.count() == 7

    # Then the gateway still shows and counts the agreed rows only
    assert numbers(api) == (2, [2, 5])
    assert numbers(api, 'where: {title: {contains: "dienst 4"}}') == (0, [])
