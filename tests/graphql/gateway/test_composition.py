"""The gateway beside a second subgraph, composed and asked by tools that know nothing of us."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.graphql.gateway.conftest import Api
from vlavirgem.cli.npm import installed
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

ROUTER: Final = Path(__file__).parent / "router"
READINGS: Final = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.4", import: ["@key", "@shareable"])
type Query { waits: WaitConnection! }
type WaitConnection { nodes: [Wait!]! pageInfo: PageInfo! }
type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Wait @key(fields: "id") { id: ID! minutes: Int! service: PublicService! }
type PublicService @key(fields: "id") { id: ID! minutesAtDesk: Int }
"""

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here: it installs the router")


@pytest.fixture
def route(tmp_path: Path, api: Api) -> Callable[..., Any]:
    """``route(second, operation, answer)``: what the router makes of an operation, and what it asked of us."""

    def run(second: str, operation: str, answer: Callable[[dict[str, Any]], Any]) -> tuple[Any, list[dict[str, Any]]]:
        sdl = api.ask("{ _service { sdl } }")["data"]["_service"]["sdl"]
        for name, text in {"gateway": sdl, "second": second, "operation": operation}.items():
            (tmp_path / f"{name}.graphql").write_text(text)
        process = subprocess.Popen(
            ["node", str(ROUTER / "router.mjs"), str(tmp_path)],
            cwd=installed(ROUTER, name="federation"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        asked: list[dict[str, Any]] = []
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            for line in process.stdout:
                said = json.loads(line)
                if "ask" not in said:
                    return said, asked
                asked.append(said)
                ours = said["ask"] == "gateway"
                answered = api.ask(said["query"], said["variables"]) if ours else answer(said)
                process.stdin.write(json.dumps(answered) + "\n")
                process.stdin.flush()
        raise AssertionError("The router ended without an answer.")

    return run


def test_a_router_reads_our_records_beside_what_another_knows_of_them(
    route: Callable[..., Any], api: Api, aalst: Tenant, brugge_agreement: Agreement
) -> None:
    nodes = api.ask("{ publicServices(first: 2) { nodes { id title } } }")["data"]["publicServices"]["nodes"]
    waits = [
        {"__typename": "Wait", "id": str(number), "minutes": 5 * number, "service": {"id": node["id"]}}
        for number, node in enumerate(nodes)
    ]

    said, asked = route(
        READINGS,
        "{ waits { nodes { minutes service { title provider { slug } } } } }",
        lambda _asked: {"data": {"waits": {"nodes": waits}}},
    )

    assert said["answer"] == {
        "data": {
            "waits": {
                "nodes": [
                    {"minutes": 5 * number, "service": {"title": node["title"], "provider": {"slug": "brugge"}}}
                    for number, node in enumerate(nodes)
                ]
            }
        }
    }
    (ours,) = [each for each in asked if each["ask"] == "gateway"]
    assert "_entities(representations:" in ours["query"]
    assert [each["id"] for each in ours["variables"]["representations"]] == [node["id"] for node in nodes]
    with tenant_scope(aalst):
        last = ExchangeEvent.objects.filter(kind="read").order_by("sequence").last()
    assert last is not None
    assert last.row_counts == [2]


def test_another_extends_our_records(route: Callable[..., Any], api: Api, brugge_agreement: Agreement) -> None:
    def answer(asked: dict[str, Any]) -> Any:
        wanted = asked["variables"]["representations"]
        return {"data": {"_entities": [{"__typename": "PublicService", "minutesAtDesk": 12} for _each in wanted]}}

    said, _asked = route(READINGS, "{ publicServices(first: 1) { nodes { title minutesAtDesk } } }", answer)

    assert said["answer"]["data"]["publicServices"]["nodes"] == [
        {"title": 'Dienst 0 van brugge "ü" \\ {}', "minutesAtDesk": 12}
    ]


def test_what_does_not_fit_ours_is_not_composed(route: Callable[..., Any]) -> None:
    """The tool does look: a second definition of a field of ours is refused."""
    second = READINGS.replace("minutesAtDesk: Int", "minutesAtDesk: Int title: Int")

    said, asked = route(second, "{ waits { nodes { minutes } } }", lambda _asked: None)

    assert any("title" in error for error in said["errors"])
    assert asked == []
