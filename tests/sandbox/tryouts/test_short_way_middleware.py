"""What the short way adds to an answer is what the middleware adds by the long way: headers, language, a line in the
log; and it knows the same hosts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils.translation import gettext

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.test_short_way import LONG, PLAIN, Sent, Ways, ways_to
from vlavirgem.settings.logs import WhereFilter
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_tenants.directory.models import Tenant

_BY_MEMORY = "vlavirgem_sandbox.tryouts.serving.short_way.answer_from_memory"


@pytest.fixture
def ways(agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]) -> Iterator[Ways]:
    yield from ways_to(demo_contract("energieadvies.yaml"), agency, aalst, client_for)


def _stated(value: str) -> dict[str, Any]:
    return {"schema": {"type": "string"}, "example": value}


@pytest.fixture
def headed(agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]) -> Iterator[Ways]:
    """Of a contract that says of headers what we say of them too, in other letters."""
    headers = {
        "cache-control": "max-age=60",
        "x-frame-options": "SAMEORIGIN",
        "vary": "Accept",
        "X-Naam": "\u2713 klaar",
    }
    answer = {"description": "Goed.", "headers": {name: _stated(value) for name, value in headers.items()}}
    paths = {"/maatregelen": {"get": {"responses": {"200": answer}}}}
    contract = {"openapi": "3.1.0", "info": {"title": "Koppen", "version": "1"}, "paths": paths}
    yield from ways_to(
        ContractFile(data=json.dumps(contract).encode(), filename="koppen.json"), agency, aalst, client_for
    )


def test_a_header_of_the_contract_is_sent_once_and_as_by_the_long_way(headed: Ways) -> None:
    headers = headed.same_by_both(Sent(path="/maatregelen"))

    told = {name.lower(): value for name, value in headers.items()}
    assert (told["cache-control"], told["x-frame-options"]) == ("no-store", "SAMEORIGIN")


def test_a_host_in_capitals_is_the_same_host_and_one_that_cannot_be_is_none(ways: Ways) -> None:
    sent, host = Sent(path="/maatregelen"), ways.tenant.host
    ways.program.defaults["HTTP_HOST"] = host.upper()

    assert ways.long(sent).status_code == 200
    assert ways.short(sent, host=host.upper())[0] == "200 OK"
    assert ways.short(sent, host=f"{host}:8000")[0] == "200 OK"
    assert [ways.short(sent, host=wrong)[0] for wrong in (f"{host}:x", "evil.example")] == [LONG, LONG]


def test_it_has_a_line_in_the_log_of_the_server_with_the_id_of_the_answer(
    ways: Ways, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WhereFilter())
    with caplog.at_level("INFO", "vlavirgem.requests"):
        headers = ways.short(Sent(path="/maatregelen"))[1]

    [line] = caplog.records
    assert line.getMessage().startswith(f"GET {ways.tryout.base_path}/maatregelen 200 ")
    assert (line.__dict__["request_id"], line.__dict__["tenant"]) == (headers["X-Request-Id"], ways.tenant.slug)


def test_our_own_words_are_in_the_language_of_the_call_and_not_of_the_one_before(ways: Ways) -> None:
    told: list[str] = []

    def answering(*_given: Any) -> None:
        told.append(gettext("This key is revoked"))

    with patch(_BY_MEMORY, answering):
        for language in ("en", "nl", "en"):
            ways.short(Sent(path="/maatregelen", headers={"Accept-Language": language}))

    assert told[0] == told[2] == "This key is revoked"
    assert told[1] != told[0]


def test_what_fails_goes_the_long_way_whole_and_the_operator_is_told(
    ways: Ways, caplog: pytest.LogCaptureFixture
) -> None:
    sent = PLAIN["a body"]

    with patch(_BY_MEMORY, side_effect=ZeroDivisionError):
        failed = ways.short(sent)

    assert failed == (LONG, {}, sent.body)
    assert "could not be answered from memory" in caplog.text
    assert ways.short(sent)[0] == "200 OK"
