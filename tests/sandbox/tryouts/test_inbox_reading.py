"""The inbox for programs: as JSON, as a stream, resumed, within a key's scope, and never more waiting than may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.tryouts.conftest import sent
from tests.sandbox.tryouts.test_inbox import ADDED, CHANGED
from vlavirgem_sandbox.tryouts.inbox_reading import BadMark, Mark, mark_of
from vlavirgem_sandbox.tryouts.models import Occasion, TryOut
from vlavirgem_sandbox.tryouts.sending import Because, send
from vlavirgem_sandbox.tryouts.services import KeyScope, issue_key, pause_tryout
from vlavirgem_sandbox.tryouts.services_messages import PlanWish, plan_message
from vlavirgem_sandbox.tryouts.serving import inbox
from vlavirgem_sandbox.tryouts.serving.contract_in_use import contract_of
from vlavirgem_sandbox.tryouts.serving.late_answers import Places
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.connection import this_connection

_STREAM = "text/event-stream"


@pytest.fixture
def program(addresses: TryOut, calling: Callable[[TryOut], Client]) -> Client:
    return calling(addresses)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waiting takes no time, and is over after two looks; the list says how long each would have been."""
    waited: list[float] = []
    monkeypatch.setattr(inbox, "sleep", waited.append)
    monkeypatch.setattr(inbox, "monotonic", lambda: 10.0 * len(waited))
    return waited


def read_all(response: Any) -> bytes:
    """The whole body of a response that streams."""
    return b"".join(response.streaming_content)


def events_of(response: Any) -> list[dict[str, str]]:
    """The events of a stream that have an id."""
    text = read_all(response).decode()
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.split("\n\n") if block]
    return [block for block in blocks if "id" in block]


def test_json_has_what_arrived_in_order_and_says_where_to_go_on(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
) -> None:
    sent(aalst, addresses, ADDED, CHANGED)

    first = program.get(f"{addresses.base_path}/_inbox")
    sent(aalst, addresses, ADDED)
    second = program.get(f"{addresses.base_path}/_inbox", {"after": first.json()["after"]}).json()

    assert first["Content-Type"] == "application/json"
    assert [each["name"] for each in first.json()["messages"]] == ["adresToegevoegd", "adresGewijzigd"]
    assert [(each["name"], each["valid"]) for each in second["messages"]] == [("adresToegevoegd", True)]
    assert program.get(f"{addresses.base_path}/_inbox", {"after": second["after"]}).json()["messages"] == []


def test_a_stream_has_the_same_and_goes_on_after_the_last_event_that_was_seen(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
) -> None:
    sent(aalst, addresses, ADDED, CHANGED)

    first = program.get(f"{addresses.base_path}/_inbox", HTTP_ACCEPT=_STREAM)
    events = events_of(first)
    again = events_of(
        program.get(f"{addresses.base_path}/_inbox", HTTP_LAST_EVENT_ID=events[0]["id"], HTTP_ACCEPT=_STREAM)
    )

    assert first["Content-Type"] == "text/event-stream"
    assert [json.loads(each["data"])["name"] for each in events] == ["adresToegevoegd", "adresGewijzigd"]
    assert [each["id"] for each in again] == [events[1]["id"]]


def test_who_waits_gets_what_arrives_meanwhile(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "sleep", lambda _seconds: sent(aalst, addresses, ADDED))

    answer = program.get(f"{addresses.base_path}/_inbox", {"wait": "20"})

    assert [each["name"] for each in json.loads(read_all(answer))["messages"]] == ["adresToegevoegd"]


@pytest.mark.parametrize("accept", ["application/json", _STREAM])
def test_who_waits_holds_no_transaction_meanwhile(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
    impatient: list[float],
    monkeypatch: pytest.MonkeyPatch,
    accept: str,
) -> None:
    scopes: list[object] = []

    def waits(seconds: float) -> None:
        impatient.append(seconds)
        scopes.append(this_connection().tenant)

    monkeypatch.setattr(inbox, "sleep", waits)

    read_all(program.get(f"{addresses.base_path}/_inbox", {"wait": "20"}, HTTP_ACCEPT=accept))

    assert len(scopes) == 2
    assert aalst not in scopes


def test_waiting_ends_and_gives_its_place_back(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
    impatient: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = Places(1)
    monkeypatch.setattr(inbox, "PLACES", places)

    answer = program.get(f"{addresses.base_path}/_inbox", {"wait": "999"})
    while_waiting = places.take(aalst.pk)

    assert not while_waiting
    assert json.loads(read_all(answer))["messages"] == []
    assert len(impatient) == 2
    assert places.take(aalst.pk)


def test_a_reader_who_leaves_before_reading_gives_the_place_back(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = Places(2)
    monkeypatch.setattr(inbox, "PLACES", places)

    program.get(f"{addresses.base_path}/_inbox", {"wait": "20"}).close()

    assert places.take(aalst.pk)


def test_without_a_free_place_waiting_is_refused_and_a_stream_says_when_to_come_back(
    program: Client,
    addresses: TryOut,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "PLACES", Places(0))

    refused = program.get(f"{addresses.base_path}/_inbox", {"wait": "20"})
    stream = program.get(f"{addresses.base_path}/_inbox", HTTP_ACCEPT=_STREAM)
    at_once = program.get(f"{addresses.base_path}/_inbox")

    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert refused.json()["type"].endswith("#no-place-to-wait")
    assert read_all(stream) == b"retry: 5000\n\n"
    assert at_once.status_code == 200


def test_a_message_that_is_held_back_arrives_in_its_turn(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
) -> None:
    with tenant_scope(aalst):
        contract = contract_of(addresses)
        because = Because(occasion=Occasion.WISH, person="x")
        past = timezone.now() - timedelta(minutes=10)
        for key, delay in ((ADDED, 300), (CHANGED, 0), (ADDED, 3600)):
            message = contract.messages[key]
            send(addresses, contract, message, because=because, now=past, delay=timedelta(seconds=delay))

    names = [each["name"] for each in program.get(f"{addresses.base_path}/_inbox").json()["messages"]]

    assert names == ["adresGewijzigd", "adresToegevoegd"]


def test_who_listens_gets_what_a_schedule_sends(program: Client, addresses: TryOut, aalst: Tenant) -> None:
    ago = timezone.now() - timedelta(minutes=6)
    with tenant_scope(aalst):
        wish = PlanWish(message=ADDED, every_minutes=5)
        plan_message(actor=Actor.system(aalst), tryout=addresses, wish=wish, made_at=ago)

    found = program.get(f"{addresses.base_path}/_inbox").json()["messages"]

    assert [each["occasion"] for each in found] == ["schedule"]


def test_a_key_for_certain_messages_reads_only_those(
    addresses: TryOut,
    aalst: Tenant,
    client_for: Callable[..., Client],
) -> None:
    sent(aalst, addresses, ADDED, CHANGED)
    with tenant_scope(aalst):
        scope = KeyScope(operations=(CHANGED,))
        key = issue_key(actor=Actor.system(aalst), tryout=addresses, label="Nauw", scope=scope).secret.text

    found = client_for(aalst, HTTP_X_API_KEY=key).get(f"{addresses.base_path}/_inbox").json()["messages"]

    assert [each["name"] for each in found] == ["adresGewijzigd"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"after": "x"}, "after"),
        ({"after": "9" * 30 + "-1"}, "after"),
        ({"wait": "-1"}, "wait"),
        ({"wait": "²"}, "wait"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_with_its_place(
    query: dict[str, str],
    place: str,
    program: Client,
    addresses: TryOut,
) -> None:
    answer = program.get(f"{addresses.base_path}/_inbox", query)

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"place": "query", "parameter": place}]


def test_the_door_is_that_of_calls(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
    client_for: Callable[..., Client],
) -> None:
    path = f"{addresses.base_path}/_inbox"

    assert program.get(path).status_code == 200
    assert client_for(aalst).get(path).status_code == 401
    assert program.post(path).status_code == 405
    assert program.get("/try/nowhere2/_inbox").status_code == 404
    with tenant_scope(aalst):
        pause_tryout(actor=Actor.system(aalst), tryout=addresses)
    assert program.get(path).status_code == 503


def test_only_what_is_still_to_come_with_the_latest_mark(
    program: Client,
    addresses: TryOut,
    aalst: Tenant,
) -> None:
    sent(aalst, addresses, ADDED)

    start = program.get(f"{addresses.base_path}/_inbox", {"after": "latest"}).json()
    sent(aalst, addresses, CHANGED)
    later = program.get(f"{addresses.base_path}/_inbox", {"after": start["after"]}).json()

    assert start["messages"] == []
    assert [each["name"] for each in later["messages"]] == ["adresGewijzigd"]


def test_marks_are_read_back_as_written() -> None:
    mark = Mark(1_795_333_444_123_456, 17)

    assert mark_of(str(mark)) == mark
    assert mark.at.microsecond == 123_456
    with pytest.raises(BadMark):
        mark_of("1-")
