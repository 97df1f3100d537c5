"""Subscriptions: what happens arrives, once and in order, within agreements, and goes on where it broke off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from time import sleep
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from tests.graphql.gateway.conftest import act, agree, body_of, offer_records
from vlavirgem_graphql.changes.marks import KEPT_DAYS, Mark, mark_of
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, ExchangeRecord, Offer, Verb
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services.delegating import Delegate, revoke_delegation
from vlavirgem_graphql.gateway import budgets
from vlavirgem_graphql.gateway.delegated_keys import delegate_with_key
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_graphql.gateway.subscriptions import places, stream
from vlavirgem_graphql.gateway.subscriptions.places import StreamPlaces
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutEvent
from vlavirgem_sandbox.tryouts.models import Verb as TryOutVerb
from vlavirgem_sandbox.tryouts.serving.late_answers import Places
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.connection import this_connection
from vlavirgem_tenants.wall.owner import owner_session

RECORDS = "subscription($after: String) { publicServiceEvents(after: $after) { type recordId record { title } } }"
AGREEMENTS = "subscription { agreementEvents { type by { slug } agreement { live } } }"
STREAM = "text/event-stream"


@dataclass
class Program:
    """A program of an organisation, with a key, that follows events."""

    tenant: Tenant
    key: str
    read: list[str] = field(default_factory=list)

    def open(self, query: str = RECORDS, variables: Any = None, *, accept: str = STREAM, last: str = "") -> Any:
        """The response to a subscription; its body is read piece by piece."""
        return Client(HTTP_HOST=self.tenant.host).post(
            "/graphql",
            json.dumps({"query": query, "variables": variables}),
            content_type="application/json",
            headers={
                "authorization": f"Bearer {self.key}",
                "accept": accept,
                **({"last-event-id": last} if last else {}),
            },
        )

    def messages(self, *arguments: Any, **named: Any) -> list[dict[str, Any]]:
        """All messages of a stream until it ends."""
        with closing(self.open(*arguments, **named)) as response:
            return [message for piece in response for message in messages_in(piece)]


def messages_in(piece: bytes) -> Iterator[dict[str, Any]]:
    """The server-sent events in a piece; ``data`` read as JSON."""
    for block in piece.decode().split("\n\n"):
        lines = dict(line.partition(":")[::2] for line in block.splitlines())
        said = {name: text.strip() for name, text in lines.items() if name}
        if data := said.get("data"):
            said["data"] = json.loads(data)
        if "event" in said:
            yield said


def marks_in(piece: bytes) -> list[Mark]:
    """The ids in a piece."""
    return [mark_of(line.removeprefix("id: ")) for line in piece.decode().splitlines() if line.startswith("id: ")]


def titles(messages: list[dict[str, Any]]) -> list[Any]:
    """The title of the record in each event; None for one that is gone."""
    events = [each["data"]["data"]["publicServiceEvents"] for each in messages if each["event"] == "next"]
    return [event["record"] and event["record"]["title"] for event in events]


@dataclass
class Meanwhile:
    """What happens while a stream waits, one deed a wait; when there is none left the stream's time is over."""

    deeds: list[Callable[[], object]] = field(default_factory=list)
    clock: float = 0
    alone: bool = True

    def wait(self, _seconds: float) -> None:
        if self.deeds:
            self.deeds.pop(0)()
            if self.alone:
                _until_earlier_transactions_ended()
        else:
            self.clock += stream.LONGEST


def _until_earlier_transactions_ended() -> None:
    """What is committed is told when all that began before has ended: a server that is being stopped, for one."""
    with owner_session(autocommit=True) as session:
        ((reached,),) = session.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchall()
        for _turn in range(600):
            ((oldest,),) = session.execute("select public.changes_all_ended_before()").fetchall()
            if oldest >= reached:
                return
            sleep(0.1)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    made = Meanwhile()
    monkeypatch.setattr(stream, "sleep", made.wait)
    monkeypatch.setattr(stream, "monotonic", lambda: made.clock)
    monkeypatch.setattr("vlavirgem_graphql.gateway.subscriptions.places.PLACES", Places(4))
    return made


@dataclass
class Town:
    """Aalst reads what Brugge offers, in a database that commits; Genk has no part in it."""

    aalst: Tenant
    brugge: Tenant
    genk: Tenant
    offer: Offer
    agreement: Agreement

    def add(self, number: int) -> ExchangeRecord:
        """Brugge offers one record more."""
        body = body_of(number, "brugge")
        with tenant_scope(self.brugge):
            return ExchangeRecord.objects.create(
                owner=self.brugge,
                offer=self.offer,
                kind="public-service",
                key=body["uri"],
                title=f"Dienst {number}",
                body={**body, "title": f"Dienst {number}"},
                content_hash="0" * 64,
                updated_at=self.agreement.valid_from,
            )

    def program(self, tenant: Tenant) -> Program:
        """A program with a fresh key."""
        with tenant_scope(tenant):
            return Program(tenant, make_key(actor=Actor.system(tenant), label="volger")[1])


@pytest.fixture
def town(own_database: str) -> Town:
    del own_database
    aalst, brugge, genk = map(find_tenant, ("aalst", "brugge", "genk"))
    offer = offer_records(brugge, 1)
    made = Town(aalst, brugge, genk, offer, agree(aalst, offer))
    _until_earlier_transactions_ended()
    return made


def test_what_happens_while_a_stream_is_open_arrives_in_order(town: Town, meanwhile: Meanwhile) -> None:
    def change_and_remove() -> None:
        with tenant_scope(town.brugge):
            record = ExchangeRecord.objects.get(key__endswith="/9")
            record.body["title"] = "Anders"
            record.save()
            ExchangeRecord.objects.filter(key__endswith="/8").delete()

    meanwhile.deeds = [lambda: town.add(9), lambda: town.add(8), change_and_remove]
    messages = town.program(town.aalst).messages()

    events = [each["data"]["data"]["publicServiceEvents"] for each in messages]
    assert [event["type"] for event in events] == ["ADDED", "ADDED", "CHANGED", "REMOVED"]
    assert titles(messages) == ["Dienst 9", "Dienst 8", "Anders", None]
    assert events[3]["recordId"] == events[1]["recordId"]
    # And each delivery is on record, as a reading is
    with tenant_scope(town.aalst):
        assert list(ExchangeEvent.objects.filter(kind="read").values_list("row_counts", flat=True)) == [[2], [1], [1]]


def test_of_rows_outside_the_agreement_nothing_arrives(town: Town, meanwhile: Meanwhile) -> None:
    # Given an agreement on titles of what is advice, and a stream of who has no other
    rows = (Condition(field="type", operator=Operator.IS, values=("advies",)),)
    agree(town.genk, town.offer, ["uri", "title", "type"], rows=rows)

    def turn(number: int, of_type: str) -> None:
        with tenant_scope(town.brugge):
            record = ExchangeRecord.objects.get(key__endswith=f"/{number}")
            record.body["type"] = of_type
            record.save()

    def remove_all() -> None:
        with tenant_scope(town.brugge):
            ExchangeRecord.objects.filter(offer=town.offer).delete()

    # When rows come (8 is advice, 9 and 10 are not), 8 leaves them and 9 comes among them, and all go
    meanwhile.deeds = [
        lambda: [town.add(number) for number in (8, 9, 10)],
        lambda: turn(8, "bewijs"),
        lambda: turn(9, "advies"),
        lambda: turn(10, "bewijs"),
        remove_all,
    ]
    messages = town.program(town.genk).messages()

    # Then it hears of 8 until that left, and of 9 since it came
    events = [each["data"]["data"]["publicServiceEvents"] for each in messages if each["event"] == "next"]
    assert [(event["type"], event["record"] and event["record"]["title"]) for event in events] == [
        ("ADDED", "Dienst 8"),
        ("CHANGED", None),
        ("CHANGED", "Dienst 9"),
        ("REMOVED", None),
    ]


def test_nothing_is_lost_and_nothing_comes_twice_when_the_line_breaks(town: Town, meanwhile: Meanwhile) -> None:
    # Given a reader whose line breaks after the first of three events that came together
    program = town.program(town.aalst)
    meanwhile.deeds = [lambda: [town.add(number) for number in (1, 2, 3)]]
    response = program.open()
    first = next(message for piece in response for message in messages_in(piece))
    response.close()
    # When more happens, and the reader comes back with the last id, or with the cursor
    town.add(4)
    _until_earlier_transactions_ended()
    again = program.messages(last=first["id"])
    by_argument = program.messages(variables={"after": first["id"]})

    # Then the rest follows
    assert [*titles([first]), *titles(again)] == ["Dienst 1", "Dienst 2", "Dienst 3", "Dienst 4"]
    assert titles(by_argument) == titles(again)


def test_a_reader_whose_line_breaks_before_the_first_event_loses_nothing(town: Town, meanwhile: Meanwhile) -> None:
    program = town.program(town.aalst)
    response = program.open()
    opening = next(iter(response)).decode()
    response.close()
    town.add(1)
    _until_earlier_transactions_ended()
    mark = next(line.removeprefix("id: ") for line in opening.splitlines() if line.startswith("id: "))

    assert titles(program.messages(last=mark)) == ["Dienst 1"]
    assert program.messages() == []  # who begins now gets what is still to come


def test_the_mark_of_a_stream_on_which_nothing_happens_moves_along(town: Town, meanwhile: Meanwhile) -> None:
    # Given a reader that comes back with a mark of 25 days ago, and nothing of its own since
    program = town.program(town.aalst)
    with closing(program.open()) as response:
        (begun,) = marks_in(next(iter(response)))
    old = Mark(begun.xact, begun.number, begun.day - 25)

    def let_others_write() -> None:
        with tenant_scope(town.genk):
            TryOut.objects.create(
                name="Proef", version_id=uuid4(), version_number=1, service_name="Adressen", agency_name="Agentschap"
            )

    def let_time_pass() -> None:
        meanwhile.clock += 20

    meanwhile.deeds = [let_others_write, let_time_pass]
    with closing(program.open(last=str(old))) as response:
        reached = [mark for piece in response for mark in marks_in(piece)]

    # Then its mark is of today, and what was looked through is not looked through again
    assert reached[0].day == reached[-1].day == begun.day
    assert reached[-1].xact > begun.xact
    # And who goes on after it misses nothing
    meanwhile.clock, meanwhile.deeds = 0, [lambda: town.add(1)]
    assert titles(program.messages(last=str(reached[-1]))) == ["Dienst 1"]


def test_what_is_committed_late_is_not_passed_over(town: Town, meanwhile: Meanwhile) -> None:
    # Given somebody who began to write before, and is not done
    with owner_session() as slow:

        def end() -> None:
            slow.commit()
            _until_earlier_transactions_ended()

        slow.execute("select pg_current_xact_id()")
        slow.execute("update exchange_record set title = 'laat' where offer_id = %s", [town.offer.pk])
        meanwhile.alone = False
        meanwhile.deeds = [lambda: town.add(5), lambda: None, end]

        # When another's change is committed in between
        messages = town.program(town.aalst).messages()

    # Then both come, the earlier first
    assert [each["data"]["data"]["publicServiceEvents"]["type"] for each in messages] == ["CHANGED", "ADDED"]


def test_a_look_goes_by_how_far_the_database_was_before_it(town: Town, meanwhile: Meanwhile) -> None:
    # Given somebody elsewhere on the server, whose transaction goes on while a look begins and has ended in its midst
    with owner_session(autocommit=True) as owner:
        owner.execute("create sequence asked")
        owner.execute("alter function changes_all_ended_before() rename to first_answer")
        owner.execute(
            "create function changes_all_ended_before() returns bigint language sql volatile security definer as $$"
            "select public.first_answer() - case when nextval('public.asked') % 2 = 0 then 1000 else 0 end $$"
        )
    meanwhile.alone = False
    meanwhile.deeds = [lambda: town.add(5), lambda: None, lambda: town.add(6), lambda: None, lambda: None]

    # Then nothing that was committed by then is passed over
    assert titles(town.program(town.aalst).messages()) == ["Dienst 5", "Dienst 6"]


def test_who_comes_back_is_given_no_id_of_what_was_not_delivered(town: Town, meanwhile: Meanwhile) -> None:
    # Given a reader that comes back, behind whose id something happened
    program = town.program(town.aalst)
    with closing(program.open()) as response:
        (begun,) = marks_in(next(iter(response)))
    town.add(1)
    _until_earlier_transactions_ended()

    # When its line breaks after each piece in turn, then what it goes on from is never behind what it did not get
    with closing(program.open(last=str(begun))) as response:
        first, second = (next(pieces) for pieces in [iter(response)] * 2)
    assert marks_in(first) == []
    assert titles(list(messages_in(second))) == ["Dienst 1"]


def test_a_stream_tells_where_it_begins_before_it_asks_the_database(town: Town, meanwhile: Meanwhile) -> None:
    with closing(town.program(town.aalst).open()) as response:
        pieces = iter(response)
        (begun,) = marks_in(next(pieces))
        with owner_session() as session:
            ((now,),) = session.execute("select changes_all_ended_before()").fetchall()
        assert begun.xact <= now


def test_what_happens_once_a_stream_is_open_arrives_though_nobody_read_from_it_yet(
    town: Town, meanwhile: Meanwhile
) -> None:
    # Given an answer that has left, of which the first piece is still to be made
    with closing(town.program(town.aalst).open()) as response:
        assert response.status_code == 200
        # When something happens
        town.add(5)
        _until_earlier_transactions_ended()
        # Then it arrives
        assert titles([message for piece in response for message in messages_in(piece)]) == ["Dienst 5"]


def test_who_writes_in_another_database_of_the_server_holds_nothing_back(town: Town, meanwhile: Meanwhile) -> None:
    # Given somebody who began to write elsewhere on the server, and is not done
    elsewhere = settings.ADMIN_ADDRESS.database("postgres")
    with psycopg.connect(**elsewhere.as_conninfo()) as slow:
        slow.execute("select pg_current_xact_id()")
        meanwhile.alone = False
        meanwhile.deeds = [lambda: town.add(5), lambda: None]

        # Then what happens here arrives
        assert titles(town.program(town.aalst).messages()) == ["Dienst 5"]


def test_a_revocation_ends_the_stream_and_an_agreement_that_stands_does_not(town: Town, meanwhile: Meanwhile) -> None:
    meanwhile.deeds = [
        lambda: town.add(1),
        lambda: act(town.brugge, town.agreement, Verb.REVOKED),
        lambda: town.add(2),
    ]
    messages = town.program(town.aalst).messages()

    assert titles(messages[:1]) == ["Dienst 1"]
    error = messages[1]["data"]["errors"][0]
    assert (error["extensions"]["code"], error["extensions"]["providers"]) == ("AGREEMENT_REQUIRED", ["brugge"])
    assert messages[2]["event"] == "complete"
    assert len(messages) == 3
    with tenant_scope(town.aalst):
        assert ExchangeEvent.objects.filter(kind="denied").count() == 1


def test_a_delegate_follows_its_agreement_until_the_delegation_is_revoked(town: Town, meanwhile: Meanwhile) -> None:
    # Given a delegation of Genk, which reads Brugge's records and offers some of its own
    agreement = agree(town.genk, town.offer, may_delegate=True)
    own = offer_records(town.genk, 1)
    with tenant_scope(town.genk):
        to = Delegate(client_name="Volger", supplier_name="Bolwerk Software nv", supplier_kbo="0123456749")
        delegation, key = delegate_with_key(
            actor=Actor.system(town.genk), agreement=agreement, to=to, until=agreement.valid_until
        )

    def change_own() -> None:
        with tenant_scope(town.genk):
            record = ExchangeRecord.objects.get(offer=own)
            record.body["title"] = "Van onszelf"
            record.save()

    def revoke() -> None:
        with tenant_scope(town.genk):
            revoke_delegation(actor=Actor.system(town.genk), delegation=delegation)

    meanwhile.deeds = [lambda: town.add(1), change_own, revoke, lambda: town.add(2)]
    messages = Program(town.genk, key).messages()

    # Then it hears of what was delegated, and of its end
    assert titles(messages[:1]) == ["Dienst 1"]
    assert messages[1]["data"]["errors"][0]["extensions"]["code"] == "DELEGATION_OVER"
    assert len(messages) == 3
    with tenant_scope(town.genk):
        readers = set(ExchangeEvent.objects.filter(kind__in=["read", "denied"]).values_list("actor", flat=True))
    assert readers == {delegation.reader}


def test_who_loses_one_of_two_agreements_is_told_and_may_go_on_with_the_other(town: Town, meanwhile: Meanwhile) -> None:
    agree(town.aalst, offer_records(town.genk, 1))
    program = town.program(town.aalst)
    meanwhile.deeds = [lambda: act(town.brugge, town.agreement, Verb.PAUSED)]
    lost = program.messages()
    meanwhile.clock, meanwhile.deeds = 0, [lambda: town.add(1)]
    on = program.messages()

    assert lost[0]["data"]["errors"][0]["extensions"]["providers"] == ["brugge"]
    assert on == []


def test_without_agreement_there_is_nothing_to_follow(town: Town, meanwhile: Meanwhile) -> None:
    meanwhile.deeds = [lambda: town.add(1)]
    messages = town.program(town.genk).messages()

    assert messages[0]["data"]["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"
    assert messages[1]["event"] == "complete"


def test_a_revoked_key_ends_the_stream(town: Town, meanwhile: Meanwhile) -> None:
    def revoke() -> None:
        with tenant_scope(town.aalst):
            revoke_key(actor=Actor.system(town.aalst), key=GatewayKey.objects.get())

    meanwhile.deeds = [lambda: town.add(1), revoke, lambda: town.add(2)]
    messages = town.program(town.aalst).messages()

    assert titles(messages[:1]) == ["Dienst 1"]
    assert messages[1]["data"]["errors"][0]["extensions"]["code"] == "REVOKED_KEY"
    assert messages[2]["event"] == "complete"


def test_both_parties_follow_an_agreement_and_nobody_else(town: Town, meanwhile: Meanwhile) -> None:
    seen: dict[str, list[Any]] = {}
    for tenant, verb in ((town.aalst, Verb.PAUSED), (town.brugge, Verb.RESUMED), (town.genk, Verb.REVOKED)):
        meanwhile.clock = 0
        meanwhile.deeds = [lambda verb=verb: act(town.brugge, town.agreement, verb)]  # type: ignore[misc]
        seen[tenant.slug] = [
            each["data"]["data"]["agreementEvents"] for each in town.program(tenant).messages(AGREEMENTS)
        ]

    assert seen["aalst"] == [{"type": "PAUSED", "by": {"slug": "brugge"}, "agreement": {"live": False}}]
    assert seen["brugge"] == [{"type": "RESUMED", "by": {"slug": "brugge"}, "agreement": {"live": True}}]
    assert seen["genk"] == []


def test_nothing_is_held_while_a_stream_waits(town: Town, meanwhile: Meanwhile) -> None:
    in_transaction: list[bool] = []
    meanwhile.deeds = [lambda: in_transaction.append(this_connection().in_atomic_block)] * 2
    town.program(town.aalst).messages()

    assert in_transaction == [False, False]


def test_the_history_of_our_try_outs_arrives_and_that_of_others_does_not(town: Town, meanwhile: Meanwhile) -> None:
    def tell(tenant: Tenant) -> None:
        with tenant_scope(tenant):
            tryout = TryOut.objects.create(
                name="Proef", version_id=uuid4(), version_number=1, service_name="Adressen", agency_name="Agentschap"
            )
            TryOutEvent.objects.create(tryout=tryout, person="Iemand", verb=TryOutVerb.KEY_ISSUED)

    meanwhile.deeds = [lambda: tell(town.brugge), lambda: tell(town.aalst)]
    program = town.program(town.aalst)
    messages = program.messages("subscription { tryoutEvents { tryoutId type name state } }")

    events = [each["data"]["data"]["tryoutEvents"] for each in messages]
    tryout_id = events[0].pop("tryoutId")
    assert events == [{"type": "KEY_ISSUED", "name": "Proef", "state": "active"}]
    # And the event's id is the one under which the gateway answers for the try-out
    (found, _complete) = program.messages("query($id: ID!) { node(id: $id) { id __typename } }", {"id": tryout_id})
    assert found["data"]["data"]["node"] == {"id": tryout_id, "__typename": "TryOut"}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ("x", "BAD_CURSOR"),
        ("1-2", "BAD_CURSOR"),
        ("-1-2-3", "BAD_CURSOR"),
        ("9" * 30 + "-1-1", "BAD_CURSOR"),
        (f"1-1-{20_000 - KEPT_DAYS}", "CURSOR_EXPIRED"),
        (f"{2**62}-1-40000", "CURSOR_EXPIRED"),
    ],
)
def test_a_cursor_that_does_not_serve_is_refused(town: Town, meanwhile: Meanwhile, after: str, code: str) -> None:
    messages = town.program(town.aalst).messages(variables={"after": after})

    assert messages[0]["data"]["errors"][0]["extensions"]["code"] == code
    assert messages[1]["event"] == "complete"


def test_a_key_has_a_few_streams_and_gives_its_places_back(
    town: Town, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vlavirgem_graphql.gateway.subscriptions.opening.STREAM_PLACES", own := StreamPlaces(1))
    monkeypatch.setattr(stream, "STREAM_PLACES", own)
    program, other = town.program(town.aalst), town.program(town.aalst)
    held = program.open()

    refused = program.open()
    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
    beside = other.open()
    assert beside.status_code == 200
    held.close()
    assert program.open().status_code == 200
    monkeypatch.setattr("vlavirgem_graphql.gateway.subscriptions.places.PLACES", Places(0))
    beside.close()
    full = other.open()
    assert (full.status_code, full.json()["errors"][0]["extensions"]["code"]) == (503, "NO_PLACE_FOR_STREAM")


def test_who_takes_up_a_stream_whose_line_broke_gets_its_place(
    town: Town, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given one place, and a stream on it whose reader went: its server has not noticed
    monkeypatch.setattr("vlavirgem_graphql.gateway.subscriptions.places.PLACES", Places(1))
    meanwhile.deeds, meanwhile.alone = [lambda: None] * 50, False
    program = town.program(town.aalst)
    broken = program.open()
    pieces = iter(broken)
    mark = str(next(pieces).decode().partition("id: ")[2].splitlines()[0])
    looks: list[float] = []

    def look(seconds: float) -> None:
        looks.append(seconds)
        if not any(pieces):
            broken.close()

    # When the reader comes back behind what it saw, while the stream sleeps, then it waits for so long and no longer
    monkeypatch.setattr(places, "sleep", looks.append)
    asleep = program.open(last=mark)
    assert (asleep.status_code, len(looks)) == (503, 30)

    # And when the stream looks up, it ends without being complete, and the reader has its place
    looks.clear()
    monkeypatch.setattr(places, "sleep", look)
    with closing(program.open(last=mark)) as again:
        assert (again.status_code, len(looks)) == (200, 1)
    assert list(pieces) == []
    assert len(meanwhile.deeds) >= 49


@pytest.mark.parametrize(("query", "resumes"), [(RECORDS, False), (AGREEMENTS, True)], ids=["anew", "something else"])
def test_a_stream_goes_on_where_another_is_opened_beside_it(
    town: Town, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch, query: str, *, resumes: bool
) -> None:
    monkeypatch.setattr("vlavirgem_graphql.gateway.subscriptions.places.PLACES", Places(1))
    program = town.program(town.aalst)
    meanwhile.deeds = [lambda: town.add(2)]
    with closing(program.open()) as held:
        pieces = iter(held)
        mark = str(next(pieces).decode().partition("id: ")[2].splitlines()[0])

        assert program.open(query, last=mark if resumes else "").status_code == 503
        messages = [message for piece in pieces for message in messages_in(piece)]

    assert titles(messages) == ["Dienst 2"]


def test_a_subscription_needs_a_stream_and_other_operations_take_one_too(town: Town, meanwhile: Meanwhile) -> None:
    program = town.program(town.aalst)

    plain = program.open(accept="application/json").json()
    query = program.messages("{ publicServices { totalCount } }")
    broken = program.messages("subscription { nothing }")

    skipped = program.messages("subscription($x: Boolean!) { agreementEvents @skip(if: $x) { cursor } }")

    assert skipped[0]["data"]["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"
    assert plain["errors"][0]["extensions"]["code"] == "STREAM_NEEDED"
    assert query[0]["data"]["data"] == {"publicServices": {"totalCount": 1}}
    assert query[1]["event"] == "complete"
    assert broken[0]["data"]["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"


def test_a_key_follows_by_get_and_a_session_does_not(town: Town, meanwhile: Meanwhile) -> None:
    program, client = town.program(town.aalst), Client(HTTP_HOST=town.aalst.host)
    meanwhile.deeds = [lambda: town.add(1)]
    with_key = {"authorization": f"Bearer {program.key}", "accept": STREAM}

    followed = client.get("/graphql", {"query": RECORDS, "variables": "{}"}, headers=with_key)
    read = client.get("/graphql", {"query": "{ __typename }"}, headers=with_key)
    stranger = client.get("/graphql", {"query": RECORDS}, headers={"accept": STREAM})

    assert titles([message for piece in followed for message in messages_in(piece)]) == ["Dienst 1"]
    assert read.status_code == 405
    assert stranger.status_code == 405


def test_a_stream_is_paid_for_at_its_opening_and_at_each_delivery(
    town: Town, meanwhile: Meanwhile, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a minute's points for three times the document, and no more
    monkeypatch.setattr(budgets, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    budgets.forget_spending()
    program = town.program(town.aalst)
    with closing(program.open()) as response:
        left = int(response["RateLimit"].partition("r=")[2].partition(";")[0])
    price = 3_000_000 - left
    budgets.forget_spending()
    settings.GATEWAY_POINTS_A_MINUTE = 3 * price
    meanwhile.deeds = [lambda number=number: town.add(number) for number in range(1, 5)]  # type: ignore[misc]

    messages = program.messages()

    # Then two deliveries are paid for, the third is not, and the stream ends behind it
    assert titles(messages[:3]) == ["Dienst 1", "Dienst 2", "Dienst 3"]
    assert messages[3]["data"]["errors"][0]["extensions"]["code"] == "BUDGET_USED"
    assert messages[4]["event"] == "complete"
    # And a document that is refused has a price in a stream too
    settings.GATEWAY_POINTS_A_MINUTE = 3 * price + budgets.MINUTE
    refused = program.open("subscription { nothing }")
    assert f"r={budgets.MINUTE - 50};" in refused["RateLimit"]
