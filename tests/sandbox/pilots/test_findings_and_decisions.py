"""Findings with their evidence, and the decision that rests on them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Decision, Finding, Measurement, Outcome, Pilot, PilotState, Verdict
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def finding(aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement) -> Finding:
    with tenant_scope(aalst):
        return services.record_finding(
            actor=lead, pilot=pilot, title="Het gaat sneller", text="Minder papier.", measurements=[measurement]
        )


def test_a_finding_rests_on_measurements_and_calls(
    aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement
) -> None:
    call = uuid.uuid4()
    with tenant_scope(aalst):
        found = services.record_finding(
            actor=lead, pilot=pilot, title="Sneller", measurements=[measurement], call_ids=[call, call]
        )
        rests_on = {(row.measurement_id, row.call_id) for row in found.evidence.all()}
    assert rests_on == {(measurement.pk, None), (None, call)}


def test_a_finding_without_evidence_is_refused_beside_the_field(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError) as refused:
        services.record_finding(actor=lead, pilot=pilot, title="Zomaar")
    assert "measurements" in refused.value.message_dict


def test_a_finding_takes_no_measurement_of_another_pilot(
    aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        other = services.open_pilot(actor=lead, title="Ander", goal="Doel")
        with pytest.raises(ValidationError, match="van dit proefproject"):
            services.record_finding(actor=lead, pilot=other, title="Geleend", measurements=[measurement])


def test_a_revised_finding_keeps_its_id_and_takes_its_new_evidence(
    aalst: Tenant, lead: Actor, finding: Finding
) -> None:
    call = uuid.uuid4()
    with tenant_scope(aalst):
        services.revise_finding(actor=lead, finding=finding, title="Anders gezegd", call_ids=[call])
        again = Finding.objects.get(pk=finding.pk)
        assert (again.title, [row.call_id for row in again.evidence.all()]) == ("Anders gezegd", [call])


def test_a_hypothesis_is_judged_once_a_finding_speaks_of_it(
    aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        hypothesis = services.add_hypothesis(actor=lead, pilot=pilot, text="Het gaat sneller")
        with pytest.raises(Refusal) as refused:
            services.judge_hypothesis(actor=lead, hypothesis=hypothesis, verdict=Verdict.HOLDS)
        services.record_finding(actor=lead, pilot=pilot, title="Ja", hypothesis=hypothesis, measurements=[measurement])
        judged = services.judge_hypothesis(actor=lead, hypothesis=hypothesis, verdict=Verdict.HOLDS)
    assert (refused.value.code, judged.verdict) == ("no-finding", Verdict.HOLDS)


def test_a_member_records_a_finding_but_does_not_decide(
    aalst: Tenant, pilot: Pilot, measurement: Measurement, actor_of: Callable[..., Actor]
) -> None:
    member = actor_of(aalst, Role.MEMBER)
    with tenant_scope(aalst):
        found = services.record_finding(actor=member, pilot=pilot, title="Gezien", measurements=[measurement])
        with pytest.raises(Refusal) as refused:
            services.decide(actor=member, pilot=pilot, outcome=Outcome.STOP, reason="Genoeg", findings=[found])
    assert refused.value.code == "role-needed"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SCALE_UP, PilotState.ENDED),
        (Outcome.STOP, PilotState.ENDED),
        (Outcome.ADJUST, PilotState.ACTIVE),
    ],
)
def test_a_decision_ends_the_pilot_unless_it_adjusts(
    aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding, outcome: Outcome, state: PilotState
) -> None:
    with tenant_scope(aalst):
        decision = services.decide(actor=lead, pilot=pilot, outcome=outcome, reason="Daarom", findings=[finding])
        assert Pilot.objects.get(pk=pilot.pk).state == state
        assert [ground.finding for ground in decision.grounds.all()] == [finding]


@pytest.mark.parametrize(
    ("told", "field"),
    [({"reason": ""}, "reason"), ({"findings": []}, "findings"), ({"decided_on": dt.date(2999, 1, 1)}, "decided_on")],
)
def test_a_decision_without_reason_or_ground_or_of_tomorrow_is_refused(
    aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding, told: dict[str, object], field: str
) -> None:
    complete = {"outcome": Outcome.STOP, "reason": "Daarom", "findings": [finding], "decided_on": timezone.localdate()}
    with tenant_scope(aalst):
        with pytest.raises(ValidationError) as refused:
            services.decide(actor=lead, pilot=pilot, **(complete | told))  # type: ignore[arg-type]
        assert field in refused.value.message_dict
        assert services.decide(actor=lead, pilot=pilot, **complete)  # type: ignore[arg-type]


def test_a_pilot_is_decided_once_until_the_decision_is_withdrawn(
    aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding
) -> None:
    with tenant_scope(aalst):
        first = services.decide(actor=lead, pilot=pilot, outcome=Outcome.STOP, reason="Te duur", findings=[finding])
        with pytest.raises(Refusal) as refused:
            services.decide(actor=lead, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Toch", findings=[finding])
        with pytest.raises(ValidationError):
            services.withdraw_decision(actor=lead, decision=first, reason=" ")
        services.withdraw_decision(actor=lead, decision=first, reason="Nieuwe prijs")
        second = services.decide(actor=lead, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Toch", findings=[finding])
        assert Decision.objects.standing().get() == second
    assert refused.value.code == "pilot-not-running"


def test_the_database_refuses_a_second_final_decision(
    aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding
) -> None:
    with tenant_scope(aalst):
        services.decide(actor=lead, pilot=pilot, outcome=Outcome.STOP, reason="Daarom", findings=[finding])
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(
                owner=aalst,
                pilot=pilot,
                outcome="scale_up",
                reason="x",
                decided_by="x",
                decided_on=timezone.localdate(),
            )


def test_what_a_decision_rests_on_is_not_withdrawn(aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding) -> None:
    with tenant_scope(aalst):
        adjusted = services.decide(actor=lead, pilot=pilot, outcome=Outcome.ADJUST, reason="Bij", findings=[finding])
        with pytest.raises(Refusal) as refused:
            services.withdraw_finding(actor=lead, finding=finding)
        services.withdraw_decision(actor=lead, decision=adjusted, reason="Vergissing")
        assert services.withdraw_finding(actor=lead, finding=finding).withdrawn_at is not None
    assert refused.value.code == "decision-rests-on-it"


def test_a_purchase_can_start_from_our_own_decision_to_scale_up_only(
    aalst: Tenant, brugge: Tenant, lead: Actor, pilot: Pilot, finding: Finding, actor_of: Callable[..., Actor]
) -> None:
    with tenant_scope(aalst):
        assert services.decisions_to_buy(lead) == []
        made = services.decide(actor=lead, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Werkt", findings=[finding])
        to_buy = services.decisions_to_buy(lead)
        assert [(row.id, row.pilot_id, row.finding_ids) for row in to_buy] == [(made.pk, pilot.pk, (finding.pk,))]
        assert [row.text for row in services.findings_of(pilot.pk)] == ["Het gaat sneller\n\nMinder papier."]
    with tenant_scope(brugge):
        assert services.decisions_to_buy(actor_of(brugge, Role.PILOT_LEAD)) == []
        assert services.findings_of(pilot.pk) == []
        assert services.pilot_summary(pilot.pk) is None
