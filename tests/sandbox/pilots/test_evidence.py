"""The pilot's links of the evidence chain, walked both ways, and what waits for a person."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from types import SimpleNamespace

from vlavirgem.plugins import EvidenceRef, evidence_kinds, evidence_steps
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Kpi, Outcome, Pilot
from vlavirgem_sandbox.pilots.waiting import waiting
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DAY = dt.date(2026, 9, 14)


def after(ref: EvidenceRef) -> list[EvidenceRef]:
    """What follows a link: by its own kind, and by the steps that other rooms add."""
    added = [found for step in evidence_steps if step.kind == ref.kind for found in step.after(ref.id)]
    own = evidence_kinds.get(ref.kind).after(ref.id) if ref.kind in evidence_kinds else ()
    return [*own, *added]


def test_the_chain_runs_from_calls_to_the_decision_and_back(
    aalst: Tenant, lead: Actor, pilot: Pilot, fed_kpi: Kpi, calls: SimpleNamespace
) -> None:
    with tenant_scope(aalst):
        taken, _new = services.take_measurement(actor=lead, kpi=fed_kpi, period_from=DAY, period_to=DAY)
        finding = services.record_finding(
            actor=lead, pilot=pilot, title="Goed", measurements=[taken], call_ids=taken.sample_call_ids
        )
        decision = services.decide(actor=lead, pilot=pilot, outcome=Outcome.STOP, reason="Klaar", findings=[finding])
        assert pilot.tryout_id is not None
        chain = [
            EvidenceRef("calls", pilot.tryout_id),
            EvidenceRef("measurement", taken.pk),
            EvidenceRef("finding", finding.pk),
            EvidenceRef("pilot decision", decision.pk),
        ]
        for here, there in itertools.pairwise(chain):
            assert there in after(here)
            assert here in evidence_kinds.get(there.kind).before(there.id)


def test_a_card_says_what_it_is_and_another_tenant_gets_none(
    aalst: Tenant, brugge: Tenant, lead: Actor, pilot: Pilot, fed_kpi: Kpi, calls: SimpleNamespace
) -> None:
    with tenant_scope(aalst):
        taken, _new = services.take_measurement(actor=lead, kpi=fed_kpi, period_from=DAY, period_to=DAY)
        card = evidence_kinds.get("measurement").card(taken.pk)
        assert card is not None
        assert "Geldige oproepen" in card.title
        assert card.owner == aalst.name
    with tenant_scope(brugge):
        assert evidence_kinds.get("measurement").card(taken.pk) is None
        assert evidence_kinds.get("finding").card(taken.pk) is None


def test_what_was_withdrawn_leaves_the_chain(
    aalst: Tenant, lead: Actor, pilot: Pilot, fed_kpi: Kpi, calls: SimpleNamespace
) -> None:
    with tenant_scope(aalst):
        taken, _new = services.take_measurement(actor=lead, kpi=fed_kpi, period_from=DAY, period_to=DAY)
        finding = services.record_finding(actor=lead, pilot=pilot, title="Goed", measurements=[taken])
        services.withdraw_finding(actor=lead, finding=finding)
        assert after(EvidenceRef("measurement", taken.pk)) == []
        assert evidence_kinds.get("finding").card(finding.pk) is None


def test_a_draft_waits_for_who_can_start_it_only(aalst: Tenant, lead: Actor, actor_of: Callable[..., Actor]) -> None:
    with tenant_scope(aalst):
        services.open_pilot(actor=lead, title="Nog te starten", goal="Doel")
        assert [work.title for work in waiting(lead)] == ["Nog te starten"]
        assert waiting(actor_of(aalst, Role.MEMBER)) == ()


def test_a_pilot_past_its_last_day_waits_for_a_decision(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    with tenant_scope(aalst):
        assert waiting(lead) == []
        Pilot.objects.filter(pk=pilot.pk).update(ends_on=DAY)
        assert [work.title for work in waiting(lead)] == [pilot.title]
