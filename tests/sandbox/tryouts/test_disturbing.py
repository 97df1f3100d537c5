"""Disturbances: what they do to a call, what the log says of it, and that no figure is fooled."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.sandbox.tryouts.test_serving import INITIATOR, last_call, register
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.tryouts.models import (
    Call,
    Disturbance,
    DisturbanceCount,
    DisturbanceKind,
    Spread,
    StateDocument,
    TryOut,
    TryOutEvent,
    Verb,
    Verdict,
)
from vlavirgem_sandbox.tryouts.services import end_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, calm_tryout, disturb_tryout
from vlavirgem_sandbox.tryouts.serving import late_answers
from vlavirgem_sandbox.tryouts.serving.disturbing import delay_ms, strikes
from vlavirgem_sandbox.tryouts.telemetry import call_figures
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

QUARTER = timedelta(minutes=15)
Switch = Callable[..., Disturbance]


@pytest.fixture
def switch(tryout: TryOut, aalst: Tenant) -> Switch:
    """Switch a disturbance on for a quarter of an hour."""

    def on(kind: DisturbanceKind, **plan: Any) -> Disturbance:
        with tenant_scope(aalst):
            return disturb_tryout(
                actor=Actor.system(aalst), tryout=tryout, plan=DisturbancePlan(kind=kind, **plan), lasts=QUARTER
            )

    return on


@pytest.fixture
def waits(db: None, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, bool]]:
    """How long was waited, and whether the request's transaction was still open then; nobody really waits."""
    waited: list[tuple[float, bool]] = []
    outside = list(connection.savepoint_ids)
    monkeypatch.setattr(
        late_answers, "sleep", lambda seconds: waited.append((seconds, connection.savepoint_ids != outside))
    )
    return waited


def listed(program: Client, tryout: TryOut, **headers: str) -> Any:
    return program.get(f"{tryout.base_path}/verenigingen", headers=headers)


def moment(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.views.timezone.now", lambda: at)


def test_an_error_is_answered_with_its_status_and_says_that_it_is_a_disturbance(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch
) -> None:
    before = register(program, tryout)
    switch(DisturbanceKind.STATUS, status=503)

    answer = register(program, tryout)

    assert before.status_code == 201
    assert not before.has_header("VlaVirGem-Disturbance")
    assert answer.status_code == answer.json()["status"] == 503
    assert answer["VlaVirGem-Disturbance"] == "status"
    assert answer.json()["type"].endswith("#disturbance")
    call = last_call(aalst, tryout)
    assert (call.verdict, call.disturbance, call.reason) == (Verdict.DISTURBED, "status", "disturbance")
    with tenant_scope(aalst):
        assert StateDocument.objects.count() == 1


def test_a_disturbance_of_one_operation_leaves_the_others_alone(
    program: Client, tryout: TryOut, switch: Switch
) -> None:
    switch(DisturbanceKind.STATUS, status=500, operation="GET /verenigingen")

    assert listed(program, tryout).status_code == 500
    assert register(program, tryout).status_code == 201


def test_it_ends_by_itself_and_earlier_when_somebody_ends_it(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = switch(DisturbanceKind.STATUS, status=500)
    assert listed(program, tryout).status_code == 500

    moment(monkeypatch, on.until + timedelta(seconds=1))
    assert listed(program, tryout).status_code == 200

    moment(monkeypatch, on.until - timedelta(minutes=1))
    assert listed(program, tryout).status_code == 500
    with tenant_scope(aalst):
        assert calm_tryout(actor=Actor.system(aalst), tryout=tryout) == 1
    assert listed(program, tryout).status_code == 200


def test_a_violation_under_a_disturbance_counts_as_disturbed_and_one_without_as_a_violation(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch, waits: list[Any]
) -> None:
    switch(DisturbanceKind.DELAY, delay_ms=2000)

    answer = register(program, tryout, {"name": "x"})

    call = last_call(aalst, tryout)
    assert answer.status_code == 422
    assert (call.verdict, call.disturbance, call.waited_ms) == (Verdict.DISTURBED, "delay", 2000)
    assert call.violations
    with tenant_scope(aalst):
        calm_tryout(actor=Actor.system(aalst), tryout=tryout)
    assert register(program, tryout, {"name": "x"}).status_code == 422
    assert last_call(aalst, tryout).verdict == Verdict.VIOLATION


def test_disturbed_calls_are_counted_apart_and_in_no_other_figure(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch
) -> None:
    listed(program, tryout)
    switch(DisturbanceKind.STATUS, status=500)
    listed(program, tryout)

    now = timezone.now()
    with tenant_scope(aalst):
        figures = call_figures(tryout.pk, since=now - QUARTER, until=now)
    assert (figures.total, figures.ok, figures.violations, figures.refused, figures.disturbed) == (1, 1, 0, 0, 1)
    assert sum(day.total for day in figures.by_day) == 1
    assert len(figures.sample) == 1


def test_a_share_strikes_the_same_calls_for_the_same_seed(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch
) -> None:
    def statuses() -> list[int]:
        on = switch(DisturbanceKind.STATUS, status=500, share=40, seed=7)
        got = [listed(program, tryout).status_code for _call in range(20)]
        assert [strikes(on, number) for number in range(1, 21)] == [status == 500 for status in got]
        return got

    first = statuses()

    assert statuses() == first
    assert 0 < first.count(500) < 20
    assert set(first) == {200, 500}


@pytest.mark.parametrize(("share", "struck"), [(0, 0), (100, 50)])
def test_none_and_every_call_are_shares_too(share: int, struck: int) -> None:
    disturbance = Disturbance(kind=DisturbanceKind.STATUS, status=500, share=share, seed=3)

    assert sum(strikes(disturbance, number) for number in range(50)) == struck


@pytest.mark.parametrize("spread", Spread)
def test_delays_are_spread_as_asked_and_never_over_the_longest(spread: Spread) -> None:
    delay = Disturbance(kind=DisturbanceKind.DELAY, delay_ms=1000, most_ms=4000, spread=spread, seed=11)
    if spread is Spread.FIXED:
        delay.most_ms = 1000

    drawn = sorted(delay_ms(delay, number) for number in range(1000))

    assert drawn == sorted(delay_ms(delay, number) for number in range(1000))
    assert 0 <= drawn[0] <= drawn[-1] <= 4000
    middle = {Spread.FIXED: 1000, Spread.UNIFORM: 2500, Spread.NORMAL: 1000, Spread.LONG_TAIL: 1000}[spread]
    assert drawn[500] == pytest.approx(middle, rel=0.1)
    long = sum(each > 2900 for each in drawn)
    assert (long == 0) if spread is Spread.FIXED else 10 < long < 400


def test_the_wait_comes_after_the_work_and_outside_its_transaction(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch, waits: list[tuple[float, bool]]
) -> None:
    switch(DisturbanceKind.DELAY, delay_ms=1500)

    answer = listed(program, tryout)

    assert (answer.status_code, answer["VlaVirGem-Disturbance"]) == (200, "delay")
    assert waits == [(1.5, False)]
    assert last_call(aalst, tryout).duration_ms < 1500


def test_more_calls_than_may_wait_are_told_so_and_change_nothing(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch, waits: list[Any]
) -> None:
    switch(DisturbanceKind.DELAY, delay_ms=2500)
    taken_already = 0
    while late_answers.PLACES.take(aalst.pk):
        taken_already += 1
    try:
        refused = register(program, tryout)
    finally:
        for _place in range(taken_already):
            late_answers.PLACES.give_back(aalst.pk)
    taken = register(program, tryout)

    assert (refused.status_code, refused["Retry-After"]) == (503, "3")
    assert refused.json()["type"].endswith("#too-many-waiting")
    assert refused["VlaVirGem-Disturbance"] == "delay"
    assert taken.status_code == 201
    assert len(waits) == 1
    with tenant_scope(aalst):
        assert StateDocument.objects.count() == 1


@pytest.mark.parametrize(("most", "of_one"), [(0, 0), (1, 1), (2, 1), (4, 2), (5, 2)])
def test_no_organisation_takes_every_place_where_there_is_more_than_one(most: int, of_one: int) -> None:
    places = late_answers.Places(most)

    taken = [places.take(1) for _call in range(8)]
    another = places.take(2)

    assert taken == [True] * of_one + [False] * (8 - of_one)
    assert another is (most > of_one)
    if of_one:
        places.give_back(1)
        assert places.take(1)


def test_a_place_is_given_free_when_the_call_fails(settings: Any, aalst: Tenant) -> None:
    def breaks(_request: Any) -> Any:
        with tenant_scope(aalst):
            assert late_answers.hold_back(1)
        raise RuntimeError

    for _call in range(settings.SERVER_THREADS + 1):
        with pytest.raises(RuntimeError):
            late_answers.LateAnswerMiddleware(breaks)(None)  # type: ignore[arg-type]


def test_a_body_is_cut_and_the_work_is_done(program: Client, tryout: TryOut, aalst: Tenant, switch: Switch) -> None:
    switch(DisturbanceKind.MALFORMED)

    answer = register(program, tryout)

    assert (answer.status_code, answer["VlaVirGem-Disturbance"]) == (201, "malformed")
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    with tenant_scope(aalst):
        assert StateDocument.objects.count() == 1


def test_a_connection_breaks_halfway_the_body(program: Client, tryout: TryOut, aalst: Tenant, switch: Switch) -> None:
    switch(DisturbanceKind.DROPPED)

    answer = listed(program, tryout)

    pieces = iter(answer.streaming_content)
    assert 0 < len(next(pieces)) < int(answer["Content-Length"])
    with pytest.raises(ConnectionAbortedError):
        next(pieces)
    assert last_call(aalst, tryout).disturbance == "dropped"
    assert program.head(f"{tryout.base_path}/verenigingen").status_code == 200


def test_an_answer_without_a_body_is_not_called_cut(program: Client, tryout: TryOut, switch: Switch) -> None:
    address = f"{tryout.base_path}/verenigingen/{register(program, tryout).json()['vCode']}"
    etag = program.get(address)["ETag"]
    switch(DisturbanceKind.MALFORMED)

    gone = program.delete(address, HTTP_IF_MATCH=etag, **INITIATOR)

    assert gone.status_code == 204
    assert not gone.has_header("VlaVirGem-Disturbance")


def test_calls_over_the_limit_wait_for_the_next_minute(
    program: Client, tryout: TryOut, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(DisturbanceKind.RATE, per_minute=2)
    at = timezone.now().replace(second=20, microsecond=0) + timedelta(minutes=1)
    moment(monkeypatch, at)

    answers = [listed(program, tryout) for _call in range(3)]
    moment(monkeypatch, at + timedelta(seconds=40))
    later = listed(program, tryout)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit"] for answer in answers] == [f'"disturbance";r={left};t=40' for left in (1, 0, 0)]
    assert answers[0]["RateLimit-Policy"] == '"disturbance";q=2;w=60'
    assert not answers[1].has_header("VlaVirGem-Disturbance")
    assert (answers[2]["Retry-After"], answers[2]["VlaVirGem-Disturbance"]) == ("40", "rate")
    assert later.status_code == 200


def test_a_call_asks_for_its_own_disturbance_and_no_other_call_notices(
    program: Client, tryout: TryOut, aalst: Tenant, waits: list[Any]
) -> None:
    asked = listed(program, tryout, Prefer="vvg-status=504, vvg-delay=0.5")

    assert (asked.status_code, asked["VlaVirGem-Disturbance"]) == (504, "status, delay")
    assert asked["Preference-Applied"] == "vvg-status=504, vvg-delay=0.5"
    assert waits == [(0.5, False)]
    assert last_call(aalst, tryout).verdict == Verdict.DISTURBED
    assert listed(program, tryout).status_code == 200


def test_a_wish_does_not_take_a_violation_out_of_the_figures_nor_make_one_of_a_good_call(
    program: Client, tryout: TryOut, aalst: Tenant, waits: list[Any], client_for: Callable[..., Client]
) -> None:
    now, wish = timezone.now(), "vvg-delay=0.001"
    register(program, tryout, {"name": "x"}, HTTP_PREFER=wish, **INITIATOR)
    bad = last_call(aalst, tryout)
    listed(program, tryout, Prefer=wish)
    good = last_call(aalst, tryout)

    assert (bad.verdict, bad.disturbance) == (Verdict.VIOLATION, "delay")
    assert (good.verdict, good.disturbance) == (Verdict.DISTURBED, "delay")
    with tenant_scope(aalst):
        figures = call_figures(tryout.pk, since=now - QUARTER, until=timezone.now())
        addresses = [call.get_absolute_url() for call in (bad, good)]
    assert (figures.total, figures.violations, figures.disturbed) == (1, 1, 1)
    developer = client_for(aalst, Role.DEVELOPER)
    pages = [developer.get(address).text for address in addresses]
    assert ["telt in geen enkel cijfer" in page for page in pages] == [False, True]


def test_a_violation_that_a_disturbance_of_the_try_out_struck_too_is_left_out(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch, waits: list[Any]
) -> None:
    switch(DisturbanceKind.MALFORMED)

    register(program, tryout, {"name": "x"}, HTTP_PREFER="vvg-delay=0.001", **INITIATOR)

    call = last_call(aalst, tryout)
    assert (call.verdict, call.disturbance) == (Verdict.DISTURBED, "delay, malformed")


def test_an_answer_says_which_wishes_it_granted_and_no_others(
    program: Client, tryout: TryOut, switch: Switch, waits: list[Any]
) -> None:
    address = f"{tryout.base_path}/verenigingen"
    headed = program.head(address, headers={"Prefer": "vvg-dropped, vvg-delay=0.5"})
    cut = listed(program, tryout, Prefer="vvg-malformed")
    switch(DisturbanceKind.RATE, per_minute=1)
    listed(program, tryout)
    limited = listed(program, tryout, Prefer="vvg-status=503")

    assert (headed["Preference-Applied"], headed["VlaVirGem-Disturbance"]) == ("vvg-delay=0.5", "delay")
    assert cut["Preference-Applied"] == "vvg-malformed"
    assert limited.status_code == 429
    assert not limited.has_header("Preference-Applied")


def test_nothing_happens_to_an_answer_to_head_so_it_is_not_called_disturbed(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch
) -> None:
    switch(DisturbanceKind.MALFORMED)

    headed = program.head(f"{tryout.base_path}/verenigingen")

    assert not headed.has_header("VlaVirGem-Disturbance")
    assert last_call(aalst, tryout).verdict == Verdict.OK
    assert listed(program, tryout)["VlaVirGem-Disturbance"] == "malformed"


def test_an_error_says_who_asked_for_it(program: Client, tryout: TryOut, switch: Switch) -> None:
    wished = listed(program, tryout, Prefer="vvg-status=503").json()["detail"]
    switch(DisturbanceKind.STATUS, status=503)
    switched_on = listed(program, tryout).json()["detail"]

    assert ["Prefer" in detail for detail in (wished, switched_on)] == [True, False]


def test_a_late_call_of_the_minute_before_does_not_start_the_limit_anew(
    tryout: TryOut, aalst: Tenant, switch: Switch
) -> None:
    on = switch(DisturbanceKind.RATE, per_minute=2)
    border = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=1)

    def count(seconds: float) -> int:
        return DisturbanceCount.objects.one_more([on], border + timedelta(seconds=seconds))[0].minute_calls

    with tenant_scope(aalst):
        assert [count(seconds) for seconds in (-1, 0.1, -0.1, 0.2)] == [1, 1, 2, 3]
        assert count(60) == 1


@pytest.mark.parametrize("wish", ["vvg-status=200", "vvg-status=abc", "vvg-delay=5.1", "vvg-delay=nan", "vvg-delay"])
def test_a_wish_that_cannot_be_given_is_a_bad_request(program: Client, tryout: TryOut, wish: str) -> None:
    answer = listed(program, tryout, Prefer=wish)

    assert answer.status_code == 400
    assert "vvg-status=503" in answer.json()["detail"]
    assert not answer.has_header("VlaVirGem-Disturbance")


def test_a_reader_disturbs_nothing_and_a_developer_does(
    tryout: TryOut, aalst: Tenant, actor_of: Callable[..., Actor]
) -> None:
    reader, developer = actor_of(aalst, Role.READER), actor_of(aalst, Role.DEVELOPER)
    plan = DisturbancePlan(kind=DisturbanceKind.STATUS, status=500)
    with tenant_scope(aalst):
        with pytest.raises(Refusal):
            disturb_tryout(actor=reader, tryout=tryout, plan=plan, lasts=QUARTER)
        on = disturb_tryout(actor=developer, tryout=tryout, plan=plan, lasts=QUARTER)
        with pytest.raises(Refusal):
            calm_tryout(actor=reader, tryout=tryout)
        assert calm_tryout(actor=developer, tryout=tryout, disturbance=on) == 1
        told = TryOutEvent.objects.filter(verb__in=[Verb.DISTURBED, Verb.CALMED]).values_list("person", flat=True)
        assert list(told) == [developer.name, developer.name]


@pytest.mark.parametrize("minutes", [4, 481])
def test_it_lasts_five_minutes_to_eight_hours(tryout: TryOut, aalst: Tenant, minutes: int) -> None:
    actor, plan = Actor.system(aalst), DisturbancePlan(kind=DisturbanceKind.MALFORMED)
    with tenant_scope(aalst):
        with pytest.raises(Refusal, match="5"):
            disturb_tryout(actor=actor, tryout=tryout, plan=plan, lasts=timedelta(minutes=minutes))
        near = 5 if minutes < 5 else 480
        assert disturb_tryout(actor=actor, tryout=tryout, plan=plan, lasts=timedelta(minutes=near)).pk


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"kind": "status", "status": 200}, {"kind": "status", "status": 500}),
        ({"kind": "rate"}, {"kind": "rate", "per_minute": 1}),
        ({"kind": "delay", "delay_ms": 5000, "most_ms": 1000}, {"kind": "delay", "delay_ms": 1000, "most_ms": 5000}),
        ({"kind": "malformed", "operation": "GET /niets"}, {"kind": "malformed", "operation": "GET /verenigingen"}),
    ],
)
def test_figures_that_cannot_be_are_refused(
    tryout: TryOut, aalst: Tenant, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as refused:
            disturb_tryout(actor=actor, tryout=tryout, plan=DisturbancePlan(**wrong), lasts=QUARTER)
        assert "tryouts_" not in str(refused.value)
        assert disturb_tryout(actor=actor, tryout=tryout, plan=DisturbancePlan(**right), lasts=QUARTER).pk


def test_ending_the_try_out_ends_its_disturbances(tryout: TryOut, aalst: Tenant, switch: Switch) -> None:
    switch(DisturbanceKind.STATUS, status=500)

    with tenant_scope(aalst):
        end_tryout(actor=Actor.system(aalst), tryout=tryout)
        assert not Disturbance.objects.running(timezone.now()).exists()


def test_a_second_of_the_same_kind_takes_the_place_of_the_first_and_another_kind_joins_it(
    tryout: TryOut, aalst: Tenant, switch: Switch
) -> None:
    first, second = switch(DisturbanceKind.STATUS, status=500), switch(DisturbanceKind.STATUS, status=502)
    third = switch(DisturbanceKind.MALFORMED)

    with tenant_scope(aalst):
        running = set(tryout.disturbances.running(timezone.now()))
    assert running == {second, third}
    assert first not in running


def test_a_call_asks_the_database_nothing_more_while_nothing_is_disturbed(
    program: Client, tryout: TryOut, aalst: Tenant, switch: Switch, django_assert_max_num_queries: Any
) -> None:
    listed(program, tryout)
    with django_assert_max_num_queries(50) as calm:
        listed(program, tryout)
    switch(DisturbanceKind.RATE, per_minute=50)
    with django_assert_max_num_queries(len(calm) + 5):  # what is on, and its count between two of a savepoint
        listed(program, tryout)
    assert not any('FROM "tryouts_disturbance' in query["sql"] for query in calm.captured_queries)


def test_the_page_shows_what_is_on_with_a_button_to_end_it(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer, reader = client_for(aalst, Role.DEVELOPER), client_for(aalst, Role.READER)
    page = f"/tryouts/{tryout.public_id}/"
    address = f"{page}disturb/?kind=delay"
    figures = {"seconds": "2,5", "spread": "long-tail", "most_seconds": "10", "share": "50", "minutes": "15"}

    wrong = developer.post(address, {**figures, "most_seconds": "1"})
    developer.post(address, figures)
    shown, read = developer.get(page), reader.get(page)
    with tenant_scope(aalst):
        on = Disturbance.objects.get()
    end = f"{page}disturb/{on.pk}/calm/"

    assert wrong.status_code == 422
    assert (on.delay_ms, on.most_ms, on.share) == (2500, 10_000, 50)
    assert end in shown.text
    assert "2,5 s" in read.text
    assert "10 s" in read.text
    assert f": {on.seed}." in read.text
    assert end not in read.text
    assert reader.post(end).status_code == 403
    assert developer.post(end).status_code == 302
    assert end not in developer.get(page).text


@pytest.mark.parametrize("kind", DisturbanceKind)
def test_each_kind_has_a_form_that_switches_it_on(
    kind: DisturbanceKind, tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)
    address = f"/tryouts/{tryout.public_id}/disturb/?kind={kind}"
    form = developer.get(address).context["form"]

    done = developer.post(address, {name: field.initial or "" for name, field in form.fields.items()})

    assert done.status_code == 302
    with tenant_scope(aalst):
        assert Disturbance.objects.get().kind == kind


def test_a_call_at_the_console_is_disturbed_too(
    tryout: TryOut, aalst: Tenant, switch: Switch, client_for: Callable[..., Client]
) -> None:
    switch(DisturbanceKind.STATUS, status=502, operation="GET /verenigingen")

    shown = client_for(aalst, Role.DEVELOPER).post(f"/tryouts/{tryout.public_id}/console/?operation=GET /verenigingen")

    assert "502" in shown.text
    with tenant_scope(aalst):
        assert Call.objects.get().verdict == Verdict.DISTURBED
