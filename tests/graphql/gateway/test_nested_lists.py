"""Lists under a row: what they hold, what they cost, and that they come in one statement with what is around them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.graphql.gateway.conftest import Api
from tests.graphql.gateway.domain_rows import publish_services
from vlavirgem_graphql.gateway import statement
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_tenants.directory.models import Tenant

BRUGGE = '{ organisations(slug: ["brugge"]) { nodes { services(%s) { %s } } } }'


@pytest.fixture
def services(brugge: Tenant) -> dict[str, Service]:
    """What Brugge publishes."""
    return publish_services(brugge)


def listed(answer: dict[str, Any]) -> Any:
    """The nested list of the one organisation."""
    return answer["data"]["organisations"]["nodes"][0]["services"]


def test_a_list_under_a_row_is_paged_by_itself_forward_and_back(api: Api, services: dict[str, Service]) -> None:
    names = sorted(service.name for key, service in services.items() if key != "own")
    first = listed(api.ask(BRUGGE % ("first: 2", "totalCount nodes { name } pageInfo { hasNextPage endCursor }")))
    assert ([one["name"] for one in first["nodes"]], first["totalCount"]) == (names[:2], 3)
    assert first["pageInfo"]["hasNextPage"]
    rest = f'first: 2, after: "{first["pageInfo"]["endCursor"]}"'
    second = listed(api.ask(BRUGGE % (rest, "nodes { name } pageInfo { hasNextPage }")))
    assert [one["name"] for one in second["nodes"]] == names[2:]
    assert not second["pageInfo"]["hasNextPage"]
    last = listed(api.ask(BRUGGE % ("last: 1", "edges { node { name } }")))
    assert [one["node"]["name"] for one in last["edges"]] == names[2:]


def test_the_size_of_a_nested_page_may_come_in_a_variable_of_each_request(
    api: Api, services: dict[str, Service]
) -> None:
    query = "query($n: Int) " + BRUGGE % ("first: $n", "nodes { name }")
    assert [len(listed(api.ask(query, {"n": size}))["nodes"]) for size in (1, 3, 0, None)] == [1, 3, 0, 3]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("first: -1", "BAD_PAGE"), ("first: 1, last: 1", "BAD_PAGE"), ('after: "x"', "BAD_CURSOR")],
)
def test_a_nested_page_that_cannot_be_read_is_refused_by_its_code(
    api: Api, services: dict[str, Service], arguments: str, code: str
) -> None:
    query = BRUGGE % (arguments, "nodes { name }")
    (error,) = api.ask(query)["errors"]
    assert error["extensions"]["code"] == code
    assert [each["column"] - 1 for each in error["locations"]] == [query.index("services")]


def test_three_levels_are_one_statement(
    api: Api, services: dict[str, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = """{ organisations(first: 5) { totalCount nodes { name services(first: 3) { pageInfo { endCursor }
        edges { cursor node { name publisher { name } versions(first: 3) { totalCount nodes { number service { name } }
        } } } } } } }"""
    assert "errors" not in api.ask(query)
    ran: list[object] = []
    read_rows = statement._rows

    def counted(session: Any, result: Any) -> Any:
        ran.append(result)
        return read_rows(session, result)

    monkeypatch.setattr(statement, "_rows", counted)
    with CaptureQueriesContext(connection) as queries:
        api.ask(query)
    assert len(ran) == 2  # the key; the page
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 1


def test_levels_multiply_in_what_they_cost(api: Api, services: dict[str, Service]) -> None:
    query = """{ organisations(first: %s) { nodes { services(first: %s) { nodes { versions(first: %s) {
        nodes { id } } } } } } }"""
    assert "errors" not in api.ask(query % (10, 10, 10))
    (error,) = api.ask(query % (100, 100, 100))["errors"]
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("LIMIT_EXCEEDED", "cost")
    assert error["extensions"]["found"] > 1_000_000


def test_a_draft_of_a_version_is_its_publishers_only_wherever_it_is_asked_for(
    api: Api, api_for: Any, brugge: Tenant, services: dict[str, Service]
) -> None:
    # Given a draft that the database lets others read, for them to hold their calls against it
    query = '{ services(words: "verenigingen") { nodes { versions { totalCount nodes { id number state } } } } }'
    own = api_for(brugge).ask(query)["data"]["services"]["nodes"][0]["versions"]
    assert next((one["number"], one["state"]) for one in own["nodes"]) == (4, "draft")

    # Then another sees the others, and finds none by the draft's id
    (theirs,) = api.ask(query)["data"]["services"]["nodes"]
    assert [one["number"] for one in theirs["versions"]["nodes"]] == [3, 2, 1]
    assert theirs["versions"]["totalCount"] == 3
    draft = '{{ node(id: "{}") {{ id }} }}'.format(own["nodes"][0]["id"])
    assert api.ask(draft)["data"]["node"] is None
    assert api_for(brugge).ask(draft)["data"]["node"] == {"id": own["nodes"][0]["id"]}


def test_a_service_that_was_not_shared_is_found_by_nobody_else(
    api: Api, api_for: Any, brugge: Tenant, services: dict[str, Service]
) -> None:
    global_id = base64.b64encode(f"Service:{services['own'].pk}".encode()).decode()
    query = (
        f'{{ node(id: "{global_id}") {{ id ... on Service {{ name }} }} services(words: "ontwerp") {{ totalCount }} }}'
    )
    assert api.ask(query)["data"] == {"node": None, "services": {"totalCount": 0}}
    own = api_for(brugge).ask(query)["data"]
    assert (own["node"]["name"], own["services"]["totalCount"]) == ("Ontwerp van brugge", 1)


def test_an_organisation_is_found_by_its_id_which_holds_its_short_name(api: Api, brugge: Tenant) -> None:
    known = base64.b64encode(b"Organisation:brugge").decode()
    assert api.ask(f'{{ node(id: "{known}") {{ ... on Organisation {{ name }} }} }}')["data"]["node"] == {
        "name": brugge.name
    }
    unknown = base64.b64encode(b"Organisation:nergens").decode()
    assert api.ask(f'{{ node(id: "{unknown}") {{ id }} }}')["data"]["node"] is None
