"""Calls under a disturbance at the same moment, and somebody who ends it meanwhile: none waits for another for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from psycopg import sql

from tests.at_once import Prepared, at_once
from tests.sandbox.tryouts.test_busy import tryout  # noqa: F401 - a fixture
from tests.sandbox.tryouts.test_guarding import ASSOCIATION
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import Call, DisturbanceCount, DisturbanceKind, TryOut
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, calm_tryout, disturb_tryout
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session

LISTING = CallRequest(method="GET", path="/verenigingen")
REGISTERING = CallRequest(
    method="POST",
    path="/verenigingen",
    headers=[("Content-Type", "application/json"), ("VR-Initiator", "OVO002067")],
    body=json.dumps(ASSOCIATION).encode(),
)


def calling(call: CallRequest) -> Prepared:
    def prepare(_actor: Actor) -> Callable[[], object]:
        tried = TryOut.objects.get()
        return lambda: perform(tryout=tried, call=call, caller=Caller(person="An"), now=timezone.now())

    return prepare


def calming(actor: Actor) -> Callable[[], object]:
    tried = TryOut.objects.get()
    return lambda: calm_tryout(actor=actor, tryout=tried)


def disturbed(tried: TryOut) -> None:
    plan = DisturbancePlan(kind=DisturbanceKind.RATE, per_minute=100)
    with tenant_scope(find_tenant("aalst")) as aalst:
        disturb_tryout(actor=Actor.system(aalst), tryout=tried, plan=plan, lasts=timedelta(minutes=5))


def test_each_call_gets_a_number_of_its_own(tryout: TryOut) -> None:  # noqa: F811
    disturbed(tryout)

    ends = at_once(*[("aalst", calling(call)) for call in (LISTING, REGISTERING) * 3])

    assert ends == ["done"] * 6
    with tenant_scope(find_tenant("aalst")):
        assert DisturbanceCount.objects.get().calls == Call.objects.count() == 6


def test_ending_it_and_calls_do_not_wait_for_each_other_for_ever(tryout: TryOut) -> None:  # noqa: F811
    disturbed(tryout)

    clicks = [("aalst", calling(REGISTERING)), ("aalst", calming), ("aalst", calling(LISTING))]

    assert at_once(*clicks) == ["done"] * 3


def test_a_call_that_waits_too_long_for_its_number_is_told_that_the_try_out_is_busy(
    tryout: TryOut,  # noqa: F811
) -> None:
    disturbed(tryout)
    aalst = find_tenant("aalst")

    def listed() -> int:
        with tenant_scope(aalst), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
            return perform(
                tryout=TryOut.objects.get(), call=LISTING, caller=Caller(person="An"), now=timezone.now()
            ).reply.status

    statement = sql.SQL("SELECT FROM {} FOR UPDATE")
    with owner_session() as other:
        other.execute(statement.format(sql.Identifier(aalst.schema_name, "tryouts_disturbancecount")))
        assert listed() == 503
    assert listed() == 200
