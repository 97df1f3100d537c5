"""`vlavirgem tryout prune`: old calls go, evidence stays, and the organisation is told of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as house
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from typer.testing import Result

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.cli import tryout as word
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.pilots import services as pilots
from vlavirgem_sandbox.pilots.models import Kpi, Source
from vlavirgem_sandbox.tryouts.models import Call, TryOut, TurnedAway, Verb
from vlavirgem_sandbox.tryouts.retention import cleared_before, prune_tryout
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import as_owner

OLD_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class Town:
    """Aalst with four calls of 400 days ago, of which one was measured and one is what a finding rests on, and one of
    today; and minutes of callers turned away, of then and of now."""

    aalst: Tenant
    tryout: TryOut
    measured: UUID
    cited: UUID
    recent: UUID
    kpi: Kpi


def call(tryout: TryOut, at: dt.datetime) -> UUID:
    sent = CallRequest(method="GET", path="/verenigingen")
    perform(tryout=tryout, call=sent, caller=Caller(person="An"), now=at)
    return Call.objects.get(at=at).pk


@pytest.fixture
def town(own_database: str) -> Town:
    aalst, agency = find_tenant("aalst"), find_tenant("agentschap")
    with tenant_scope(agency):
        details = ServiceDetails(name="Verenigingsregister")
        version = publish_service(actor=Actor.system(agency), file=demo_contract(), details=details).version
    actor = Actor.system(aalst)
    # At noon: an hour before midnight it is the next day already where summer time still held.
    old = timezone.localtime().replace(hour=12) - dt.timedelta(days=OLD_DAYS)
    measured_day = timezone.localdate(old)
    with tenant_scope(aalst):
        tryout = open_tryout(actor=actor, version=version, name="Loket")
        measured = call(tryout, old)
        pilot = pilots.open_pilot(
            actor=actor, title="Loket", goal="Minder wachten", starts_on=measured_day, tryout_id=tryout.pk
        )
        terms = pilots.KpiTerms(name="Geldig", target=Decimal(90), source=Source.VALID_SHARE)
        kpi = pilots.add_kpi(actor=actor, pilot=pilot, terms=terms)
        pilots.take_measurement(actor=actor, kpi=kpi, period_from=measured_day, period_to=measured_day)
        cited = call(tryout, old + dt.timedelta(days=2))
        pilots.record_finding(actor=actor, pilot=pilot, title="Het werkt", call_ids=[cited])
        for day in (4, 5):
            call(tryout, old + dt.timedelta(days=day))
        recent = call(tryout, timezone.now())
        for at in (old, timezone.now()):
            TurnedAway.objects.one_more(tryout, at)
    return Town(aalst=aalst, tryout=tryout, measured=measured, cited=cited, recent=recent, kpi=kpi)


@pytest.fixture
def prune(own_database: str, command: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command, word.app, "prune")


def rows(done: Result) -> dict[str, tuple[int, int, int]]:
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["organisations"]
    return {row["slug"]: (row["calls"], row["kept"], row["turned_away_minutes"]) for row in told}


def test_old_calls_are_cleared_and_those_that_evidence_rests_on_are_not(
    town: Town, prune: Callable[..., Result]
) -> None:
    counted = rows(prune("--dry-run", "--json"))
    with tenant_scope(town.aalst):
        assert Call.objects.count() == 5

    cleared, again = rows(prune("--json")), rows(prune("--json"))

    assert counted == cleared
    assert (cleared["aalst"], cleared["brugge"]) == ((2, 2, 1), (0, 0, 0))
    assert again["aalst"] == (0, 2, 0)
    with tenant_scope(town.aalst):
        assert set(Call.objects.values_list("pk", flat=True)) == {town.measured, town.cited, town.recent}
        assert TurnedAway.objects.count() == 1


def test_the_try_out_tells_and_a_period_that_is_no_longer_whole_is_not_measured(
    town: Town, prune: Callable[..., Result]
) -> None:
    cleared_day = timezone.localdate() - dt.timedelta(days=OLD_DAYS - 4)
    today, actor = timezone.localdate(), Actor.system(town.aalst)

    assert "aalst" in prune("--tenant", "aalst").stdout

    with tenant_scope(town.aalst):
        tryout = TryOut.objects.get()
        assert tryout.log_starts_at == cleared_before(house.CALLS_KEPT_DAYS)
        assert tryout.events.get(verb=Verb.PRUNED).detail == "2"
        with pytest.raises(Refusal) as refused:
            pilots.take_measurement(actor=actor, kpi=town.kpi, period_from=cleared_day, period_to=today)
        pilots.take_measurement(actor=actor, kpi=town.kpi, period_from=today, period_to=today)
    assert refused.value.code == "calls-cleared"


def test_calls_are_cleared_without_reading_what_was_said_in_them(town: Town) -> None:
    with as_owner(), tenant_scope(town.aalst):
        with CaptureQueriesContext(connection) as asked:
            done = prune_tryout(actor=Actor.system(town.aalst), tryout=town.tryout, before=cleared_before(365))
        on_calls = [query["sql"] for query in asked.captured_queries if "tryouts_call" in query["sql"]]

    assert (done.calls, done.kept) == (2, 2)
    assert len([each for each in on_calls if each.startswith("DELETE")]) == 1
    assert not any("body" in each for each in on_calls)


def test_a_longer_term_afterwards_does_not_say_that_the_log_is_whole_again(
    town: Town, prune: Callable[..., Result]
) -> None:
    actor = Actor.system(town.aalst)
    prune("--older-than", str(OLD_DAYS - 5))
    with tenant_scope(town.aalst):
        start = TryOut.objects.get().log_starts_at
        call(town.tryout, timezone.now() - dt.timedelta(days=OLD_DAYS + 20))

    with as_owner(), tenant_scope(town.aalst):
        assert prune_tryout(actor=actor, tryout=town.tryout, before=cleared_before(OLD_DAYS + 10)).calls == 1

    with tenant_scope(town.aalst):
        assert TryOut.objects.get().log_starts_at == start == cleared_before(OLD_DAYS - 5)


def test_another_term_for_once_clears_more_or_less(town: Town, prune: Callable[..., Result]) -> None:
    assert rows(prune("--older-than", str(OLD_DAYS + 1), "--json"))["aalst"] == (0, 0, 0)
    assert rows(prune("--older-than", str(OLD_DAYS - 5), "--json"))["aalst"] == (1, 2, 1)
    assert prune("--older-than", "30").exit_code == 2


def test_without_the_owners_login_nothing_is_cleared_and_with_it_it_is(
    town: Town, prune: Callable[..., Result], settings: Any
) -> None:
    before, actor = cleared_before(365), Actor.system(town.aalst)
    with tenant_scope(town.aalst), pytest.raises(ProgrammingError, match="permission denied"):
        prune_tryout(actor=actor, tryout=town.tryout, before=before)

    with as_owner(), tenant_scope(town.aalst):
        assert prune_tryout(actor=actor, tryout=town.tryout, before=before).calls == 2

    settings.OWNER_ADDRESS = None
    done = prune()
    assert done.exit_code == 1
    assert "VLAVIRGEM_DATABASE_OWNER_URL" in done.output
