"""The argument ``orderBy``: each direction, pages on it both ways, and what an agreement withholds."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.graphql.gateway.conftest import agree, offer_records
from vlavirgem_graphql.exchange.models import Agreement, ExchangeRecord, Offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

PAGE = """query($o: ProjectOrder, $first: Int, $after: String, $last: Int, $before: String) {
    projects(orderBy: $o, first: $first, after: $after, last: $last, before: $before) {
        pageInfo { endCursor startCursor hasNextPage hasPreviousPage } nodes { title budget startDate } } }"""


def titles(answer: dict[str, Any]) -> list[str]:
    assert "errors" not in answer, answer
    return [node["title"].removeprefix("Project ")[:1] for node in answer["data"]["projects"]["nodes"]]


@pytest.fixture
def brugge_projects(aalst: Tenant, brugge: Tenant) -> Offer:
    """Aalst may read the five projects of Brugge."""
    offer = offer_records(brugge, 5, kind="project")
    agree(aalst, offer)
    return offer


@pytest.mark.usefixtures("brugge_projects")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, "01234"),
        ("UPDATED_AT_DESC", "01234"),
        ("UPDATED_AT_ASC", "43210"),
        ("TITLE_DESC", "43210"),
        ("BUDGET_ASC", "023"),  # 40,000, 41,000 and 41,500; the rest has none
        ("BUDGET_DESC", "320"),
        ("START_DATE_ASC", "1"),
        ("START_DATE_DESC", "3"),
    ],
)
def test_rows_come_in_the_order_that_is_asked_for_with_the_absent_last(
    api: Any, order: str | None, expected: str
) -> None:
    found = titles(api.ask(PAGE, {"o": order}))
    assert len(found) == 5
    assert "".join(found).startswith(expected)


@pytest.mark.usefixtures("brugge_projects")
@pytest.mark.parametrize("order", ["TITLE_ASC", "BUDGET_DESC", "START_DATE_ASC", "UPDATED_AT_ASC"])
def test_pages_follow_each_other_both_ways_in_every_order(api: Any, order: str) -> None:
    whole = titles(api.ask(PAGE, {"o": order}))
    first = api.ask(PAGE, {"o": order, "first": 2})
    info = first["data"]["projects"]["pageInfo"]
    assert (titles(first), info["hasNextPage"]) == (whole[:2], True)
    rest = api.ask(PAGE, {"o": order, "first": 9, "after": info["endCursor"]})
    assert (titles(rest), rest["data"]["projects"]["pageInfo"]["hasNextPage"]) == (whole[2:], False)
    back = api.ask(PAGE, {"o": order, "last": 1, "before": rest["data"]["projects"]["pageInfo"]["startCursor"]})
    assert titles(back) == whole[1:2]


def test_titles_are_ordered_as_people_look_for_them(api: Any, brugge: Tenant, brugge_projects: Offer) -> None:
    names = ["zon", "Élan", "eland", "Appel", "b|b%c"]
    with tenant_scope(brugge):
        for record, name in zip(ExchangeRecord.objects.filter(kind="project"), names, strict=True):
            record.title = record.body["title"] = name
            record.save()
    found: list[str] = []
    after = None
    for _ in names:
        page = api.ask(PAGE, {"o": "TITLE_ASC", "first": 1, "after": after})["data"]["projects"]
        found, after = [*found, page["nodes"][0]["title"]], page["pageInfo"]["endCursor"]
    assert found == ["Appel", "b|b%c", "Élan", "eland", "zon"]


@pytest.mark.parametrize("order", ["VALID_FROM_ASC", "VALID_FROM_DESC"])
def test_a_moment_that_its_zone_leads_out_of_the_calendar_stops_no_paging(
    api: Any, brugge: Tenant, brugge_agreement: Agreement, order: str
) -> None:
    # Given records with a moment that is in the year 10000, and before the year 1, in UTC
    with tenant_scope(brugge):
        for record, said in zip(
            ExchangeRecord.objects.order_by("key")[:2],
            ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
            strict=True,
        ):
            record.body["validFrom"] = said
            record.save()
    # When all are read in the order of it, one by one
    query = """query($o: PublicServiceOrder, $after: String) { publicServices(orderBy: $o, first: 1, after: $after) {
        pageInfo { endCursor hasNextPage } nodes { title } } }"""
    found, after, more = list[str](), None, True
    while more:
        answer = api.ask(query, {"o": order, "after": after})
        assert "errors" not in answer, answer
        page = answer["data"]["publicServices"]
        found.append(page["nodes"][0]["title"])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    # Then each comes once
    assert len(found) == len(set(found)) == 7


@pytest.mark.usefixtures("brugge_projects")
def test_a_withheld_field_orders_nothing_and_stands_in_no_cursor(api: Any, aalst: Tenant, genk: Tenant) -> None:
    # Given Genk's agreement without the budget
    agree(aalst, offer_records(genk, 3, kind="project"), ["uri", "title"])

    # When projects are ordered by it
    query = "{ projects(orderBy: BUDGET_ASC) { edges { cursor node { budget provider { slug } } } } }"
    answer = api.ask(query)

    # Then Genk's stand at the end, whatever their budget, and it is said that the field is withheld
    edges = answer["data"]["projects"]["edges"]
    assert [edge["node"]["provider"]["slug"] for edge in edges[:3]] == ["brugge"] * 3
    for edge in edges:
        if edge["node"]["provider"]["slug"] == "genk":
            assert base64.b64decode(edge["cursor"]).startswith(b"1:BUDGET_ASC|1|0|")
    assert answer["extensions"]["withheld"][0]["field"] == "budget"


@pytest.mark.usefixtures("brugge_projects")
def test_a_cursor_of_another_order_is_refused(api: Any) -> None:
    of_title = api.ask(PAGE, {"o": "TITLE_ASC", "first": 1})["data"]["projects"]["pageInfo"]["endCursor"]
    usual = api.ask(PAGE, {"first": 1})["data"]["projects"]["pageInfo"]["endCursor"]
    for order, cursor in ((None, of_title), ("TITLE_DESC", of_title), ("TITLE_ASC", usual)):
        error = api.ask(PAGE, {"o": order, "first": 1, "after": cursor})["errors"][0]
        assert (error["extensions"]["code"], error["path"]) == ("BAD_CURSOR", ["projects"])
        assert "volgorde" in error["message"]
    assert "errors" not in api.ask(PAGE, {"o": "UPDATED_AT_DESC", "first": 1, "after": usual})


@pytest.mark.usefixtures("brugge_projects")
@pytest.mark.parametrize(
    "forged", ["1:BUDGET_ASC|1|NaN?|x", "1:BUDGET_ASC|x|1|", "1:BUDGET_ASC|1", "9:BUDGET_ASC|0|1|2"]
)
def test_a_forged_cursor_is_refused(api: Any, forged: str) -> None:
    answer = api.ask(PAGE, {"o": "BUDGET_ASC", "after": base64.b64encode(forged.encode()).decode()})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


def test_a_list_that_is_read_per_offer_has_the_same_orders(
    api: Any, aalst: Tenant, brugge_projects: Offer, brugge_agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    dense = titles(api.ask(PAGE, {"o": "BUDGET_DESC", "first": 3}))
    monkeypatch.setattr("vlavirgem_graphql.schema.records.source._DENSE_SHARE", 2)
    assert titles(api.ask(PAGE, {"o": "BUDGET_DESC", "first": 3})) == dense
