"""The short way of a plain call: the same answer and the same line in the log as the long way; all else goes the long
way, with the request as it was."""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.utils import timezone

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.services_lifecycle import deprecate_version
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.models import Call, DisturbanceKind, TryOut, TryOutKey, TryOutState
from vlavirgem_sandbox.tryouts.services import IssuedKey, KeyScope, issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, disturb_tryout
from vlavirgem_sandbox.tryouts.serving import contract_in_use, day_counts, log, standing
from vlavirgem_sandbox.tryouts.serving.log_queue import LogQueue
from vlavirgem_sandbox.tryouts.serving.short_way import ShortWay
from vlavirgem_sandbox.tryouts.serving.standing import (
    ContractLeftError,
    Standing,
    _read,
    forget_standings,
    standing_of,
)
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

DWELLING = {"type": "terraced", "buildYear": 1962, "heatedFloorArea": 142.5, "heating": {"source": "gas"}}
DWELLING["glazing"] = "double"
PLANS = {"dwelling": DWELLING, "plans": [{"name": "a", "measures": ["MUUR"]}, {"name": "b", "measures": ["DAK"]}]}
OF_THE_REQUEST = {"VlaVirGem-Call", "X-Request-Id"}
"""Headers that differ from one request to the next."""
LONG = "418 long way"


@dataclass(kw_only=True)
class Sent:
    """A request, for either way."""

    path: str
    query: str = ""
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def environ(self, host: str, base: str) -> dict[str, Any]:
        given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": base + self.path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "HTTP_HOST": host,
            **({"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(self.body))} if self.body else {}),
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.url_scheme": "http",
            **given,
        }


class NoThread(LogQueue):
    """Written when the test says so."""

    def _start(self) -> None:
        pass


@dataclass
class Ways:
    """Both ways to one try-out."""

    tryout: TryOut
    tenant: Tenant
    program: Client
    key: str
    queue: NoThread = field(default_factory=NoThread)

    def short(self, sent: Sent, *, key: str | None = None, host: str = "") -> tuple[str, dict[str, str], bytes]:
        """The answer of the short way; LONG where it left the request to the other."""
        began: list[tuple[str, dict[str, str]]] = []
        environ = sent.environ(host or self.tenant.host, self.tryout.base_path)
        environ["HTTP_X_API_KEY"] = self.key if key is None else key

        def elsewhere(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            start(LONG, [])
            return [environ["wsgi.input"].read()]

        way = ShortWay(elsewhere, queue=self.queue)
        parts = way(environ, lambda status, headers: began.append((status, _once(headers))))
        return *began[0], b"".join(parts)

    def long(self, sent: Sent) -> Any:
        address = self.tryout.base_path + quote(sent.path, safe="/%") + (f"?{sent.query}" if sent.query else "")
        return self.program.generic(
            sent.method, address, sent.body, "application/json" if sent.body else "", headers=sent.headers
        )

    def same_by_both(self, sent: Sent) -> dict[str, str]:
        """Have it answered by both ways, which give the same and log the same; returns the headers."""
        status, headers, body = self.short(sent)
        answered = self.long(sent)

        assert (int(status[:3]), body) == (answered.status_code, answered.content)
        here, there = (
            {k: v for k, v in each.items() if k not in OF_THE_REQUEST} for each in (headers, answered.headers)
        )
        assert here == there
        assert headers.keys() >= OF_THE_REQUEST
        by_id = {str(call.pk): logged(call) for call in self.written()}
        assert by_id[headers["VlaVirGem-Call"]] == by_id[answered["VlaVirGem-Call"]]
        return headers

    def written(self) -> list[Call]:
        assert self.queue.write_all()
        with tenant_scope(self.tenant):
            return list(Call.objects.filter(tryout=self.tryout).order_by("at"))


@pytest.fixture
def ways(agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]) -> Iterator[Ways]:
    yield from ways_to(demo_contract("energieadvies.yaml"), agency, aalst, client_for)


def _once(headers: list[tuple[str, str]]) -> dict[str, str]:
    """None is there twice, in whatever letters, and each can be sent."""
    assert len({name.lower() for name, _value in headers}) == len(headers)
    assert all(value.encode("latin-1") is not None for _name, value in headers)
    return dict(headers)


@pytest.fixture
def delivery(agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]) -> Iterator[Ways]:
    yield from ways_to(demo_contract("documentlevering.yaml"), agency, aalst, client_for)


def ways_to(file: ContractFile, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]) -> Iterator[Ways]:
    with tenant_scope(agency):
        details = ServiceDetails(name="Dienst om te proberen")
        version = publish_service(actor=Actor.system(agency), file=file, details=details).version
    with tenant_scope(aalst):
        tryout = open_tryout(actor=Actor.system(aalst), version=version)
        issued = issue_key(actor=Actor.system(aalst), tryout=tryout, label="Loketprogramma")
    program = client_for(aalst, HTTP_X_API_KEY=issued.secret.text)
    forget_standings()
    found = Ways(tryout, aalst, program, issued.secret.text)
    found.long(Sent(path="/maatregelen"))  # the long way counts the calls of the day
    yield found
    forget_standings()


PLAIN = {
    "an example": Sent(path="/maatregelen"),
    "a query": Sent(path="/maatregelen", query="part=wall,roof"),
    "HEAD": Sent(path="/maatregelen", method="HEAD"),
    "a body": Sent(path="/berekeningen", method="POST", body=json.dumps(DWELLING).encode()),
    "an example by name": Sent(
        path="/berekeningen", method="POST", body=json.dumps(DWELLING).encode(), headers={"Prefer": "example=alInOrde"}
    ),
    "another status": Sent(path="/maatregelen/MUUR/premie", query="incomeCategory=3", headers={"Prefer": "status=404"}),
    "something generated": Sent(path="/maatregelen/MUUR/premie", query="incomeCategory=3"),
    "something generated from a body": Sent(
        path="/berekeningen/vergelijking", method="POST", body=json.dumps(PLANS).encode()
    ),
    "letters that a batch writes otherwise": Sent(
        path="/berekeningen",
        method="POST",
        body=json.dumps(DWELLING, indent="\t").replace("\n", "\r\n").replace("terraced", "terr\\u0061ced").encode(),
        headers={"X-Naam": "C:\\temp \\N"},
    ),
    "an id": Sent(path="/maatregelen", headers={"X-Request-Id": "9", "X-Naam": "a"}),
    "an empty header": Sent(path="/maatregelen", headers={"X-Naam": ""}),
    "letters that are no ASCII": Sent(path="/maatregelen", headers={"X-Naam": "caf\u00e9"}),
    "another language": Sent(path="/maatregelen", headers={"Accept-Language": "en-GB,en;q=0.8"}),
}


@pytest.mark.parametrize("sent", PLAIN.values(), ids=PLAIN)
def test_a_plain_call_is_answered_and_logged_as_by_the_long_way(ways: Ways, sent: Sent) -> None:
    assert ways.same_by_both(sent)


DOCUMENT: dict[str, Any] = {"title": "t", "documentType": "permit", "recipient": "TP-00099"}
DOCUMENT["file"] = {"name": "a.pdf", "mediaType": "application/pdf", "sizeInBytes": 10}
AUTHORED = {
    "a condition": (Sent(path="/ontvangers/TP-00099/brievenbus"), 200),
    "a template": (Sent(path="/ontvangers/TP-00107/brievenbus"), 200),
    "an otherwise": (Sent(path="/ontvangers/TP-77777/brievenbus"), 404),
}


@pytest.mark.parametrize(("sent", "code"), AUTHORED.values(), ids=AUTHORED)
def test_what_an_author_says_of_examples_holds_for_both_ways(delivery: Ways, sent: Sent, code: int) -> None:
    status, _headers, body = delivery.short(sent)
    answered = delivery.long(sent)

    assert (int(status[:3]), body) == (answered.status_code, answered.content)
    assert answered.status_code == code


def test_an_error_for_certain_calls_goes_before_what_is_remembered(delivery: Ways) -> None:
    refused, taken = (DOCUMENT | {"recipient": each} for each in ("TP-00099", "TP-00042"))

    given = [
        delivery.long(Sent(path="/documenten", method="POST", body=json.dumps(each).encode())).status_code
        for each in (refused, taken)
    ]

    assert given == [422, 201]


def test_a_sequence_is_counted_the_long_way(delivery: Ways) -> None:
    sent = Sent(path="/documenten/6f1c2a34-5b8e-4d0a-9c6f-2f1f4f9a7d10/aflevering")

    short = delivery.short(sent)[0]
    given = [delivery.long(sent).json()["status"] for _ in range(4)]

    assert (short, given) == (LONG, ["submitted", "delivered", "read", "read"])


def test_a_deprecated_version_is_announced_as_by_the_long_way(ways: Ways, agency: Tenant) -> None:
    with tenant_scope(agency):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=ways.tryout.version_id)
        deprecate_version(actor=Actor.system(agency), version=version, last_day=timezone.localdate(), reason="Te oud.")
    forget_standings()
    sent = PLAIN["an example"]

    headers = ways.short(sent)[1]
    answered = ways.long(sent)

    assert headers["Deprecation"].startswith("@")
    assert (headers["Deprecation"], headers["Sunset"]) == (answered["Deprecation"], answered["Sunset"])


def logged(call: Call) -> dict[str, Any]:
    """What is the same for two calls that are the same; the order of headers is the server's."""
    names = [each.attname for each in Call._meta.fields if each.name not in {"id", "at", "duration_ms"}]
    values: dict[str, Any] = {name: getattr(call, name) for name in names}
    values["request_headers"] = sorted(pair for pair in call.request_headers if pair[0] not in {"Host", "Cookie"})
    return values


def test_a_deprecated_version_says_so_the_short_way_too(ways: Ways, agency: Tenant) -> None:
    with tenant_scope(agency):
        version = ServiceVersion.objects.get(pk=ways.tryout.version_id)
        deprecate_version(actor=Actor.system(agency), version=version, last_day=timezone.localdate())
    forget_standings()

    _status, headers, _body = ways.short(Sent(path="/maatregelen"))
    answered = ways.long(Sent(path="/maatregelen"))

    assert headers["Deprecation"] == answered["Deprecation"]
    assert headers["Sunset"] == answered["Sunset"]


NOT_PLAIN = {
    "against the contract": Sent(path="/berekeningen", method="POST", body=b'{"type": "castle"}'),
    "no such path": Sent(path="/kastelen"),
    "no such method": Sent(path="/maatregelen", method="DELETE"),
    "a disturbance that it asks for": Sent(path="/maatregelen", headers={"Prefer": "vvg-status=503"}),
    "a status that is none": Sent(path="/maatregelen", headers={"Prefer": "status=abc"}),
    "a compressed body": Sent(path="/maatregelen", headers={"Content-Encoding": "gzip"}),
    "a cookie": Sent(path="/maatregelen", headers={"Cookie": "a=b"}),
    "a real person's number": Sent(path="/maatregelen", headers={"X-Insz": "85.07.30-033.28"}),
    "another host in front": Sent(path="/maatregelen", headers={"X-Forwarded-Host": "elsewhere.example"}),
    "a description": Sent(path="/", query="wsdl"),
}


@pytest.mark.parametrize("sent", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_plain_goes_the_long_way_whole(ways: Ways, sent: Sent) -> None:
    assert ways.short(sent) == (LONG, {}, sent.body)
    assert len(ways.written()) == 1  # that of the fixture


@pytest.mark.parametrize("key", ["", "vvt_00000000_" + "x" * 43, "vvg_" + "x" * 43])
def test_a_key_that_does_not_open_it_goes_the_long_way_and_its_own_does_not(ways: Ways, key: str) -> None:
    sent = Sent(path="/maatregelen")

    assert ways.short(sent, key=key)[0] == LONG
    assert ways.short(sent)[0] == "200 OK"


def test_a_key_of_another_try_out_or_of_another_organisation_goes_the_long_way(
    ways: Ways, brugge: Tenant, tryout: TryOut, issued: IssuedKey
) -> None:
    sent = Sent(path="/maatregelen")

    assert ways.short(sent, key=issued.secret.text)[0] == LONG
    assert ways.short(sent, host=brugge.host)[0] == LONG
    assert ways.short(sent)[0] == "200 OK"


def test_a_key_that_only_reads_goes_the_long_way_where_it_would_write(ways: Ways) -> None:
    with tenant_scope(ways.tenant):
        reading = issue_key(
            actor=Actor.system(ways.tenant), tryout=ways.tryout, label="leest", scope=KeyScope(reads_only=True)
        )

    assert ways.short(Sent(path="/maatregelen"), key=reading.secret.text)[0] == "200 OK"
    assert ways.short(PLAIN["a body"], key=reading.secret.text)[0] == LONG


def test_a_key_for_other_operations_goes_the_long_way(ways: Ways) -> None:
    scope = KeyScope(operations=("GET /maatregelen",))
    with tenant_scope(ways.tenant):
        narrow = issue_key(actor=Actor.system(ways.tenant), tryout=ways.tryout, label="smal", scope=scope)

    assert ways.short(Sent(path="/maatregelen"), key=narrow.secret.text)[0] == "200 OK"
    assert ways.short(PLAIN["a body"], key=narrow.secret.text)[0] == LONG


@pytest.mark.parametrize(
    "change",
    [
        lambda ways: TryOutKey.objects.update(revoked_at=timezone.now()),
        lambda ways: TryOutKey.objects.update(last_day=timezone.localdate() - timedelta(days=1)),
        lambda ways: TryOut.objects.update(state=TryOutState.PAUSED),
        lambda ways: TryOut.objects.update(last_day=timezone.localdate() - timedelta(days=1)),
        lambda ways: disturb_tryout(
            actor=Actor.system(ways.tenant),
            tryout=ways.tryout,
            plan=DisturbancePlan(kind=DisturbanceKind.STATUS, status=503),
            lasts=timedelta(minutes=5),
        ),
    ],
    ids=["key revoked", "key past its last day", "paused", "past its last day", "disturbed"],
)
def test_a_change_of_a_page_is_seen_by_the_next_call(ways: Ways, change: Callable[[Ways], object]) -> None:
    sent = Sent(path="/maatregelen")
    assert ways.short(sent)[0] == "200 OK"
    with tenant_scope(ways.tenant):
        change(ways)
    page = Sent(path="", method="POST").environ(ways.tenant.host, "/tryouts/x/")

    ShortWay(lambda _environ, _start: [], queue=ways.queue)(page, lambda _status, _headers: None)

    assert ways.short(sent)[0] == LONG


def test_the_last_calls_of_a_day_are_counted_by_the_long_way(ways: Ways) -> None:
    sent = Sent(path="/maatregelen")
    with tenant_scope(ways.tenant):
        TryOut.objects.update(calls_a_day=1)
    forget_standings()

    assert ways.short(sent)[0] == LONG

    with tenant_scope(ways.tenant):
        TryOut.objects.update(calls_a_day=1_000)
        day_counts.require_room(TryOut.objects.get(), timezone.now())
    forget_standings()
    assert ways.short(sent)[0] == "200 OK"


def test_an_operation_that_remembers_goes_the_long_way(ways: Ways, tryout: TryOut, issued: IssuedKey) -> None:
    register = Ways(tryout, ways.tenant, ways.program, issued.secret.text)

    assert register.short(Sent(path="/verenigingen"))[0] == LONG
    assert not register.queue.unwritten(tryout)


def test_nothing_waits_for_the_log_longer_than_is_promised(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent(path="/maatregelen")
    assert ways.short(sent)[0] == "200 OK"
    assert ways.queue.unwritten(ways.tryout) == 1

    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.log_queue.MOST_SECONDS_UNWRITTEN", 0)
    assert ways.short(sent)[0] == LONG
    monkeypatch.undo()

    assert len(ways.written()) == 2
    assert ways.queue.unwritten(ways.tryout) == 0
    assert ways.short(sent)[0] == "200 OK"


def test_the_key_shows_that_it_was_used(ways: Ways) -> None:
    with tenant_scope(ways.tenant):
        TryOutKey.objects.update(last_used_at=None)
    forget_standings()

    ways.short(Sent(path="/maatregelen"))
    ways.written()

    with tenant_scope(ways.tenant):
        assert TryOutKey.objects.get().last_used_at is not None


@pytest.mark.parametrize("wrong", [{"status": 99_999}, {"body": None}], ids=["no such number", "no text"])
def test_a_call_that_no_row_can_hold_does_not_take_the_others_along(
    ways: Ways, caplog: pytest.LogCaptureFixture, wrong: dict[str, Any]
) -> None:
    first, second = Sent(path="/maatregelen"), Sent(path="/maatregelen", query="part=wall")
    _status, lost, _body = ways.short(first)
    ways.short(second)
    waiting = ways.queue._lines[ways.tenant.pk].waiting
    since, happened = waiting[0]
    waiting[0] = since, replace(happened, reply=replace(happened.reply, **wrong))

    kept = ways.written()

    assert [call.query for call in kept[1:]] == ["part=wall"]
    assert lost["VlaVirGem-Call"] not in {str(call.pk) for call in kept}
    assert "could not be written" in caplog.text


def test_a_database_that_goes_away_halfway_loses_none(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    for _call in range(2):
        ways.short(Sent(path="/maatregelen"))
    refused, gone = IntegrityError("one of them is there already"), OperationalError("the server is gone")
    monkeypatch.setattr(log, "write_many", Mock(side_effect=refused))
    monkeypatch.setattr(log, "write", Mock(side_effect=gone))
    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.log_queue.connection", Mock())

    while_away = ways.queue.write_all()
    monkeypatch.undo()

    assert not while_away
    assert ways.queue.unwritten(ways.tryout) == 2
    assert len(ways.written()) == 3  # with that of the fixture


def test_what_is_read_before_a_change_is_not_kept_after_it(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    place = (ways.tenant, ways.tryout.public_id)

    def meanwhile(*asked: Any) -> Standing | None:
        found = _read(*asked)
        forget_standings()  # somebody revokes a key on its page
        return found

    forget_standings()
    with monkeypatch.context() as patched:
        patched.setattr(standing, "_read", meanwhile)
        before = standing_of(*place)

    assert standing_of(*place) is not before
    assert standing_of(*place) is standing_of(*place)


def test_one_call_reads_a_standing_anew_while_others_go_on_with_it(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.standing.monotonic", lambda: clock[0])
    place = (ways.tenant, ways.tryout.public_id)
    first = standing_of(*place)
    assert first is not None

    clock[0] += 0.45
    first.is_being_read.set()  # by a call beside this one
    beside = standing_of(*place)
    clock[0] += 0.1
    later = standing_of(*place)

    assert beside is first
    assert later is not first
    assert later is standing_of(*place)


def test_a_try_out_that_is_known_does_not_keep_its_contract_in_memory(ways: Ways) -> None:
    sent = PLAIN["an example"]
    assert ways.short(sent)[0] == "200 OK"
    known = standing_of(ways.tenant, ways.tryout.public_id)
    assert known is not None

    contract_in_use._ready.cache_clear()  # others need the room
    gc.collect()

    assert known.in_use() is None
    with pytest.raises(ContractLeftError):
        _ = known.contract


def test_a_try_out_whose_contract_left_is_read_anew_and_answers(ways: Ways) -> None:
    sent = PLAIN["an example"]
    before = ways.short(sent)
    ways.written()  # a line that waits too long would send the next call the long way
    contract_in_use._ready.cache_clear()
    gc.collect()

    after = ways.short(sent)

    assert (after[0], after[2]) == (before[0], before[2])


def test_a_contract_that_stays_is_not_read_again(ways: Ways) -> None:
    known = standing_of(ways.tenant, ways.tryout.public_id)
    assert known is not None

    forget_standings()
    anew = standing_of(ways.tenant, ways.tryout.public_id)

    assert anew is not None
    assert anew.contract is known.contract
