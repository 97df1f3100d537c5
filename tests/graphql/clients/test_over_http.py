"""The GraphQL-over-HTTP audit, by those who wrote the reference server."""

from __future__ import annotations

from typing import Any

from tests.graphql.clients.conftest import Served, lines_of

# By GET nothing is read but a stream: a document in an address stays behind in logs and histories. The audit calls it a
# notice, as a server MAY take it.
REFUSED_GET = {
    "MAY accept application/x-www-form-urlencoded formatted GET requests",
    "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json",
    "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json",
}


def test_nothing_that_must_or_should_be_fails_but_reading_by_get(gateway: Served, node: Any) -> None:
    process = node("audit.mjs", *gateway.address)
    found = list(lines_of(process))
    failed = {f"{each['name']} ({each['reason']})" for each in found if each["status"] in {"error", "warn"}}
    assert (len(found), failed) == (61, set())
    assert {each["name"] for each in found if each["status"] == "notice"} == REFUSED_GET
