"""The test-data guard over a call: a real national register number comes in nowhere and is kept nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import Call, StateDocument, TryOut, Verdict
from vlavirgem_sandbox.tryouts.serving.guarding import places_of_real_numbers
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ASSOCIATION: dict[str, Any] = {
    "name": "Proef",
    "kind": "feitelijke-vereniging",
    "seat": {
        "street": "Markt",
        "houseNumber": "1",
        "postalCode": "2800",
        "municipality": {"nisCode": "12025", "name": "Mechelen"},
    },
}
BASE = 850730998
REAL = f"{BASE:09}{97 - BASE % 97:02}"
FICTITIOUS_BASE = 856730998
FICTITIOUS = f"{FICTITIOUS_BASE:09}{97 - FICTITIOUS_BASE % 97:02}"
WRITTEN = f"{REAL[:2]}.{REAL[2:4]}.{REAL[4:6]}-{REAL[6:9]}.{REAL[9:]}"


def post(program: Client, tryout: TryOut, body: object, path: str = "/verenigingen", **headers: Any) -> Any:
    headers = {"HTTP_VR_INITIATOR": "OVO002067", **headers}
    return program.post(f"{tryout.base_path}{path}", json.dumps(body), "application/json", **headers)


def everything_kept(tenant: Tenant) -> str:
    """All that the tenant's schema holds of calls, as text."""
    with tenant_scope(tenant):
        return str([*Call.objects.values(), *StateDocument.objects.values()])


def test_a_real_number_in_the_body_is_refused_with_its_place(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    answer = post(program, tryout, {**ASSOCIATION, "contact": {"telephone": WRITTEN}})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("#real-register-number")
    assert answer.json()["errors"] == [{"place": "body", "pointer": "#/contact/telephone"}]
    assert REAL not in answer.text
    assert WRITTEN not in answer.text


def test_the_console_writes_no_call_out_that_holds_a_real_number(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.DEVELOPER)
    address = f"/tryouts/{tryout.public_id}/console/?operation=POST /verenigingen"
    sent = {"header:VR-Initiator": "OVO002067", "content_type": "application/json"}

    refused, taken = (
        person.post(
            address,
            {**sent, "body": json.dumps({**ASSOCIATION, "contact": {"telephone": number}})},
            headers={"HX-Request": "true"},
        ).text
        for number in (REAL, FICTITIOUS)
    )

    assert REAL not in refused
    assert "curl -X POST" not in refused
    assert "curl -X POST" in taken


def test_a_fictitious_number_in_the_same_place_passes_the_guard(program: Client, tryout: TryOut) -> None:
    answer = post(program, tryout, {**ASSOCIATION, "contact": {"telephone": FICTITIOUS}})

    assert answer.status_code == 201


@pytest.mark.parametrize("number", [REAL, WRITTEN])
@pytest.mark.parametrize("where", ["path", "query", "header", "body", "key-in-body", "form", "escaped"])
def test_wherever_it_stands_nothing_of_it_is_kept(
    program: Client, tryout: TryOut, aalst: Tenant, where: str, number: str
) -> None:
    address = f"{tryout.base_path}/verenigingen"

    answers: dict[str, Callable[[], Any]] = {
        "path": lambda: program.get(f"{address}/{number}"),
        "query": lambda: program.get(f"{address}?municipality={number}"),
        "header": lambda: post(program, tryout, ASSOCIATION, HTTP_X_BURGER=number),
        "body": lambda: post(program, tryout, {**ASSOCIATION, "name": f"Vereniging van {number}"}),
        "key-in-body": lambda: post(program, tryout, {**ASSOCIATION, number: 1}),
        "form": lambda: program.post(address, f"insz={number}", "application/x-www-form-urlencoded"),
        "escaped": lambda: post(program, tryout, {"a": 1}, path=f"/verenigingen/%3{number[0]}{number[1:]}"),
    }
    answer = answers[where]()

    assert answer.status_code == 422
    kept = everything_kept(aalst)
    assert REAL not in kept
    assert WRITTEN not in kept
    assert "'reason': 'real-register-number'" in kept
    assert f"'verdict': '{Verdict.REFUSED.value}'" in kept


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        ("insz={number}&insz=x", "application/x-www-form-urlencoded", "/insz/0"),
        ("{number}", "Application/X-WWW-Form-Urlencoded", ""),
        ('{{"lid": {{"insz": "{number}", "insz": "x"}}}}', "application/json", "/lid/insz/0"),
        ('{{"insz": {number}.0}}', "application/json", "/insz"),
        ('{{"insz": "{number}", ', "application/json", ""),
    ],
)
def test_a_number_that_a_reader_would_drop_or_round_is_found(body: str, kind: str, place: str) -> None:
    def places(number: str) -> list[str]:
        sent = CallRequest(
            method="POST", path="/", headers=[("Content-Type", kind)], body=body.format(number=number).encode()
        )
        return places_of_real_numbers(sent)

    assert places(REAL) == [f"/body{place}"]
    assert places(FICTITIOUS) == []


def test_coordinates_are_no_numbers_of_people() -> None:
    body = f'{{"coordinates": [{REAL[:2]}.{REAL[2:]}, 4.4801]}}'

    assert places_of_real_numbers(CallRequest(method="POST", path="/", body=body.encode())) == []


def test_a_call_without_a_key_keeps_no_number_either(client_for: Any, tryout: TryOut, aalst: Tenant) -> None:
    answer = client_for(aalst).get(f"{tryout.base_path}/verenigingen/{REAL}")

    assert answer.status_code == 401
    assert REAL not in everything_kept(aalst)


def test_the_request_log_keeps_no_number(program: Client, tryout: TryOut, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    program.get(f"{tryout.base_path}/verenigingen/{REAL}")

    assert caplog.text
    assert REAL not in caplog.text


def _json(body: bytes, content_type: str = "application/json") -> CallRequest:
    return CallRequest(method="POST", path="/x", headers=[("Content-Type", content_type)], body=body)


@pytest.mark.parametrize(
    "call",
    [
        _json(b'{"a": "85.07.30-033.28"}'),
        _json(b'{"a": 85073003328}'),
        _json(b'{"a": 85073003328.0}'),
        _json(b'{"a": 8.5073003328e10}'),
        _json(b'{"a": 850730033.28E2}'),
        _json(b'{"a": "\\u00385073003328"}'),
        _json(b'{"a": "85\\/07\\/30 033 28"}'),
        _json(b'{"85073003328": 1}'),
        _json('{"a": "85073003328"}'.encode("utf-16")),
        _json('{"a": "caf\u00e9", "b": ["850730-033-28"]}'.encode()),
        _json(b"a=85%2E07%2E30-033.28", "application/x-www-form-urlencoded"),
        _json(b"a=850730+03328", "application/x-www-form-urlencoded"),
        _json(b"85073003328", "text/plain"),
        CallRequest(method="GET", path="/x/850730%2D03328"),
        CallRequest(method="GET", path="/x", query=[("insz", "85073003328")]),
        CallRequest(method="GET", path="/x", query=[("85073003328", "")]),
        CallRequest(method="GET", path="/x", headers=[("X-Insz", "85 07 30 033 28")]),
    ],
)
def test_a_real_number_is_found_in_whatever_way_it_is_written(call: CallRequest) -> None:
    assert places_of_real_numbers(call)


@pytest.mark.parametrize(
    "call",
    [
        _json(b'{"a": "85.67.30-033.28", "b": 85673003328}'),
        _json(b'{"a": 12345, "b": "9000 Gent", "c": 1.5e3}'),
        CallRequest(method="GET", path="/x/2026-11-22", query=[("q", "0123 45 67 89")]),
    ],
)
def test_other_numbers_are_let_through(call: CallRequest) -> None:
    assert places_of_real_numbers(call) == []
