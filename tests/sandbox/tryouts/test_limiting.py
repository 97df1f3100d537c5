"""What narrows a try-out: calls a day, keys that may do less, and last days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.tryouts.test_serving import last_call, register
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import Call, StateDocument, TryOut, TryOutEvent, TryOutKey, Verb, Verdict
from vlavirgem_sandbox.tryouts.services import KeyScope, issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_limiting import EXTENDED_BY, extend_tryout, set_limits
from vlavirgem_sandbox.tryouts.serving.day_counts import calls_today
from vlavirgem_sandbox.tryouts.waiting import WAITING
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def limit(tryout: TryOut, aalst: Tenant) -> Callable[..., TryOut]:
    """Set the limits; what is left out is none."""

    def to(*, calls_a_day: int | None = None, last_day: date | None = None) -> TryOut:
        with tenant_scope(aalst):
            return set_limits(actor=Actor.system(aalst), tryout=tryout, calls_a_day=calls_a_day, last_day=last_day)

    return to


@pytest.fixture
def with_scope(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> Callable[..., Client]:
    """A program whose key may do so much."""

    def make(**scope: Any) -> Client:
        with tenant_scope(aalst):
            issued = issue_key(actor=Actor.system(aalst), tryout=tryout, label="x", scope=KeyScope(**scope))
        return client_for(aalst, HTTP_X_API_KEY=issued.secret.text)

    return make


def expire(tryout: TryOut, aalst: Tenant) -> date:
    """As if its last day was yesterday."""
    yesterday = TODAY() - DAY
    with tenant_scope(aalst):
        TryOut.objects.filter(pk=tryout.pk).update(last_day=yesterday)
        tryout.refresh_from_db()
    return yesterday


def listed(program: Client, tryout: TryOut) -> Any:
    return program.get(f"{tryout.base_path}/verenigingen")


# Calls a day


def test_the_calls_of_a_day_are_taken_and_no_more_until_tomorrow(
    program: Client, tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.localtime().replace(hour=12, minute=0, second=20, microsecond=0)
    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.views.timezone.now", lambda: at)
    limit(calls_a_day=3)

    answers = [listed(program, tryout) for _call in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 3
    assert answers[3]["Retry-After"] == str(12 * 3600 - 20)
    assert answers[3].json()["type"].endswith("#quota-used")
    assert "3" in answers[3].json()["detail"]
    with tenant_scope(aalst):
        assert calls_today(tryout, at) == 3
        assert tryout.turned_away.in_all(at - DAY, at + DAY) == 3

    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.views.timezone.now", lambda: at + DAY)
    assert listed(program, tryout).status_code == 200


def test_a_raised_number_holds_from_the_next_call_on(
    program: Client, tryout: TryOut, limit: Callable[..., TryOut]
) -> None:
    limit(calls_a_day=1)
    statuses = [listed(program, tryout).status_code for _call in range(2)]
    limit(calls_a_day=2)

    assert [*statuses, listed(program, tryout).status_code, listed(program, tryout).status_code] == [200, 429, 200, 429]


def test_calls_without_a_good_key_use_up_nothing(
    program: Client, tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut], client_for: Callable[..., Client]
) -> None:
    limit(calls_a_day=1)

    assert [listed(client_for(aalst), tryout).status_code for _call in range(2)] == [401, 401]
    assert listed(program, tryout).status_code == 200


def test_the_log_is_not_counted_at_every_call(
    program: Client, tryout: TryOut, django_assert_max_num_queries: Any
) -> None:
    listed(program, tryout)

    with django_assert_max_num_queries(20) as asked:
        listed(program, tryout)

    assert not any("COUNT(" in query["sql"].upper() for query in asked.captured_queries)


def test_the_console_counts_and_says_so_when_the_day_is_used_up(
    tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut], client_for: Callable[..., Client]
) -> None:
    limit(calls_a_day=1)
    person = client_for(aalst, Role.DEVELOPER)
    address = f"/tryouts/{tryout.public_id}/console/?operation=GET /verenigingen"

    person.post(address)
    page = person.post(address, headers={"HX-Request": "true"}).text

    assert '<strong class="tryout-status">429</strong>' in page
    assert "Deze proefopstelling neemt 1 oproep per dag." in page
    assert f'href="/tryouts/{tryout.public_id}/limits/"' in page
    assert "1 van 1" in person.get(f"/tryouts/{tryout.public_id}/").text


def test_an_organisation_sets_its_number_up_to_the_installations(
    tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut], settings: Any, client_for: Callable[..., Client]
) -> None:
    settings.TRYOUT_CALLS_A_DAY = 500
    with pytest.raises(Refusal, match="500"):
        limit(calls_a_day=501)
    assert limit(calls_a_day=500).most_calls_a_day == 500

    address = f"/tryouts/{tryout.public_id}/limits/"
    developer = client_for(aalst, Role.DEVELOPER)
    assert developer.post(address, {"calls_a_day": "501"}).status_code == 422
    assert developer.post(address, {"calls_a_day": "400", "last_day": "31/12/2099"}).status_code == 302
    assert client_for(aalst, Role.READER).post(address, {"calls_a_day": "300"}).status_code == 403
    with tenant_scope(aalst):
        tryout.refresh_from_db()
        told = TryOutEvent.objects.filter(verb=Verb.LIMITED)[0].detail
    assert (tryout.calls_a_day, tryout.last_day) == (400, date(2099, 12, 31))
    assert "400" in told
    assert "31/12/2099" in told


# Keys that may do less


def test_a_key_that_reads_reads_and_is_told_what_writing_takes(
    tryout: TryOut, aalst: Tenant, with_scope: Callable[..., Client]
) -> None:
    reader = with_scope(reads_only=True)

    assert listed(reader, tryout).status_code == 200
    assert reader.head(f"{tryout.base_path}/verenigingen").status_code == 200
    refused = register(reader, tryout)

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("#key-scope")
    assert refused.json()["needed"] == "write"
    assert 'error="insufficient_scope"' in refused["WWW-Authenticate"]
    call = last_call(aalst, tryout)
    assert (call.verdict, call.reason, call.operation) == (Verdict.REFUSED, "key-scope", "POST /verenigingen")
    with tenant_scope(aalst):
        assert not StateDocument.objects.exists()
    assert register(with_scope(), tryout).status_code == 201


def test_a_key_for_chosen_operations_opens_those_and_no_others(
    tryout: TryOut, with_scope: Callable[..., Client]
) -> None:
    registering = with_scope(operations=("POST /verenigingen",))

    assert register(registering, tryout).status_code == 201
    refused = listed(registering, tryout)

    assert refused.status_code == 403
    assert refused.json()["needed"] == "GET /verenigingen"


def test_a_key_opens_until_the_end_of_its_last_day(
    tryout: TryOut, aalst: Tenant, with_scope: Callable[..., Client]
) -> None:
    for_today = with_scope(last_day=TODAY())
    assert listed(for_today, tryout).status_code == 200

    with tenant_scope(aalst):
        TryOutKey.objects.filter(last_day=TODAY()).update(last_day=TODAY() - DAY)
    refused = listed(for_today, tryout)

    assert refused.status_code == 401
    assert refused.json()["type"].endswith("#key-expired")


def test_a_key_gets_no_last_day_that_is_over(with_scope: Callable[..., Client]) -> None:
    with pytest.raises(Refusal):
        with_scope(last_day=TODAY() - DAY)
    assert with_scope(last_day=TODAY())


def test_the_page_makes_a_narrow_key_and_shows_how_narrow_it_is(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)
    address = f"/tryouts/{tryout.public_id}/keys/"
    filled = {"label": "Leverancier", "access": "chosen", "last_day": "31/12/2099"}

    without = developer.post(address, filled)
    made = developer.post(address, {**filled, "operations": ["GET /verenigingen"]}, follow=True)

    assert without.status_code == 422
    with tenant_scope(aalst):
        key = TryOutKey.objects.get()
    assert (key.operations, key.reads_only, key.last_day) == (["GET /verenigingen"], False, date(2099, 12, 31))
    assert "31/12/2099" in made.text


@pytest.mark.parametrize("access", ["all", ""])
def test_chosen_operations_narrow_a_key_even_when_the_list_above_says_everything(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client], access: str
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)
    address, filled = f"/tryouts/{tryout.public_id}/keys/", {"label": "Leverancier", "access": access}

    developer.post(address, {**filled, "operations": ["GET /verenigingen"]})
    developer.post(address, filled)

    with tenant_scope(aalst):
        keys = TryOutKey.objects.order_by("created_at")
        assert [key.operations for key in keys] == [["GET /verenigingen"], []]


def test_a_key_that_only_reads_is_not_combined_with_chosen_operations(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)
    address, filled = f"/tryouts/{tryout.public_id}/keys/", {"label": "Leverancier", "access": "read"}

    both = developer.post(address, {**filled, "operations": ["POST /verenigingen"]})
    read = developer.post(address, filled)

    assert (both.status_code, read.status_code) == (422, 302)
    assert "operations" in both.context["form"].errors
    with tenant_scope(aalst):
        assert TryOutKey.objects.get().reads_only


def test_a_refusal_of_the_service_stands_beside_its_field_and_what_was_typed_is_kept(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer, base = client_for(aalst, Role.DEVELOPER), f"/tryouts/{tryout.public_id}"

    key = developer.post(f"{base}/keys/", {"label": "Leverancier", "last_day": "01/01/2020"})
    limits = developer.post(f"{base}/limits/", {"calls_a_day": "40", "last_day": "01/01/2020"})

    for page, typed in ((key, "Leverancier"), (limits, "40")):
        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["last_day"]
        assert f'value="{typed}"' in page.text
    with tenant_scope(aalst):
        assert not TryOutKey.objects.exists()
    assert developer.post(f"{base}/limits/", {"calls_a_day": "40", "last_day": "01/01/2099"}).status_code == 302


# The last day of a try-out


def test_after_its_last_day_calls_are_gone_and_what_it_remembers_is_not(
    program: Client, tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut]
) -> None:
    limit(last_day=TODAY())
    assert register(program, tryout).status_code == 201
    last_day = expire(tryout, aalst)

    refused = listed(program, tryout)

    assert refused.status_code == 410
    assert refused.json()["type"].endswith("#expired")
    assert last_day.strftime("%d/%m/%Y") in refused.json()["detail"]
    with tenant_scope(aalst):
        assert Call.objects.filter(reason="expired").count() == 1
        assert extend_tryout(actor=Actor.system(aalst), tryout=tryout) == TODAY() + EXTENDED_BY
        assert StateDocument.objects.count() == 1
    assert listed(program, tryout).status_code == 200


def test_extending_goes_on_from_a_last_day_that_is_still_to_come(
    tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut], actor_of: Callable[..., Actor]
) -> None:
    limit(last_day=TODAY() + 3 * DAY)
    reader, developer = actor_of(aalst, Role.READER), actor_of(aalst, Role.DEVELOPER)

    with tenant_scope(aalst):
        with pytest.raises(Refusal):
            extend_tryout(actor=reader, tryout=tryout)
        assert extend_tryout(actor=developer, tryout=tryout) == TODAY() + 3 * DAY + EXTENDED_BY


def test_extending_changes_the_last_day_only_and_goes_on_from_what_stands_now(
    tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut], settings: Any
) -> None:
    settings.TRYOUT_CALLS_A_DAY = 500
    limit(calls_a_day=400, last_day=TODAY() + DAY)
    settings.TRYOUT_CALLS_A_DAY = 300  # the operator lowered it: 400 could not be chosen any more
    with tenant_scope(aalst):
        seen_before = TryOut.objects.get(pk=tryout.pk)
        TryOut.objects.filter(pk=tryout.pk).update(last_day=TODAY() + 5 * DAY, calls_a_day=350)

        assert extend_tryout(actor=Actor.system(aalst), tryout=seen_before) == TODAY() + 5 * DAY + EXTENDED_BY

        tryout.refresh_from_db()
    assert (tryout.calls_a_day, tryout.last_day) == (350, TODAY() + 5 * DAY + EXTENDED_BY)


def test_a_last_day_in_the_past_is_refused_unless_it_was_there_already(
    tryout: TryOut, aalst: Tenant, limit: Callable[..., TryOut]
) -> None:
    with pytest.raises(Refusal):
        limit(last_day=TODAY() - DAY)
    yesterday = expire(tryout, aalst)

    assert limit(calls_a_day=5, last_day=yesterday).calls_a_day == 5


@pytest.mark.parametrize(("days", "told"), [(8, False), (7, True), (0, True), (-1, True)])
def test_a_week_before_its_last_day_the_pages_and_the_start_say_so(
    tryout: TryOut,
    aalst: Tenant,
    client_for: Callable[..., Client],
    actor_of: Callable[..., Actor],
    days: int,
    told: bool,
) -> None:
    with tenant_scope(aalst):
        TryOut.objects.filter(pk=tryout.pk).update(last_day=TODAY() + days * DAY)
        actor = actor_of(aalst, Role.DEVELOPER)
        source = next(each for each in WAITING if each.name == "tryouts-last-days")
        waiting = source.find(actor)
    button = f"/tryouts/{tryout.public_id}/extend/"

    assert [each.title for each in waiting] == ([tryout.name] if told else [])
    page = client_for(aalst, Role.DEVELOPER).get(f"/tryouts/{tryout.public_id}/").text
    assert (button in page) == told
    assert ("Verlopen" in page) == (days < 0)


def test_the_button_extends(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    expire(tryout, aalst)
    button = f"/tryouts/{tryout.public_id}/extend/"

    assert client_for(aalst, Role.READER).post(button).status_code == 403
    assert client_for(aalst, Role.DEVELOPER).post(button).status_code == 302
    with tenant_scope(aalst):
        tryout.refresh_from_db()
    assert tryout.last_day == TODAY() + EXTENDED_BY


def test_an_expired_try_out_of_one_does_not_stop_another(
    program: Client,
    tryout: TryOut,
    aalst: Tenant,
    association_register: ServiceVersion,
    client_for: Callable[..., Client],
) -> None:
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
        other = open_tryout(actor=Actor.system(aalst), version=version)
        key = issue_key(actor=Actor.system(aalst), tryout=other, label="x").secret.text
    expire(tryout, aalst)

    assert listed(program, tryout).status_code == 410
    assert listed(client_for(aalst, HTTP_X_API_KEY=key), other).status_code == 200
