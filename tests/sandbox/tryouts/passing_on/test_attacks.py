"""What somebody could try with calls that are passed on: to reach other servers, to read the credential, to get around
the publisher. Each refusal stands beside the call that is let through."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.sandbox.real_service import SECRET, Said
from tests.sandbox.tryouts.passing_on.conftest import Passed
from vlavirgem_sandbox.contracts.model import CallRequest, Operation
from vlavirgem_sandbox.endpoints.models import Endpoint, Opening
from vlavirgem_sandbox.endpoints.services_opening import OpeningPlan, close_opening, open_endpoint
from vlavirgem_sandbox.tryouts.models import Call, PassingOn
from vlavirgem_sandbox.tryouts.serving.passed_calls import outgoing
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing import sending
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

REAL_NUMBER = "85073003328"


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition("#")[2]


def rows_of(tenant: Tenant) -> str:
    """Everything that the municipality's log and switches hold."""
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM tryouts_call c")
        calls = cursor.fetchall()
        cursor.execute("SELECT row_to_json(p)::text FROM tryouts_passingon p")
        return str(calls + cursor.fetchall())


@pytest.mark.parametrize(
    "path",
    [
        "/jaren/..",
        "/jaren/.",
        "/jaren/%2e%2e",
        "/jaren/%252e%252e",
        "/jaren/%25252e%25252e",
        "/jaren/..%2F..%2Fadmin",
        "/jaren/..%5Cadmin",
        "/jaren/..;a",
        "/jaren/%2e%2e%00",
    ],
)
def test_no_path_leads_out_of_the_endpoint(prepared: Passed, path: str) -> None:
    operation = Operation(key="GET /jaren/{jaar}", operation_id="", method="GET", path="/jaren/{jaar}", summary="")
    told: dict[str, Any] = {"call_id": prepared.opening.pk, "organisation": "", "by_path": True}
    with pytest.raises(CallProblem) as refused:
        outgoing(CallRequest(method="GET", path=path), operation, **told)
    assert refused.value.code == "acceptance-unfit-call"

    for right in ("/jaren/2026", "/jaren/a.b", "/jaren/..a", "/jaren/%C3%A9%20n", "/jaren/50%25"):
        assert outgoing(CallRequest(method="GET", path=right), operation, **told).target == right

    prepared.switch_on()
    assert prepared.call(path).status_code >= 400
    assert prepared.service.heard == []


def test_an_endpoint_that_the_operator_does_not_allow_any_more_is_not_called(passed: Passed, settings: Any) -> None:
    assert passed.call().status_code == 200
    settings.OUTGOING_INSIDE_HOSTS = ""

    answer = passed.call()

    assert (answer.status_code, code_of(answer)) == (502, "acceptance-not-allowed")
    assert len(passed.service.heard) == 1


def test_a_host_that_comes_to_lead_inside_is_not_called(
    passed: Passed, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_given: object, **_more: object) -> socket.socket:
        raise AssertionError

    publisher = passed.opening.owner
    settings.OUTGOING_HOSTS = "acceptatie.voorbeeld.be"
    with tenant_scope(publisher):
        endpoint = Endpoint.objects.get(pk=passed.opening.endpoint_id)
        endpoint.base_url = "https://acceptatie.voorbeeld.be/v1"
        endpoint.keep_secret(SECRET)
        endpoint.save()
    monkeypatch.setattr(socket, "create_connection", never)
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_more: inside)

    answer = passed.call()

    assert (answer.status_code, answer.json()["trouble"]) == (502, "forbidden-address")
    assert "169.254" not in answer.content.decode() + rows_of(passed.tenant)


def test_a_redirect_is_neither_followed_nor_handed_on_to_another_host(passed: Passed) -> None:
    passed.service.says = Said(status=302, headers={"Location": "http://169.254.169.254/latest/"}, body=b"")
    elsewhere = passed.call()
    passed.service.says = Said(status=302, headers={"Location": "/manage/people/"}, body=b"")
    to_a_page_of_ours = passed.call()
    passed.service.says = Said(status=302, headers={"Location": f"{passed.service.url}/jaren/1"}, body=b"")
    within = passed.call()

    assert [code_of(each) for each in (elsewhere, to_a_page_of_ours)] == ["acceptance-unfit-answer"] * 2
    assert (within.status_code, within["Location"]) == (
        302,
        f"{passed.tenant.address}{passed.tryout.base_path}/jaren/1",
    )
    assert len(passed.service.heard) == 3


@pytest.mark.parametrize(
    "echo",
    [
        Said(body=json.dumps({"jaar": SECRET}).encode()),
        Said(status=500, headers={"Content-Type": "text/plain"}, body=f"Fout met {SECRET}!".encode()),
        Said(headers={"Content-Type": "application/json", "ETag": f'"{SECRET}"'}),
        Said(headers={"Content-Type": f"text/{SECRET}"}),
    ],
)
def test_a_credential_that_is_said_back_is_in_no_answer_log_or_page(
    passed: Passed, client_for: Callable[..., Client], echo: Said
) -> None:
    passed.service.says = echo

    answer = passed.call()

    assert passed.service.heard[0].headers["x-sleutel"] == SECRET
    address = f"/tryouts/{passed.tryout.public_id}/calls/{answer['VlaVirGem-Call']}/"
    page = client_for(passed.tenant, Role.DEVELOPER).get(address)
    assert page.status_code == 200
    for told in (answer.content.decode(), str(answer.headers), rows_of(passed.tenant), page.content.decode()):
        assert SECRET not in told


def test_an_answer_with_the_number_of_a_real_person_does_not_come_in(passed: Passed) -> None:
    passed.service.says = Said(body=json.dumps({"jaar": 1, "insz": REAL_NUMBER}).encode())
    refused = passed.call()
    passed.service.says = Said(body=json.dumps({"jaar": 1, "insz": "85673003334"}).encode())
    allowed = passed.call()

    assert (refused.status_code, code_of(refused)) == (502, "acceptance-unfit-answer")
    assert "/body/insz" in refused.json()["detail"]
    assert REAL_NUMBER not in refused.content.decode() + rows_of(passed.tenant)
    assert allowed.status_code == 200


def test_headers_that_a_browser_or_a_server_would_obey_here_do_not_come_through(passed: Passed) -> None:
    kept = {"Content-Type": "application/json", "ETag": '"1"', "X-Correlation-Id": "abc"}
    obeyed = {
        "Set-Cookie": "sessionid=1; Domain=vvg.localhost",
        "Strict-Transport-Security": "max-age=0",
        "Content-Security-Policy": "default-src *",
        "Access-Control-Allow-Origin": "*",
        "X-Accel-Redirect": "/etc/passwd",
        "Clear-Site-Data": '"*"',
        "VlaVirGem-Answered-By": "ons",
    }
    passed.service.says = Said(headers=kept | obeyed)

    answer = passed.call()

    assert (answer["ETag"], answer["X-Correlation-Id"]) == ('"1"', "abc")
    assert answer.cookies == {}
    assert not {"Access-Control-Allow-Origin", "X-Accel-Redirect", "Clear-Site-Data"} & set(answer.headers)
    assert answer.headers.get("Strict-Transport-Security") != "max-age=0"
    assert "*" not in answer["Content-Security-Policy"]
    assert answer["VlaVirGem-Answered-By"] == "acceptance"


@pytest.mark.parametrize(
    "said",
    [
        Said(headers={"Content-Encoding": "gzip", "Content-Type": "application/json"}, body=b"\x1f\x8b"),
        Said(status=600),
    ],
)
def test_what_cannot_be_checked_is_not_handed_on(passed: Passed, said: Said) -> None:
    passed.service.says = said

    assert code_of(passed.call()) == "acceptance-unfit-answer"


def test_an_answer_that_is_too_large_and_a_server_that_is_gone_are_told(
    passed: Passed, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(sending, "MOST_BYTES", 100)
    passed.service.says = Said(body=b"x" * 200)
    large = passed.call()
    passed.service.says = Said(body=b'{"jaar": 1}' + b" " * 80)
    assert passed.call().status_code == 200

    def refused(*_given: object, **_more: object) -> socket.socket:
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refused)
    gone = passed.call()

    told = [(each.status_code, code_of(each), each.json()["trouble"]) for each in (large, gone)]
    assert told == [
        (502, "acceptance-no-answer", "answer-too-large"),
        (502, "acceptance-no-answer", "no-connection"),
    ]
    assert [each.reason for each in passed.logged()] == ["acceptance-no-answer", "", "acceptance-no-answer"]


def test_a_server_that_is_too_slow_is_a_504(passed: Passed, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_given: object, **_more: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", late)

    answer = passed.call()

    assert (answer.status_code, answer.json()["trouble"]) == (504, "too-slow")


def test_what_the_publisher_closes_answers_nothing_from_the_next_call_on(agency: Tenant, passed: Passed) -> None:
    assert passed.call().status_code == 200
    with tenant_scope(agency):
        close_opening(actor=Actor.system(agency), opening=passed.opening)

    answer = passed.call()

    assert (answer.status_code, code_of(answer), len(passed.service.heard)) == (503, "acceptance-closed", 1)


def test_who_is_not_named_any_more_is_not_let_through(agency: Tenant, brugge: Tenant, passed: Passed) -> None:
    def name(*tenants: Tenant) -> None:
        with tenant_scope(agency):
            endpoint = Endpoint.objects.select_related("service__owner").get()
            version = endpoint.service.versions.select_related("service__owner").get()
            plan = OpeningPlan(visibility=Visibility.PARTNERS, organisations=tenants)
            open_endpoint(actor=Actor.system(agency), endpoint=endpoint, version=version, plan=plan)

    name(brugge)
    assert code_of(passed.call()) == "acceptance-closed"
    name(brugge, passed.tenant)
    assert passed.call().status_code == 200


def test_an_opening_that_is_forged_into_the_own_rows_leads_nowhere(
    agency: Tenant, brugge: Tenant, passed: Passed
) -> None:
    with tenant_scope(agency):
        endpoint = Endpoint.objects.select_related("service__owner").get()
        version = endpoint.service.versions.select_related("service__owner").get()
        plan = OpeningPlan(visibility=Visibility.PARTNERS, organisations=[brugge])
        open_endpoint(actor=Actor.system(agency), endpoint=endpoint, version=version, plan=plan)
    with tenant_scope(passed.tenant):
        forged = Opening.objects.create(
            owner=passed.tenant,
            endpoint_id=endpoint.pk,
            version_id=version.pk,
            name="Vals",
            host="vals",
            calls_a_day=1,
            opened_by="Kwaad",
        )
        PassingOn.objects.update(opening_id=forged.pk)

    answer = passed.call()

    assert (answer.status_code, code_of(answer), passed.service.heard) == (503, "acceptance-closed", [])


def test_a_municipality_neither_changes_an_opening_nor_sees_the_endpoint(passed: Passed) -> None:
    with tenant_scope(passed.tenant):
        assert Opening.objects.update(host="kwaad.be", calls_a_day=99) == 0
        assert Endpoint.objects.count() == 0
        assert Opening.objects.get().host == passed.opening.host


def test_a_call_that_was_passed_on_already_is_not_passed_on_again(passed: Passed) -> None:
    assert passed.call().status_code == 200

    answer = passed.call(headers={"Via": "1.1 vlavirgem"})

    assert (answer.status_code, code_of(answer), len(passed.service.heard)) == (508, "acceptance-loop", 1)


def test_a_call_that_may_change_something_is_not_sent_where_the_publisher_allows_none(
    agency: Tenant, passed: Passed
) -> None:
    passed.service.says = Said(status=201, headers={}, body=b"")
    assert passed.call("/jaren", "POST").status_code == 201
    with tenant_scope(agency):
        Endpoint.objects.update(writes_allowed=False)

    answer = passed.call("/jaren", "POST")

    assert (answer.status_code, code_of(answer), len(passed.service.heard)) == (403, "acceptance-reads-only", 1)


def test_the_calls_of_a_day_are_used_up(agency: Tenant, passed: Passed) -> None:
    with tenant_scope(agency):
        Opening.objects.update(calls_a_day=1)
    assert passed.call().status_code == 200

    answer = passed.call()

    assert (answer.status_code, code_of(answer), len(passed.service.heard)) == (429, "acceptance-used-up", 1)
    assert int(answer["Retry-After"]) > 0
    with tenant_scope(passed.tenant):
        assert Call.objects.filter(reason="acceptance-used-up").count() == 1
