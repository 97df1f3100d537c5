"""The inbox on its pages: what arrived, one message, having one sent, planning one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.sandbox.tryouts.conftest import sent
from tests.sandbox.tryouts.test_inbox import ADDED, CHANGED
from vlavirgem_sandbox.tryouts.models import MessagePlan, ReceivedMessage, TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

QUERY_CEILING = 24


@pytest.fixture
def page(addresses: TryOut) -> str:
    return f"/tryouts/{addresses.public_id}/inbox/"


@pytest.fixture
def developer(client_for: Callable[..., Client], aalst: Tenant) -> Client:
    return client_for(aalst, Role.DEVELOPER)


def names(response: Any) -> list[str]:
    return [message.name for message in response.context["page"]]


def test_the_inbox_lists_what_arrived_the_latest_first_and_asks_no_more_for_more(
    developer: Client, page: str, addresses: TryOut, aalst: Tenant
) -> None:
    sent(aalst, addresses, ADDED, CHANGED)
    developer.get(page)
    with CaptureQueriesContext(connection) as few:
        first = developer.get(page)
    sent(aalst, addresses, *[ADDED] * 8)
    with CaptureQueriesContext(connection) as many:
        developer.get(page)

    assert names(first) == ["adresGewijzigd", "adresToegevoegd"]
    assert len(many) <= len(few) <= QUERY_CEILING


def test_the_inbox_is_searched_by_words_and_narrowed_by_message(
    developer: Client, page: str, addresses: TryOut, aalst: Tenant
) -> None:
    sent(aalst, addresses, ADDED, CHANGED)

    assert names(developer.get(page, {"message": ADDED})) == ["adresToegevoegd"]
    assert names(developer.get(page, {"q": "gewijzigd 12025"})) == ["adresGewijzigd"]
    assert names(developer.get(page, {"q": "niets hiervan"})) == []


def test_looking_again_brings_nothing_until_something_arrived(
    developer: Client, page: str, addresses: TryOut, aalst: Tenant
) -> None:
    [message] = sent(aalst, addresses, ADDED)
    again = {"seen": message.mark}

    before = developer.get(page, again, HTTP_HX_REQUEST="true")
    sent(aalst, addresses, CHANGED)
    after = developer.get(page, again, HTTP_HX_REQUEST="true")

    assert (before.status_code, after.status_code) == (204, 200)
    assert names(after) == ["adresGewijzigd", "adresToegevoegd"]


def test_the_page_of_a_message_shows_where_it_would_have_gone_and_why(
    developer: Client, page: str, addresses: TryOut, aalst: Tenant, calling: Callable[[TryOut], Client]
) -> None:
    told = {"addressId": "ADR-000777", "reason": "wrong-number"}
    calling(addresses).post(f"{addresses.base_path}/adressen/meldingen", json.dumps(told), "application/json")
    with tenant_scope(aalst):
        message = ReceivedMessage.objects.get()

    shown = developer.get(f"{page}{message.pk}/").content.decode()

    assert "adressen/meldingen/antwoorden" in shown.replace("<wbr>", "")
    assert "ADR-000777" in shown
    assert f"/tryouts/{addresses.public_id}/calls/{message.call_id}/" in shown


def test_a_developer_has_one_sent_and_a_reader_may_not(
    developer: Client, page: str, client_for: Callable[..., Client], aalst: Tenant
) -> None:
    refused = client_for(aalst, Role.READER).post(f"{page}send/", {"message": ADDED})
    done = developer.post(f"{page}send/", {"message": ADDED})

    assert refused.status_code == 403
    with tenant_scope(aalst):
        assert done["Location"] == ReceivedMessage.objects.get().get_absolute_url()


def test_a_message_is_planned_and_stopped_by_who_manages(
    developer: Client, page: str, client_for: Callable[..., Client], aalst: Tenant
) -> None:
    asked = {"message": ADDED, "when": "schedule", "every_minutes": "60"}
    reader = client_for(aalst, Role.READER)
    refused = reader.post(f"{page}plan/", asked)
    done = developer.post(f"{page}plan/", asked)
    with tenant_scope(aalst):
        plan = MessagePlan.objects.get()
    goes_on = reader.post(f"{page}plans/{plan.pk}/stop/")
    stopped = developer.post(f"{page}plans/{plan.pk}/stop/")

    assert (refused.status_code, done.status_code) == (403, 302)
    assert (goes_on.status_code, stopped.status_code) == (403, 302)
    assert plan.every_minutes == 60
    with tenant_scope(aalst):
        assert not MessagePlan.objects.exists()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"message": ADDED, "when": "calls"}, "operation"),
        ({"message": ADDED, "when": "schedule"}, "every_minutes"),
        ({"message": ADDED, "when": "schedule", "every_minutes": "0"}, "every_minutes"),
        ({"message": "nothing", "when": "schedule", "every_minutes": "5"}, "message"),
    ],
)
def test_a_plan_that_is_not_filled_in_is_shown_again_with_what_is_missing(
    asked: dict[str, str], field: str, developer: Client, page: str, aalst: Tenant
) -> None:
    answer = developer.post(f"{page}plan/", asked)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    with tenant_scope(aalst):
        assert not MessagePlan.objects.exists()


def test_a_try_out_of_a_service_that_sends_nothing_has_no_inbox_tab(developer: Client, tryout: TryOut) -> None:
    assert "/inbox/" not in developer.get(f"/tryouts/{tryout.public_id}/").content.decode()


def test_the_contract_of_an_asyncapi_try_out_is_shown_as_text_and_offered(developer: Client, addresses: TryOut) -> None:
    page = developer.get(f"/tryouts/{addresses.public_id}/contract/").content.decode()
    file = developer.get(f"/tryouts/{addresses.public_id}/contract/file", {"download": ""})

    assert "asyncapi" in page
    assert "swagger" not in page
    assert file.json()["asyncapi"] == "3.0.0"
