"""A chain over three services: imported from Arazzo, run, broken by a disturbance, and shown where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.chains.conftest import GivenClock, run_of
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.models import Chain, ChainState, RunState, Schedule
from vlavirgem_sandbox.chains.services import plan_chain
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.tryouts.models import Call, DisturbanceKind, TryOut, Verdict
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, disturb_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor

ORDER = ["registreer", "voorzitter", "nakijken", "premie", "bevestig", "volg"]


def disturb(tenant: Tenant, tryout: TryOut, clock: GivenClock, **plan: Any) -> None:
    disturb_tryout(
        actor=Actor.system(tenant),
        tryout=tryout,
        plan=DisturbancePlan(kind=DisturbanceKind.STATUS, status=503, **plan),
        lasts=timedelta(minutes=15),
        began_at=clock.now(),
    )


def test_chain_over_three_services_runs_to_its_end(chain: Chain, in_aalst: Tenant, clock: GivenClock) -> None:
    # when
    run = run_of(chain, in_aalst, clock, naam="Petanqueclub", ontvanger="TP-00107")

    # then
    assert chain.state == ChainState.ACTIVE
    assert (run.state, run.broke_at, run.reason) == (RunState.SUCCEEDED, "", "")
    traces = list(run.traces.all())
    assert [trace.step_id for trace in traces] == ORDER
    assert {trace.service for trace in traces} == {"Verenigingsregister", "Energieadvies", "Documentlevering"}
    assert run.outputs["vCode"].startswith("V")
    # and every step's call stands in the log of its try-out, in the name of who ran the chain
    calls = Call.objects.in_bulk([trace.call_id for trace in traces])
    assert [calls[trace.call_id].verdict for trace in traces if trace.call_id] == [Verdict.OK] * 6
    assert {call.person for call in calls.values()} == {"Medewerker"}
    # and what an earlier step gave was sent by a later one
    sent = calls[traces[4].call_id].request_body
    assert run.outputs["vCode"] in sent
    assert "TP-00107" in sent


def test_switched_on_disturbance_breaks_the_chain_where_it_strikes(
    chain: Chain, in_aalst: Tenant, tryouts: dict[str, TryOut], clock: GivenClock
) -> None:
    # given
    disturb(in_aalst, tryouts["Documentlevering"], clock)

    # when
    run = run_of(chain, in_aalst, clock)

    # then it broke at the step that called the disturbed service, after one more attempt
    assert (run.state, run.broke_at, run.is_disturbed) == (RunState.BROKE, "bevestig", True)
    assert clock.waits == [1.0]
    assert [trace.step_id for trace in run.traces.all()] == [*ORDER[:4], "bevestig", "bevestig"]
    last = run.traces.last()
    assert last.criteria == [
        {
            "condition": "$statusCode == 201",
            "kind": "simple",
            "holds": False,
            "values": [["$statusCode", "503"]],
            "reason": "",
        }
    ]
    assert "$statusCode = 503" in run.reason
    assert Call.objects.get(pk=str(last.call_id)).verdict == Verdict.DISTURBED


def test_step_that_succeeds_at_the_second_attempt_goes_on(
    chain: Chain, in_aalst: Tenant, tryouts: dict[str, TryOut], clock: GivenClock
) -> None:
    # given a disturbance that strikes one call of the two that are made
    disturb(in_aalst, tryouts["Documentlevering"], clock, share=50, seed=14, operation="POST /documenten")

    # when
    run = run_of(chain, in_aalst, clock)

    # then
    assert run.state == RunState.SUCCEEDED
    assert run.is_disturbed


@pytest.mark.parametrize(
    ("inputs", "code", "place"),
    [
        ({"ontvanger": "iemand"}, "wrong-inputs", "/inputs/ontvanger"),
        ({"naam": ""}, "wrong-inputs", "/inputs/naam"),
        ({"activiteit": 5}, "wrong-inputs", "/inputs/activiteit"),
        ({"naam": "Club van 85.07.30-033.28"}, "real-register-number", "/inputs/naam"),
        ({"naam": "a\x00b"}, "unkeepable-inputs", "/inputs"),
        ({"naam": "Club", "more": "x" * 70_000}, "unkeepable-inputs", "/inputs"),
        ({"naam": "Club", "more": [float("inf")]}, "unkeepable-inputs", "/inputs"),
    ],
)
def test_inputs_that_cannot_be_are_refused_and_nothing_is_run(
    chain: Chain, in_aalst: Tenant, clock: GivenClock, inputs: dict[str, object], code: str, place: str
) -> None:
    # when
    with pytest.raises(Refusal) as refused:
        run_of(chain, in_aalst, clock, **inputs)

    # then
    assert (refused.value.code, refused.value.place, refused.value.status) == (code, place, 422)
    assert not chain.runs.exists()


@pytest.mark.parametrize("inputs", [{"naam": "Club van 85.07.30-033.28"}, {"naam": ""}])
def test_inputs_of_planned_runs_are_held_against_the_same(
    chain: Chain, in_aalst: Tenant, inputs: dict[str, JsonValue]
) -> None:
    # when
    with pytest.raises(Refusal):
        plan_chain(actor=Actor.system(in_aalst), chain=chain, schedule=Schedule.DAILY, inputs=inputs)

    # then
    chain.refresh_from_db()
    assert (chain.schedule, chain.schedule_inputs) == (Schedule.NEVER, {})
    # and what a run may be given is kept
    plan_chain(actor=Actor.system(in_aalst), chain=chain, schedule=Schedule.DAILY, inputs={"naam": "Club"})
    chain.refresh_from_db()
    assert (chain.schedule, chain.schedule_inputs) == (Schedule.DAILY, {"naam": "Club"})
