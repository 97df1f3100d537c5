"""Figures over lists: within the agreements, and on record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.gateway.conftest import agree, offer_records
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, IncomingEvent, Offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def figures(answer: dict[str, Any], name: str = "projectsAggregate") -> Any:
    assert "errors" not in answer, answer
    return answer["data"][name]


@pytest.fixture
def project_offers(aalst: Tenant, brugge: Tenant, genk: Tenant) -> None:
    """Aalst may read all of Brugge's projects, and of Genk's all but the budget and the status."""
    agree(aalst, offer_records(brugge, 5, kind="project"))
    agree(aalst, offer_records(genk, 4, kind="project"), ["uri", "title", "themes", "startDate"])


@pytest.mark.usefixtures("project_offers")
def test_sums_and_extremes_are_of_what_the_agreements_cover(api: Any) -> None:
    query = """{ projectsAggregate { count sum { budget } avg { budget } min { budget startDate }
        max { budget startDate subsidy } } }"""
    answer = api.ask(query)
    assert figures(answer) == {
        "count": 9,
        "sum": {"budget": 40_000 + 41_000 + 41_500},
        "avg": {"budget": 40_833.333333},
        "min": {"budget": 40_000, "startDate": "2023-12-31"},
        "max": {"budget": 41_500, "startDate": "2024-02-03", "subsidy": None},
    }
    # Of each field that a part of the agreements withholds it is said whose is not in it.
    withheld = {(part["field"], *part["providers"]) for part in answer["extensions"]["withheld"]}
    assert withheld == {("budget", "genk"), ("subsidy", "genk")}


@pytest.mark.usefixtures("project_offers")
def test_a_row_whose_agreement_withholds_the_field_is_in_no_group_of_it(api: Any) -> None:
    by_status = api.ask("{ projectsAggregate { groups(by: [status]) { key count } } }")
    assert figures(by_status)["groups"] == [
        {"key": ["lopend"], "count": 2},
        {"key": [None], "count": 2},
        {"key": ["afgerond"], "count": 1},
    ]
    by_theme = api.ask("{ projectsAggregate { groups(by: [themes, provider]) { key count min { startDate } } } }")
    assert figures(by_theme)["groups"] == [
        {"key": ["wonen", "brugge"], "count": 3, "min": {"startDate": "2024-01-01"}},
        {"key": ["wonen", "genk"], "count": 2, "min": {"startDate": "2024-01-01"}},
    ]


def test_a_field_that_no_agreement_covers_has_no_figure_and_no_group(api: Any, aalst: Tenant, brugge: Tenant) -> None:
    agree(aalst, offer_records(brugge, 5, kind="project"), ["uri", "title"])
    answer = api.ask("{ projectsAggregate { count max { budget } groups(by: [status]) { count } } }")
    assert figures(answer) == {"count": 5, "max": {"budget": None}, "groups": []}


@pytest.mark.usefixtures("project_offers")
def test_figures_are_of_the_rows_that_the_conditions_find(api: Any) -> None:
    query = """query($w: ProjectWhere, $n: Int, $by: [ProjectGroupKey!]!) { projectsAggregate(where: $w) {
        count groups(by: $by, first: $n) { key count } } }"""
    where = {"startDate": {"isNull": False}}
    answer = figures(api.ask(query, {"w": where, "n": 1, "by": ["provider"]}))
    assert answer == {"count": 7, "groups": [{"key": ["brugge"], "count": 4}]}
    answer = figures(api.ask(query, {"w": where, "n": 0, "by": ["status"]}))
    assert answer == {"count": 7, "groups": []}


def test_a_kind_with_a_field_called_name_groups_by_it(api: Any, aalst: Tenant) -> None:
    offer_records(aalst, 1)
    assert "errors" not in api.ask("{ publicServicesAggregate { groups(by: [title]) { key } } }")
    denied = api.ask("{ associationsAggregate { groups(by: [name]) { key } } }")
    assert denied["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("by: [status, themes, reusable, title]", "BAD_VALUE"),
        ("by: []", "BAD_VALUE"),
        ("by: [status], first: 1001", "BAD_PAGE"),
        ("by: [status], first: -1", "BAD_PAGE"),
        ("by: [budget]", "INVALID_DOCUMENT"),
        ("by: [themes, keywords]", "BAD_VALUE"),
    ],
)
@pytest.mark.usefixtures("project_offers")
def test_groups_that_cannot_be_made_are_refused(api: Any, arguments: str, code: str) -> None:
    answer = api.ask(f"{{ projectsAggregate {{ groups({arguments}) {{ key }} }} }}")
    assert answer["errors"][0]["extensions"]["code"] == code


def test_figures_stand_in_the_evidence_of_everybody_whose_records_are_looked_at(
    api: Any, aalst: Tenant, brugge: Tenant, genk: Tenant, brugge_agreement: Agreement, genk_offer: Offer
) -> None:
    # Given agreements with Brugge and with Genk
    agree(aalst, genk_offer)

    # When Aalst asks for figures over both, and then of Brugge alone
    both = api.ask("{ publicServicesAggregate { count } }")
    api.ask('{ publicServicesAggregate(provider: ["brugge"]) { groups(by: [type]) { count } } }')

    # Then each reading is on record, with all who were looked at
    with tenant_scope(aalst):
        events = {str(event.pk): event for event in ExchangeEvent.objects.filter(kind="read")}
    assert set(events[both["extensions"]["evidence"]["publicServicesAggregate"]].offer_ids) == {
        brugge_agreement.offer_id,
        genk_offer.pk,
    }
    for provider, readings in ((brugge, 2), (genk, 1)):
        with tenant_scope(provider):
            assert IncomingEvent.objects.filter(kind="read").count() == readings


def test_without_an_agreement_there_are_no_figures(api: Any, brugge_offer: Offer) -> None:
    answer = api.ask("{ publicServicesAggregate { count } }")
    assert answer["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"
