"""The argument ``where``: what each test finds, that none tells of a withheld field, and how many there may be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.gateway.conftest import agree, offer_records
from vlavirgem.graphql_requests.limits import LIMITS
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, ExchangeRecord, Offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

SERVICES = "query($w: PublicServiceWhere) { publicServices(where: $w) { totalCount nodes { keywords } } }"
PROJECTS = "query($w: ProjectWhere) { projects(where: $w) { totalCount } }"


def numbers(answer: dict[str, Any]) -> set[int]:
    return {int(node["keywords"][0][1:]) for node in answer["data"]["publicServices"]["nodes"]}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"title": {"contains": "DIENST 3"}}, {3}),
        ({"title": {"startsWith": "dienst"}, "type": {"eq": "bewijs"}}, {0, 3, 6}),
        ({"type": {"in": ["toelating", "advies"]}}, {1, 2, 4, 5}),
        ({"themes": {"hasAny": ["wonen", "x"]}}, {2, 5}),
        ({"themes": {"hasAll": ["wonen", "x"]}}, set()),
        ({"forMunicipalityMerger": {"eq": False}}, {1, 3, 5}),
        ({"contactPoints": {"isNull": True}}, {0, 2, 4, 6}),
        ({"validFrom": {"gt": "2024-01-03T00:30:00Z"}}, {1, 4}),
        ({"validFrom": {"isNull": True}}, {2, 5}),
        ({"not": {"validFrom": {"lte": "2024-01-01T00:00:00Z"}}}, {1, 2, 4, 5}),
        ({"or": [{"title": {"contains": "dienst 1"}}, {"keywords": {"hasAny": ["w2"]}}]}, {1, 2}),
        ({"and": [{"type": {"eq": "bewijs"}}, {"not": {"title": {"contains": "3"}}}]}, {0, 6}),
        ({"title": {"eq": None}, "or": [], "not": {}, "and": [{}]}, {0, 1, 2, 3, 4, 5, 6}),
        ({"type": {"in": []}}, set()),
    ],
)
def test_a_condition_finds_the_records_for_which_it_holds(
    api: Any, brugge_agreement: Agreement, where: dict[str, Any], found: set[int]
) -> None:
    answer = api.ask(SERVICES, {"w": where})
    assert numbers(answer) == found
    assert answer["data"]["publicServices"]["totalCount"] == len(found)


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"budget": {"gte": 41_000, "lt": 41_500}}, 1),
        ({"startDate": {"lt": "2024-01-02"}}, 3),
        ({"startDate": {"eq": "2024-02-03"}}, 1),
        ({"reusable": {"isNull": False}}, 4),
    ],
)
def test_numbers_and_days_are_compared_as_such(
    api: Any, aalst: Tenant, brugge: Tenant, where: dict[str, Any], count: int
) -> None:
    agree(aalst, offer_records(brugge, 5, kind="project"))
    assert api.ask(PROJECTS, {"w": where})["data"]["projects"]["totalCount"] == count


@pytest.mark.parametrize(
    "said",
    [
        "binnenkort",
        "2024-13-01T00:00:00Z",
        "0000-01-01",
        "2024-01-01T25:00:00Z",
        f"2024-05-01T10:00:00.{'1' * 140}Z",
        "",
        7,
    ],
)
def test_a_moment_that_is_none_is_as_if_it_were_absent(
    api: Any, brugge: Tenant, brugge_agreement: Agreement, said: Any
) -> None:
    with tenant_scope(brugge):
        record = ExchangeRecord.objects.get(title__startswith="Dienst 0 ")
        record.body["validFrom"] = said
        record.save()
    assert 0 in numbers(api.ask(SERVICES, {"w": {"validFrom": {"isNull": True}}}))
    assert 0 not in numbers(api.ask(SERVICES, {"w": {"validFrom": {"gt": "1990-01-01T00:00:00Z"}}}))


@pytest.mark.parametrize(
    "where",
    [
        {"type": {"eq": "bewijs"}},
        {"not": {"type": {"eq": "bewijs"}}},
        {"not": {"not": {"type": {"isNull": False}}}},
        {"or": [{"type": {"isNull": True}}, {"type": {"isNull": False}}]},
        {"not": {"and": [{"type": {"eq": "bewijs"}}, {"type": {"eq": "advies"}}]}},
        {"title": {"contains": "dienst"}, "type": {"in": ["bewijs", "toelating", "advies"]}},
    ],
)
def test_no_condition_tells_of_a_field_that_the_agreement_withholds(
    api: Any, aalst: Tenant, brugge_offer: Offer, genk_offer: Offer, where: dict[str, Any]
) -> None:
    # Given Brugge's agreement without the type, and Genk's with it
    agree(aalst, brugge_offer, ["uri", "title", "keywords"])
    agree(aalst, genk_offer, ["uri", "title", "type", "keywords"])

    # When a condition is set on the type
    query = "query($w: PublicServiceWhere) { publicServices(where: $w) { nodes { provider { slug } } } }"
    answer = api.ask(query, {"w": where})

    # Then only Genk's are found, and the answer says whose are not
    assert {node["provider"]["slug"] for node in answer["data"]["publicServices"]["nodes"]} == {"genk"}
    assert answer["extensions"]["withheld"] == [{"path": ["publicServices"], "field": "type", "providers": ["brugge"]}]


def test_a_record_is_found_by_what_its_agreement_covers_whatever_else_is_asked(
    api: Any, aalst: Tenant, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, ["uri", "title", "keywords"])
    where = {"or": [{"type": {"eq": "bewijs"}}, {"title": {"contains": "dienst 4"}}]}
    assert numbers(api.ask(SERVICES, {"w": where})) == {4}


def limit_of(answer: dict[str, Any]) -> tuple[str, str | None]:
    extensions = answer["errors"][0]["extensions"]
    return extensions["code"], extensions.get("limit")


def nested(depth: int) -> dict[str, Any]:
    where: dict[str, Any] = {"title": {"eq": "x"}}
    for _ in range(depth):
        where = {"not": where}
    return where


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(part)}" for name, part in value.items()) + "}"
    return "[" + ", ".join(map(written, value)) + "]" if isinstance(value, list) else f'"{value}"'


@pytest.mark.parametrize(
    ("allowed", "refused", "limit"),
    [
        (nested(LIMITS.nesting - 1), nested(LIMITS.nesting), "nesting"),
        (
            {"or": [{"title": {"eq": "x"}}] * LIMITS.conditions},
            {"or": [{"title": {"eq": "x"}}] * (LIMITS.conditions + 1)},
            "conditions",
        ),
    ],
)
def test_conditions_are_limited_however_they_are_given(
    api: Any, brugge_agreement: Agreement, allowed: Any, refused: Any, limit: str
) -> None:
    in_document = "{ publicServices(where: %s) { totalCount } }"
    assert "errors" not in api.ask(in_document % written(allowed))
    assert "errors" not in api.ask(SERVICES, {"w": allowed})
    assert limit_of(api.ask(SERVICES, {"w": refused})) == ("LIMIT_EXCEEDED", limit)
    assert limit_of(api.ask(in_document % written(refused))) == ("LIMIT_EXCEEDED", limit)


def test_empty_conditions_count_too(api: Any, brugge_agreement: Agreement) -> None:
    assert "errors" not in api.ask(SERVICES, {"w": {"or": [{}, {}]}})
    assert limit_of(api.ask(SERVICES, {"w": {"or": [{}] * 1_900}})) == ("LIMIT_EXCEEDED", "conditions")


def test_who_sets_conditions_is_on_record_with_all_whose_records_are_held_against_them(
    api: Any, aalst: Tenant, brugge: Tenant, genk: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    # given agreements with Brugge and with Genk
    agree(aalst, genk_offer)

    # when a full page comes from one of them only, with and without conditions
    page = "query($w: PublicServiceWhere) { publicServices(first: 1, where: $w) { nodes { title } } }"
    plain = api.ask(page)
    asked = api.ask(page, {"w": {"title": {"contains": "dienst"}}})

    # then conditions tell of the records that were passed over as well
    with tenant_scope(aalst):
        events = {str(event.pk): event for event in ExchangeEvent.objects.filter(kind="read")}
    looked_at = [len(events[each["extensions"]["evidence"]["publicServices"]].offer_ids) for each in (plain, asked)]
    assert looked_at == [1, 2]


def test_the_values_of_a_list_are_in_the_cost(api: Any, brugge_agreement: Agreement) -> None:
    query = "query($w: PublicServiceWhere) { publicServices(where: $w, first: 1000) { nodes { %s } } }"
    where = {"type": {"in": ["x"] * 12_000}}
    assert "errors" not in api.ask(query % "title", {"w": where})
    eight = "title uri type productId concept status language entryType"
    assert "errors" not in api.ask(query % eight, {"w": {"type": {"in": ["x"] * 1_000}}})
    assert limit_of(api.ask(query % eight, {"w": where})) == ("LIMIT_EXCEEDED", "cost")


def test_values_that_stand_a_thousand_deep_in_each_other_are_refused_before_they_are_read(
    api: Any, brugge_agreement: Agreement
) -> None:
    assert limit_of(api.ask(SERVICES, {"w": nested(900)})) == ("BAD_REQUEST", None)
    assert limit_of(api.ask(SERVICES, {"w": nested(30)})) == ("LIMIT_EXCEEDED", "nesting")


def test_the_same_document_with_other_conditions_is_another_statement(api: Any, brugge_agreement: Agreement) -> None:
    assert numbers(api.ask(SERVICES, {"w": {"type": {"eq": "bewijs"}}})) == {0, 3, 6}
    assert numbers(api.ask(SERVICES, {"w": {"type": {"eq": "advies"}}})) == {2, 5}
    assert numbers(api.ask(SERVICES, {"w": {"not": {"type": {"eq": "advies"}}}})) == {0, 1, 3, 4, 6}
    assert len(numbers(api.ask(SERVICES, {"w": None}))) == 7
    assert len(numbers(api.ask(SERVICES))) == 7
