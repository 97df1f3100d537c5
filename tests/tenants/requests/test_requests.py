"""The way of a request: unknown hosts, refusals in each form, and a database that goes away in the middle."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from vlavirgem.refusal import Refusal
from vlavirgem.settings.logs import JsonFormatter, WhereFilter, request_id, tenant_slug
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.requests.database_problems import DATABASE_CODES, database_refusal, log_database_problem
from vlavirgem_tenants.requests.middleware import TenantScopeMiddleware
from vlavirgem_tenants.requests.refusals import refusal_response
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


def rename_and_refuse(_request: HttpRequest) -> HttpResponse:
    User.objects.update(last_name="gewijzigd")
    raise Refusal("Dat kan niet.", remedy="Doe iets anders.", code="no", place="/naam")


def rename_and_lose_the_database(_request: HttpRequest) -> HttpResponse:
    User.objects.update(last_name="gewijzigd")
    connection.connection.pgconn.finish()
    User.objects.count()
    return HttpResponse("never")


def wait_too_long(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(5)")
    return HttpResponse("never")


def stream(_request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(f"{user.username}\n" for user in User.objects.iterator())


def fail(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("answer-507/", lambda _request: HttpResponse(status=507)),
    path("fault/", fail),
    path("refuse/", rename_and_refuse),
    path("lose/", rename_and_lose_the_database),
    path("stream/", stream),
    path("wait/", wait_too_long),
    path("health/", lambda _request: HttpResponse("ok"), name="health"),
    path("", lambda _request: HttpResponse("start"), name="start"),
]
handler500 = "django.views.defaults.server_error"


@pytest.fixture
def own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def test_a_host_that_no_organisation_has_gets_a_clear_page(aalst: Tenant) -> None:
    found = Client(HTTP_HOST="aalst.vvg.localhost").get("/health/")
    lost = Client(HTTP_HOST="nergens.vvg.localhost").get("/health/")
    assert (found.status_code, lost.status_code) == (200, 404)
    assert "nergens.vvg.localhost" in lost.content.decode()


@pytest.mark.usefixtures("own_addresses")
def test_a_refusal_undoes_the_view_and_reaches_a_program_as_problem_details(
    aalst: Tenant, client_for: ClientFor
) -> None:
    answer = client_for(aalst).get("/refuse/", headers={"accept": "application/json"})
    problem = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert (problem["title"], problem["detail"], problem["pointer"]) == ("Dat kan niet.", "Doe iets anders.", "/naam")
    assert problem["request"] == answer["X-Request-Id"]
    with tenant_scope(aalst):
        assert not User.objects.filter(last_name="gewijzigd").exists()


def test_a_refusal_is_a_page_for_people_and_a_toast_for_htmx(aalst: Tenant) -> None:
    refusal = Refusal("Dat kan niet.", remedy="Doe iets anders.")
    page = refusal_response(RequestFactory().get("/", headers={"accept": "text/html"}), refusal)
    toast = refusal_response(RequestFactory().get("/", headers={"hx-request": "true"}), refusal)
    for shown in (page, toast):
        assert shown.status_code == 409
        assert "Doe iets anders." in shown.content.decode()
    assert toast["HX-Retarget"] == "#toasts"


@pytest.mark.usefixtures("own_addresses")
def test_a_database_that_goes_away_is_said_and_nothing_is_half_done(own_database: str) -> None:
    client = Client(HTTP_HOST="aalst.vvg.localhost", raise_request_exception=False)
    lost = client.get("/lose/")
    assert lost.status_code == 503
    connection.close()
    assert client.get("/health/").status_code == 200
    with tenant_scope(find_tenant("aalst")):
        assert not User.objects.filter(last_name="gewijzigd").exists()


@pytest.mark.usefixtures("own_addresses")
def test_a_database_that_is_busy_says_so_and_when_to_try_again(aalst: Tenant, client_for: ClientFor) -> None:
    program = client_for(aalst).get("/wait/", headers={"accept": "application/json"})
    page = client_for(aalst).get("/wait/", headers={"accept": "text/html", "accept-language": "nl"})
    assert (program.status_code, page.status_code) == (503, 503)
    assert (program.json()["type"], program["Retry-After"]) == ("/developers/problems/#database-busy", "5")
    assert page["Retry-After"] == "5"
    assert "te druk" in page.content.decode()


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (psycopg.errors.LockNotAvailable, "database-busy"),
        (psycopg.errors.DeadlockDetected, "database-busy"),
        (psycopg.errors.QueryCanceled, "database-busy"),
        (psycopg.errors.DiskFull, "database-full"),
        (psycopg.errors.AdminShutdown, "database-unreachable"),
        (psycopg.errors.ConnectionFailure, "database-unreachable"),
        (psycopg.OperationalError, "database-unreachable"),
    ],
)
def test_what_the_database_says_decides_what_is_told(cause: type[Exception], code: str) -> None:
    assert database_refusal(cause("as psycopg raises it")).code == code
    wrapped = OperationalError("as Django raises it")
    wrapped.__cause__ = cause()
    assert database_refusal(wrapped).code == code
    assert code in DATABASE_CODES


@pytest.mark.parametrize(
    ("cause", "level", "said"),
    [
        (psycopg.errors.LockNotAvailable, logging.WARNING, "waited too long"),
        (psycopg.errors.DiskFull, logging.ERROR, "make the volume larger"),
        (psycopg.errors.AdminShutdown, logging.ERROR, "cannot be reached"),
    ],
)
def test_the_operator_is_told_what_to_do_and_a_trace_only_of_what_is_not_known(
    cause: type[Exception], level: int, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    log_database_problem(cause("in short\nDETAIL: what a row holds"))
    [record] = caplog.records
    assert (record.levelno, said in record.getMessage()) == (level, True)
    assert "what a row holds" not in record.getMessage()
    assert (record.exc_info is not None) is (cause is psycopg.errors.AdminShutdown)


def test_an_address_that_asks_for_what_no_text_holds_is_refused_and_says_why(
    aalst: Tenant, client_for: ClientFor
) -> None:
    member = client_for(aalst, Role.READER)
    assert member.get("/data/offers/?q=een").status_code == 200
    # A page that looks for nothing has no trouble with it
    assert member.get("/developers/schema.graphql?q=%00").status_code == 200

    answer = member.get("/data/offers/?q=%00", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (400, "nul-in-address")


@pytest.mark.usefixtures("own_addresses")
def test_an_answer_that_was_meant_is_no_error_in_the_log_and_a_fault_is(
    aalst: Tenant, client_for: ClientFor, caplog: pytest.LogCaptureFixture
) -> None:
    meant = client_for(aalst).get("/answer-507/")
    client = client_for(aalst)
    client.raise_request_exception = False
    fault = client.get("/fault/")
    assert (meant.status_code, fault.status_code) == (507, 500)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "Internal Server Error: /fault/"
    ]


@pytest.mark.usefixtures("own_addresses")
def test_a_streamed_body_is_read_as_the_tenant(own_database: str) -> None:
    body = Client(HTTP_HOST="aalst.vvg.localhost").get("/stream/").getvalue().decode()
    assert "buyer@aalst.example" in body


def test_the_database_is_gone_before_the_request(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_host: str) -> Tenant:
        raise OperationalError("the server is gone")

    monkeypatch.setattr("vlavirgem_tenants.requests.middleware.tenant_of_host", gone)
    middleware = TenantScopeMiddleware(lambda _request: HttpResponse("never"))
    request = RequestFactory().get("/", headers={"host": "aalst.vvg.localhost", "accept": "application/json"})
    assert middleware(request).status_code == 503


def test_each_log_line_has_the_request_and_the_tenant() -> None:
    request_id.set("abc123")
    tenant_slug.set("aalst")
    line = logging.LogRecord("vlavirgem.test", logging.INFO, __file__, 1, "%s calls", (3,), None)
    WhereFilter().filter(line)
    logged = json.loads(JsonFormatter().format(line))
    assert (logged["request"], logged["tenant"], logged["message"]) == ("abc123", "aalst", "3 calls")
