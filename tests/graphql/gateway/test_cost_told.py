"""The explorer tells what a query would cost before it runs: the same price, taken from nobody."""

from __future__ import annotations

import json
from typing import Any

from vlavirgem.graphql_requests.limits import LIMITS
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.gateway.documents import documents
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role

COST = "/developers/explorer/cost/"
PAGE = "query Page($n: Int) { publicServices(first: $n) { nodes { title provider { name } } } }"


def told(client: Any, query: str, variables: Any = None) -> Any:
    body = json.dumps({"query": query, "variables": variables})
    return client.post(COST, body, content_type="application/json")


def test_the_price_that_is_told_is_the_one_that_is_taken(
    aalst: Tenant, client_for: Any, api: Any, brugge_agreement: Agreement
) -> None:
    del brugge_agreement
    client = client_for(aalst, Role.DEVELOPER)
    for size in (1, 40):
        said = told(client, PAGE, {"n": size}).json()
        assert said == {"cost": api.ask(PAGE, {"n": size})["extensions"]["cost"], "most": LIMITS.cost}
    assert told(client, PAGE, {"n": 40}).json()["cost"] > told(client, PAGE, {"n": 1}).json()["cost"]


def test_telling_a_price_takes_no_points_and_keeps_no_document(aalst: Tenant, client_for: Any) -> None:
    client, kept = client_for(aalst, Role.DEVELOPER), len(documents())
    answer = told(client, "{ offers { nodes { title kind } } }")
    assert answer.json()["cost"] > 0
    assert "RateLimit" not in answer
    assert len(documents()) == kept


def test_what_would_be_refused_is_told_with_its_code(aalst: Tenant, client_for: Any) -> None:
    client = client_for(aalst, Role.DEVELOPER)
    nested = "{ organisations(first: 1000) { nodes { services(first: 100) { nodes { name } } } } }"
    for query, code in (
        (nested, "LIMIT_EXCEEDED"),
        ("{ offers {", "SYNTAX_ERROR"),
        ("{ nowhere }", "INVALID_DOCUMENT"),
    ):
        assert told(client, query).json()["errors"][0]["extensions"]["code"] == code
    assert client.post(COST, "[]", content_type="application/json").status_code == 400


def test_who_may_not_use_the_explorer_is_told_no_price(aalst: Tenant, client_for: Any) -> None:
    assert told(client_for(aalst, Role.READER), PAGE).status_code == 403
    assert told(client_for(aalst), PAGE).status_code in {302, 401, 403}
    assert told(client_for(aalst, Role.DEVELOPER, enforce_csrf_checks=True), PAGE).status_code == 403
    assert told(client_for(aalst, Role.DEVELOPER), PAGE).status_code == 200
