"""A pilot's links in the evidence chain: calls or runs -> measurement -> finding -> decision (-> blueprint);
purchases add to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.plugins import (
    CallsInUse,
    EvidenceCard,
    EvidenceKind,
    EvidenceRef,
    EvidenceStep,
    RunsInUse,
    calls_in_use,
    evidence_kinds,
    evidence_steps,
    runs_in_use,
)
from vlavirgem.ui.charts import written_date
from vlavirgem_sandbox.pilots.evidence_blueprints import ADOPTION_KIND, BLUEPRINT_KIND, DECISION, blueprints_of
from vlavirgem_sandbox.pilots.models import Decision, Finding, FindingEvidence, Measurement
from vlavirgem_tenants.scope import current_tenant

CALLS, RUNS, MEASUREMENT, FINDING = "calls", "runs", "measurement", "finding"


def register() -> None:
    """Put the kinds, the step from a try-out's calls to what was measured by them, and those calls, into the
    registries."""
    for kind in (MEASUREMENT_KIND, FINDING_KIND, DECISION_KIND, BLUEPRINT_KIND, ADOPTION_KIND):
        evidence_kinds.register(kind)
    evidence_steps.register(EvidenceStep(name="calls to measurements", kind=CALLS, after=_measured_by))
    evidence_steps.register(EvidenceStep(name="runs to measurements", kind=RUNS, after=_measured_by_runs))
    calls_in_use.register(CallsInUse(name="pilots", find=_calls_in_use))
    runs_in_use.register(RunsInUse(name="pilots", find=_runs_in_use))


def _measurement_card(identity: UUID) -> EvidenceCard | None:
    found = Measurement.objects.standing().select_related("kpi", "owner").filter(pk=identity).first()
    if found is None:
        return None
    return EvidenceCard(
        kind=MEASUREMENT,
        label=_("Measurement"),
        title=f"{found.kpi.name}: {found.kpi.said(found.value)}",
        url=found.get_absolute_url(),
        line=written_date(found.period_to),
        owner=found.owner.name,
    )


def _before_measurement(identity: UUID) -> Sequence[EvidenceRef]:
    tryouts = Measurement.objects.filter(pk=identity, tryout_id__isnull=False).values_list("tryout_id", flat=True)
    chains = Measurement.objects.filter(pk=identity, chain_id__isnull=False).values_list("chain_id", flat=True)
    called = [EvidenceRef(CALLS, tryout) for tryout in tryouts if tryout is not None]
    return [*called, *(EvidenceRef(RUNS, chain) for chain in chains if chain is not None)]


def _after_measurement(identity: UUID) -> Sequence[EvidenceRef]:
    resting = FindingEvidence.objects.filter(measurement=identity, finding__withdrawn_at__isnull=True)
    return [EvidenceRef(FINDING, finding) for finding in resting.values_list("finding_id", flat=True)]


def _calls_in_use() -> Iterable[UUID]:
    """Also of what was withdrawn: it can be put back."""
    tenant = current_tenant()
    for sample in Measurement.objects.filter(owner=tenant).values_list("sample_call_ids", flat=True):
        yield from sample
    cited = FindingEvidence.objects.filter(owner=tenant, call_id__isnull=False)
    yield from (call for call in cited.values_list("call_id", flat=True) if call is not None)


def _runs_in_use() -> Iterable[UUID]:
    """Also of what was withdrawn: it can be put back."""
    for sample in Measurement.objects.filter(owner=current_tenant()).values_list("sample_run_ids", flat=True):
        yield from sample


def _measured_by_runs(chain_id: UUID) -> Sequence[EvidenceRef]:
    """What follows a chain's runs: the measurements taken from them."""
    measured = Measurement.objects.standing().filter(chain_id=chain_id).order_by("period_to")
    return [EvidenceRef(MEASUREMENT, found) for found in measured.values_list("pk", flat=True)]


def _measured_by(tryout_id: UUID) -> Sequence[EvidenceRef]:
    """What follows a try-out's calls: the measurements taken from them."""
    measured = Measurement.objects.standing().filter(tryout_id=tryout_id).order_by("period_to")
    return [EvidenceRef(MEASUREMENT, found) for found in measured.values_list("pk", flat=True)]


def _finding_card(identity: UUID) -> EvidenceCard | None:
    found = Finding.objects.standing().select_related("pilot__owner").filter(pk=identity).first()
    if found is None:
        return None
    return EvidenceCard(
        kind=FINDING,
        label=_("Finding"),
        title=found.title,
        url=found.get_absolute_url(),
        line=found.pilot.title,
        owner=found.pilot.owner.name,
    )


def _before_finding(identity: UUID) -> Sequence[EvidenceRef]:
    rows = FindingEvidence.objects.filter(finding=identity).select_related("pilot")
    measured = [EvidenceRef(MEASUREMENT, row.measurement_id) for row in rows if row.measurement_id]
    called = [EvidenceRef(CALLS, row.pilot.tryout_id) for row in rows if row.call_id and row.pilot.tryout_id]
    return list(dict.fromkeys([*measured, *called]))


def _after_finding(identity: UUID) -> Sequence[EvidenceRef]:
    decisions = Decision.objects.standing().filter(grounds__finding=identity).values_list("pk", flat=True)
    return [EvidenceRef(DECISION, decision) for decision in decisions]


def _decision_card(identity: UUID) -> EvidenceCard | None:
    found = Decision.objects.standing().select_related("pilot__owner").filter(pk=identity).first()
    if found is None:
        return None
    return EvidenceCard(
        kind=DECISION,
        label=_("Decision"),
        title=f"{found.pilot.title}: {found.get_outcome_display()}",
        url=found.get_absolute_url(),
        line=written_date(found.decided_on),
        owner=found.pilot.owner.name,
    )


def _before_decision(identity: UUID) -> Sequence[EvidenceRef]:
    findings = Finding.objects.filter(decision_grounds__decision=identity).values_list("pk", flat=True)
    return [EvidenceRef(FINDING, found) for found in findings]


MEASUREMENT_KIND = EvidenceKind(
    name=MEASUREMENT,
    label=gettext_lazy("Measurement"),
    card=_measurement_card,
    before=_before_measurement,
    after=_after_measurement,
)
FINDING_KIND = EvidenceKind(
    name=FINDING, label=gettext_lazy("Finding"), card=_finding_card, before=_before_finding, after=_after_finding
)
DECISION_KIND = EvidenceKind(
    name=DECISION, label=gettext_lazy("Decision"), card=_decision_card, before=_before_decision, after=blueprints_of
)
