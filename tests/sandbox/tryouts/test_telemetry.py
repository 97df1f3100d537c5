"""What other rooms may know of calls: figures over a period, by day, of one operation."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.utils import timezone

from vlavirgem.plugins import evidence_kinds
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import Call, TryOut, Verdict
from vlavirgem_sandbox.tryouts.services import pause_tryout
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_sandbox.tryouts.telemetry import (
    SAMPLE_SIZE,
    call_cards,
    call_figures,
    operations_of,
    tryout_card,
    tryout_cards,
)
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)


def call(tryout: TryOut, path: str, at: datetime) -> None:
    request = CallRequest(method="GET", path=path.partition("?")[0], query=[("page", "nul")] if "?" in path else [])
    perform(tryout=tryout, call=request, caller=Caller(person="An"), now=at)


def some_calls(tryout: TryOut) -> None:
    """Monday: three fine and one wrong; Tuesday: one fine of another operation; Wednesday: none."""
    for minute in range(3):
        call(tryout, "/verenigingen", MONDAY + timedelta(minutes=minute))
    call(tryout, "/verenigingen?page=nul", MONDAY + timedelta(minutes=9))
    call(tryout, "/verenigingen/V0001001", MONDAY + timedelta(days=1))


def test_figures_of_a_period(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        some_calls(tryout)
        figures = call_figures(tryout.pk, since=MONDAY, until=MONDAY + timedelta(days=2))

    assert (figures.total, figures.ok, figures.violations) == (5, 4, 1)
    assert [(day.day.isoformat(), day.total, day.ok) for day in figures.by_day] == [
        ("2026-11-02", 4, 3),
        ("2026-11-03", 1, 1),
    ]
    assert figures.median_ms is not None
    assert len(figures.sample) == SAMPLE_SIZE
    assert len(figures.violating_sample) == 1
    assert set(figures.violating_sample) <= set(figures.sample)


def test_calls_turned_away_at_the_door_change_no_figure_and_a_callers_refused_call_does(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    today = timezone.now() - timedelta(hours=1)
    until = today + timedelta(hours=2)
    with tenant_scope(aalst):
        call(tryout, "/verenigingen", today)
        before = call_figures(tryout.pk, since=today, until=until)

    stranger = client_for(aalst)
    answers = [stranger.get(f"{tryout.base_path}/verenigingen", HTTP_X_API_KEY=key) for key in ("", "vvt_00000000_x")]

    with tenant_scope(aalst):
        assert [answer.status_code for answer in answers] == [401, 401]
        assert Call.objects.filter(verdict=Verdict.REFUSED).count() == 2
        assert call_figures(tryout.pk, since=today, until=until) == before
        assert tryout.turned_away.in_all(today, until) == 2
        pause_tryout(actor=Actor.system(aalst), tryout=tryout)
        call(tryout, "/verenigingen", today + timedelta(minutes=1))
        after = call_figures(tryout.pk, since=today, until=until)
        assert (after.total, after.refused) == (before.total + 1, before.refused + 1)


def test_the_period_has_its_beginning_and_not_its_end(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        some_calls(tryout)

        assert call_figures(tryout.pk, since=MONDAY, until=MONDAY + timedelta(days=1)).total == 4
        assert call_figures(tryout.pk, since=MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=9)).total == 1


def test_figures_of_one_operation(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        some_calls(tryout)
        until = MONDAY + timedelta(days=9)

        assert call_figures(tryout.pk, since=MONDAY, until=until, operation="GET /verenigingen").total == 4
        assert call_figures(tryout.pk, since=MONDAY, until=until, operation="DELETE /verenigingen/{vCode}").total == 0


def test_no_calls_is_zero_and_no_median(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        figures = call_figures(uuid.uuid4(), since=MONDAY, until=MONDAY + timedelta(days=1))

    assert (figures.total, figures.median_ms, list(figures.by_day)) == (0, None, [])


def test_another_tenants_calls_are_not_there(tryout: TryOut, aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        some_calls(tryout)
        assert tryout_card(tryout.pk) is not None
    with tenant_scope(brugge):
        assert call_figures(tryout.pk, since=MONDAY, until=MONDAY + timedelta(days=9)).total == 0
        assert tryout_card(tryout.pk) is None
        assert tryout_cards() == []


def test_every_operation_of_the_contract_is_listed_with_its_calls_so_far(
    tryout: TryOut, aalst: Tenant, brugge: Tenant
) -> None:
    with tenant_scope(aalst):
        before = operations_of(tryout.pk)
        some_calls(tryout)
        after = {operation.key: operation.calls for operation in operations_of(tryout.pk)}
    with tenant_scope(brugge):
        elsewhere = operations_of(tryout.pk)

    assert [operation.calls for operation in before] == [0] * 9
    assert list(after) == [operation.key for operation in before]
    assert after["GET /verenigingen"] == 4
    assert after["GET /verenigingen/{vCode}"] == 1
    assert after["POST /verenigingen"] == 0
    assert elsewhere == []


def test_a_card_names_the_try_out_for_other_rooms(tryout: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        (card,) = tryout_cards()

    assert (card.id, card.name, card.url) == (tryout.pk, "Loket 2026", f"/tryouts/{tryout.public_id}/")


def test_a_call_is_named_as_a_link_for_its_own_tenant_only(tryout: TryOut, aalst: Tenant, brugge: Tenant) -> None:
    with tenant_scope(aalst):
        some_calls(tryout)
        sample = call_figures(tryout.pk, since=MONDAY, until=MONDAY + timedelta(days=2)).sample
        cards = call_cards([*sample, uuid.uuid4()])
        assert {card.id for card in cards} == set(sample)
        assert cards[0].title == "GET /verenigingen → 200"
        assert str(cards[0].id) in cards[0].url
        assert [card.reason for card in cards].count("") == 4
        assert next(card.reason for card in cards if card.reason).startswith("query page: ")
    with tenant_scope(brugge):
        assert call_cards(sample) == []


def test_calls_are_a_link_of_the_evidence_chain(tryout: TryOut, aalst: Tenant, brugge: Tenant) -> None:
    kind = evidence_kinds.get("calls")
    with tenant_scope(aalst):
        some_calls(tryout)
        card = kind.card(tryout.pk)
        assert card is not None
        assert card.url == f"/tryouts/{tryout.public_id}/"
        assert card.line.startswith("5 ")
    with tenant_scope(brugge):
        assert kind.card(tryout.pk) is None
