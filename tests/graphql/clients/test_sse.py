"""graphql-sse ("distinct connections") follows records, and goes on where a killed connection broke off."""

from __future__ import annotations

from typing import Any

from tests.graphql.clients.conftest import Served, lines_of


def test_a_killed_client_goes_on_behind_its_last_event(gateway: Served, node: Any) -> None:
    # Given a client that follows records, and has seen one
    first = node("follow.mjs", *gateway.address)
    told = lines_of(first)
    assert next(told) == {"open": 200}
    gateway.add(11)
    seen = next(told)
    assert (seen["type"], seen["record"]) == ("ADDED", {"title": 'Dienst 11 van brugge "ü" \\ {}'})

    # When its connection is killed, and two come while nobody looks
    first.kill()
    first.wait()
    gateway.add(12)
    gateway.add(13)

    # Then a new one that names the last event gets just these two, and goes on with what follows
    second = node("follow.mjs", *gateway.address, str(seen["cursor"]))
    told = lines_of(second)
    assert next(told) == {"open": 200}
    missed = [next(told), next(told)]
    gateway.add(14)
    titles = [each["record"]["title"][:9] for each in [*missed, next(told)]]  # type: ignore[index]
    assert titles == ["Dienst 12", "Dienst 13", "Dienst 14"]
    second.kill()
    second.wait()
