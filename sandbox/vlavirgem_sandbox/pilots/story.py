"""A pilot told on one page, read in a fixed number of queries whatever the number of KPIs and findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import ngettext

from vlavirgem.ui.charts import LineChart, Point
from vlavirgem_sandbox.pilots.models import (
    Decision,
    Finding,
    FindingEvidence,
    Hypothesis,
    Kpi,
    Measurement,
    Outcome,
    Pilot,
)
from vlavirgem_sandbox.tryouts.telemetry import CallCard, call_cards
from vlavirgem_tenants.directory.models import Tenant


@dataclass(frozen=True, kw_only=True)
class KpiStory:
    """A KPI with its standing measurements, the oldest first."""

    kpi: Kpi
    measurements: Sequence[Measurement]

    @property
    def latest(self) -> Measurement | None:
        """The newest measurement."""
        return self.measurements[-1] if self.measurements else None

    @property
    def before(self) -> Decimal | None:
        """What the value was before the newest: the measurement before it, else the baseline."""
        return self.measurements[-2].value if len(self.measurements) > 1 else self.kpi.baseline

    @property
    def reached(self) -> bool:
        """Whether the newest measurement meets the target."""
        return self.latest is not None and self.kpi.reached_by(self.latest.value)

    @property
    def chart(self) -> LineChart:
        """The measurements over time, with target and baseline."""
        return LineChart(
            title=self.kpi.name,
            unit=self.kpi.unit_of(2),
            unit_of_one=self.kpi.unit_of(1),
            points=[Point(on=row.period_to, value=row.value, note=row.note) for row in self.measurements],
            target=self.kpi.target,
            baseline=self.kpi.baseline,
        )


@dataclass(frozen=True, kw_only=True)
class FindingStory:
    """A finding with the calls it rests on. ``calls`` are links for who may follow them, ``call_count`` is for all."""

    finding: Finding
    calls: Sequence[CallCard]
    call_count: int


@dataclass(frozen=True, kw_only=True)
class PilotStory:
    """Everything that the pilot's page tells."""

    pilot: Pilot
    partners: Sequence[Tenant]
    hypotheses: Sequence[Hypothesis]
    kpis: Sequence[KpiStory]
    findings: Sequence[FindingStory]
    decisions: Sequence[Decision]

    @property
    def measured(self) -> bool:
        """Whether there is a measurement to learn from."""
        return any(kpi.measurements for kpi in self.kpis)

    @property
    def reached(self) -> int:
        """How many KPIs meet their target."""
        return sum(kpi.reached for kpi in self.kpis)

    @property
    def verdict(self) -> Decision | None:
        """The standing decision that ended the pilot."""
        return next((row for row in self.decisions if Outcome(row.outcome).final), None)

    @property
    def summary(self) -> str:
        """The KPIs in one sentence."""
        every = len(self.kpis)
        summary = ngettext(
            "%(reached)s of %(all)s KPI reaches its target", "%(reached)s of %(all)s KPIs reach their target", every
        )
        return summary % {"reached": self.reached, "all": every}


def tell(pilot: Pilot, *, with_calls: bool = False) -> PilotStory:
    """Read the whole story of ``pilot`` as the current tenant sees it.

    ``with_calls`` looks up the calls behind the findings: they stand in the lead partner's own schema.
    """
    measured = Prefetch("measurements", queryset=Measurement.objects.standing(), to_attr="standing_measurements")
    kpis = Kpi.objects.filter(pilot=pilot).prefetch_related(measured)
    decisions = Decision.objects.standing().filter(pilot=pilot).prefetch_related("grounds__finding")
    return PilotStory(
        pilot=pilot,
        partners=list(pilot.partners()) if pilot.partner_ids else [],
        hypotheses=list(Hypothesis.objects.filter(pilot=pilot)),
        kpis=[KpiStory(kpi=kpi, measurements=kpi.standing_measurements) for kpi in kpis],
        findings=_findings(pilot, with_calls=with_calls),
        decisions=list(decisions),
    )


def _findings(pilot: Pilot, *, with_calls: bool) -> list[FindingStory]:
    called = Prefetch("evidence", queryset=FindingEvidence.objects.filter(call_id__isnull=False))
    findings = Finding.objects.standing().filter(pilot=pilot).select_related("hypothesis").prefetch_related(called)
    ids = {finding.pk: [row.call_id for row in finding.evidence.all()] for finding in findings}
    every = {call for calls in ids.values() for call in calls if call is not None}
    cards = {card.id: card for card in call_cards(every)} if with_calls and every else {}
    return [
        FindingStory(
            finding=finding,
            calls=[cards[call] for call in ids[finding.pk] if call in cards],
            call_count=len(ids[finding.pk]),
        )
        for finding in findings
    ]
