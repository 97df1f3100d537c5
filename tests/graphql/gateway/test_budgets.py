"""Points of cost: taken from a caller's minute and its organisation's hour, over all processes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.graphql.gateway.conftest import Api
from vlavirgem_graphql.gateway import budgets
from vlavirgem_graphql.gateway.context import Caller
from vlavirgem_graphql.gateway.models import GatewayKey, Spending
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OFFERS = "{ offers(first: 100) { nodes { id title } } }"
PRICE = 205  # 5 for the list, and 2 for each of 100 rows
NOW = 1_800_000_000.0  # at the start of an hour


@pytest.fixture(autouse=True)
def _nothing_spent(settings: Any) -> None:
    budgets.forget_spending()
    settings.SERVER_PROCESSES = 2


@pytest.fixture
def caller(aalst: Tenant, api: Api, keys_of: Any) -> Caller:
    """The program of Aalst, as the gateway knows it."""
    del api
    return Caller(aalst, "proef", keys_of(aalst)[0].pk, may_introspect=False)


def told(tenant: Tenant) -> dict[int, int]:
    """The points that the database knows of, by the seconds of their window."""
    with tenant_scope(tenant):
        return dict(Spending.objects.values_list("seconds", "points"))


def test_an_answer_tells_its_price_and_what_is_left(api: Api) -> None:
    first, second = api.post(OFFERS), api.post(OFFERS)
    assert first.json()["extensions"]["cost"] == PRICE
    left = [int(re.findall(r'"caller";r=(\d+);t=\d+', each.headers["RateLimit"])[0]) for each in (first, second)]
    assert left[0] - left[1] == PRICE
    assert '"caller";q=3000000;qu="points";w=60' in first.headers["RateLimit-Policy"]
    assert '"organisation";q=100000000;qu="points";w=3600' in first.headers["RateLimit-Policy"]


def test_a_page_size_in_a_variable_has_its_price(api: Api) -> None:
    query = "query($n: Int) { offers(first: $n) { nodes { id title } } }"
    assert [api.ask(query, {"n": n})["extensions"]["cost"] for n in (100, 10)] == [PRICE, 25]


def test_a_refused_document_has_a_price_too(api: Api) -> None:
    before, after = api.post(OFFERS), api.post("{ nope }")
    left = [int(re.findall(r"r=(\d+)", each.headers["RateLimit"])[0]) for each in (before, after)]
    assert left[0] - left[1] == 50


def test_who_spent_the_minute_is_told_when_to_come_back(api: Api, settings: Any) -> None:
    settings.GATEWAY_POINTS_A_MINUTE = PRICE + 1
    assert api.post(OFFERS).status_code == 200
    refused = api.post(OFFERS)
    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "BUDGET_USED"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert '"caller";r=1;' in refused.headers["RateLimit"]
    # And what still fits is answered
    assert api.post("{ __typename }").status_code == 200


def test_who_comes_late_with_an_older_clock_undoes_no_window(caller: Caller) -> None:
    # Given a request of the next minute, and then one whose clock is of the minute before
    for now in (NOW + budgets.MINUTE, NOW + budgets.MINUTE - 1):
        budgets.charge(caller, 100, now=now)
    # Then both count in the minute that is
    assert '"caller";r=2999799;' in budgets.charge(caller, 1, now=NOW + budgets.MINUTE)["RateLimit"]


def test_keys_and_members_have_a_minute_of_their_own(aalst: Tenant, api: Api, api_for: Any, client_for: Any) -> None:
    def left(response: Any) -> str:
        return str(re.findall(r'"caller";r=(\d+)', response.headers["RateLimit"])[0])

    first = left(api.post(OFFERS))
    assert left(api_for(aalst).post(OFFERS)) == first
    member = client_for(aalst, Role.DEVELOPER)
    body = json.dumps({"query": OFFERS})
    assert left(member.post("/graphql", body, content_type="application/json")) == first
    assert left(api.post(OFFERS)) < first


def test_a_key_may_have_less(api: Api, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        GatewayKey.objects.update(points_a_minute=20_000)
    assert '"caller";q=20000;' in api.post(OFFERS).headers["RateLimit-Policy"]


def test_the_organisation_has_an_hour_over_all_its_keys(
    aalst: Tenant, brugge: Tenant, api: Api, api_for: Any, settings: Any
) -> None:
    settings.GATEWAY_POINTS_AN_HOUR = PRICE
    assert api.post(OFFERS).status_code == 200
    refused = api_for(aalst).post(OFFERS)
    assert (refused.status_code, int(refused.headers["Retry-After"]) <= 3600) == (429, True)
    assert api_for(brugge).post(OFFERS).status_code == 200


def test_processes_know_of_each_other(caller: Caller, aalst: Tenant, settings: Any) -> None:
    settings.GATEWAY_POINTS_A_MINUTE = 1_000

    def spent_by_a_process() -> int:
        """How often 10 points are let in, by a process that begins now."""
        budgets.forget_spending()
        for count in range(1_000):
            try:
                with tenant_scope(aalst):
                    budgets.charge(caller, 10, now=NOW + 1)
            except HttpRefusalError:
                return count
        return 1_000

    # Given that one process used up the minute
    assert spent_by_a_process() == 100
    assert told(aalst)[60] > 900
    # Then another finds out after its part of half of it, and the next minute is a new one
    assert spent_by_a_process() <= 27
    with tenant_scope(aalst):
        assert budgets.charge(caller, 10, now=NOW + 61)["RateLimit"].startswith('"caller";r=990;t=59')


def test_a_window_that_is_over_goes(caller: Caller, aalst: Tenant, settings: Any) -> None:
    settings.GATEWAY_POINTS_A_MINUTE = 1_000
    for moment in (NOW, NOW + 120):
        with tenant_scope(aalst):
            budgets.charge(caller, 900, now=moment)
    with tenant_scope(aalst):
        assert [row.began for row in Spending.objects.all()] == [NOW + 120]


def test_the_windows_are_those_of_the_clock(caller: Caller, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        headers = budgets.charge(caller, 1, now=NOW + 59.9)
    assert headers["RateLimit"] == '"caller";r=2999999;t=1, "organisation";r=99999999;t=3541'
