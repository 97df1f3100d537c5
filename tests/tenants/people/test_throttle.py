"""Guessing passwords: an account is closed to one address for a while, and an administrator can open it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from typer.testing import Result

from tests.conftest import PASSWORD
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.throttle import client_address, lift_lock, locks
from vlavirgem_tenants.scope import tenant_scope

ActorOf = Callable[..., Actor]
ClientFor = Callable[..., Client]
BUYER, NOBODY = "buyer@aalst.example", "niemand@aalst.example"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def attempt(client: Client, email: str, password: str = PASSWORD, address: str = HERE) -> HttpResponse:
    return client.post("/sign-in/", {"username": email, "password": password}, REMOTE_ADDR=address)  # type: ignore[return-value]


@pytest.fixture
def guessed(aalst: Tenant, client_for: ClientFor, settings: Any) -> list[int]:
    """The answers to as many wrong passwords as it takes, each from another browser."""
    tries = range(settings.AXES_FAILURE_LIMIT)
    return [attempt(client_for(aalst, HTTP_USER_AGENT=f"b{n}"), BUYER, "fout").status_code for n in tries]


def test_the_last_wrong_password_closes_the_account_to_the_right_one_too(
    aalst: Tenant, client_for: ClientFor, guessed: list[int]
) -> None:
    assert guessed == [422, 422, 422, 422, 429]
    refused = attempt(client_for(aalst), BUYER)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    assert "sessionid" not in refused.cookies


@pytest.mark.usefixtures("guessed")
def test_other_addresses_accounts_and_organisations_are_not_closed(
    aalst: Tenant, brugge: Tenant, client_for: ClientFor
) -> None:
    assert attempt(client_for(aalst), BUYER, address=ELSEWHERE).status_code == 302
    assert attempt(client_for(aalst), "editor@aalst.example").status_code == 302
    assert attempt(client_for(brugge), "buyer@brugge.example").status_code == 302
    with tenant_scope(brugge):
        assert not AccessAttempt.objects.exists()


@pytest.mark.usefixtures("guessed")
def test_trying_on_does_not_make_it_longer_and_afterwards_one_is_let_in(
    aalst: Tenant, client_for: ClientFor, settings: Any
) -> None:
    with tenant_scope(aalst):
        before = locks([BUYER], address=HERE)
    attempt(client_for(aalst), BUYER, "fout")
    with tenant_scope(aalst):
        assert locks([BUYER], address=HERE) == before
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
        assert locks([BUYER]) == {}
    assert attempt(client_for(aalst), BUYER).status_code == 302


def test_a_right_password_in_time_starts_the_count_again(aalst: Tenant, client_for: ClientFor) -> None:
    for _round in range(3):
        assert [attempt(client_for(aalst), BUYER, "fout").status_code for _ in range(4)] == [422] * 4
        assert attempt(client_for(aalst), BUYER.upper()).status_code == 302


def test_the_page_says_when_and_not_whether_there_is_such_an_account(
    aalst: Tenant, client_for: ClientFor, guessed: list[int], settings: Any
) -> None:
    for _try in range(settings.AXES_FAILURE_LIMIT):
        last = attempt(client_for(aalst), NOBODY, "fout")
    known = attempt(client_for(aalst), BUYER).content.decode()
    unknown = last.content.decode()
    assert "Te veel foute wachtwoorden" in known
    assert _without_secrets(known, BUYER) == _without_secrets(unknown, NOBODY)
    with tenant_scope(aalst):
        assert set(locks([BUYER, NOBODY])) == {BUYER, NOBODY}


@pytest.mark.usefixtures("guessed")
def test_the_members_history_tells_of_the_lock_once_and_of_who_lifted_it(aalst: Tenant, client_for: ClientFor) -> None:
    attempt(client_for(aalst), BUYER)
    with tenant_scope(aalst):
        user = User.objects.get(username=BUYER)
        line = History.objects.get(subject_id=user.person_id, verb="locked out")
        assert line.detail == {"address": HERE, "minutes": 15}
    administrator = client_for(aalst, Role.ADMINISTRATOR)
    assert "Nu toelaten" in administrator.get("/manage/").content.decode()
    assert administrator.post(f"/manage/{user.pk}/let-in/").status_code == 302
    assert "Nu toelaten" not in administrator.get("/manage/").content.decode()
    assert attempt(client_for(aalst), BUYER).status_code == 302
    with tenant_scope(aalst):
        assert History.objects.get(subject_id=user.person_id, verb="let in again").actor_name.startswith("Beheerder")


@pytest.mark.usefixtures("guessed")
def test_only_an_administrator_lifts_a_lock(aalst: Tenant, actor_of: ActorOf, client_for: ClientFor) -> None:
    with tenant_scope(aalst), pytest.raises(Refusal) as refusal:
        lift_lock(actor=actor_of(aalst, Role.BUYER), username=BUYER)
    assert refusal.value.status == 403
    assert "Nu toelaten" not in client_for(aalst, Role.READER).get("/manage/").content.decode()
    with tenant_scope(aalst):
        assert lift_lock(actor=actor_of(aalst, Role.ADMINISTRATOR), username=f" {BUYER.upper()}") > 0


@pytest.mark.usefixtures("guessed", "in_english")
def test_an_operator_lifts_a_lock_from_the_command_line(
    aalst: Tenant, client_for: ClientFor, command: Callable[..., Result]
) -> None:
    from vlavirgem.cli import tenant

    assert "can try again" in command(tenant.app, "unlock", "aalst", BUYER).stdout
    assert "was not locked" in command(tenant.app, "unlock", "aalst", BUYER).stdout
    assert attempt(client_for(aalst), BUYER).status_code == 302


@pytest.mark.parametrize("name", ["x" * 400 + "@aalst.example", "nul\0@aalst.example", ""])
def test_a_strange_name_is_only_wrong(aalst: Tenant, client_for: ClientFor, name: str) -> None:
    assert attempt(client_for(aalst), name, "fout").status_code == 422


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", HERE),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", HERE),
        (1, "geen adres", None),
    ],
)
def test_only_our_own_proxies_are_believed_about_who_calls(
    settings: Any, proxies: int, forwarded: str, expected: str | None
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR=HERE, headers={"x-forwarded-for": forwarded})
    assert client_address(request) == expected


def _without_secrets(page: str, name: str) -> str:
    """The page without what differs between any two: the token, the name typed, the minute."""
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|\d\d:\d\d|nonce="[^"]+"', "", page)
    return page.replace(name, "")
