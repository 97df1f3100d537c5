"""What a pilot is made of: hypotheses, KPIs with their measurements, findings and decisions."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related, Written
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.dated import Dated
from vlavirgem_graphql.schema.pilots.source import FINDINGS, MEASUREMENTS
from vlavirgem_graphql.schema.pilots.types import Pilot
from vlavirgem_sandbox.pilots.models import Decision as DecisionModel
from vlavirgem_sandbox.pilots.models import Finding as FindingModel
from vlavirgem_sandbox.pilots.models import Hypothesis as HypothesisModel
from vlavirgem_sandbox.pilots.models import Kpi as KpiModel
from vlavirgem_sandbox.pilots.models import Measurement as MeasurementModel
from vlavirgem_sandbox.pilots.models import Pilot as PilotModel

_HYPOTHESIS, _KPI, _MEASUREMENT = ColumnsOf(HypothesisModel), ColumnsOf(KpiModel), ColumnsOf(MeasurementModel)
_FINDING, _DECISION = ColumnsOf(FindingModel), ColumnsOf(DecisionModel)


def _pilot() -> Related:
    return Related(graphene.NonNull(Pilot), lambda: PilotModel, "pilot_id", description=_("The pilot it is part of."))


def _calls(row: Rows) -> str:
    return (
        f"(select count(*) from public.pilots_findingevidence ground where ground.finding_id={row.column('id')} "
        "and ground.call_id is not null)"
    )


def _grounds(row: Rows, decision: Rows) -> str:
    return (
        f"exists (select from public.pilots_decisionground ground where ground.finding_id={row.column('id')} "
        f"and ground.decision_id={decision.column('id')})"
    )


def _shown_by(row: Rows, finding: Rows) -> str:
    return (
        f"exists (select from public.pilots_findingevidence ground where ground.measurement_id={row.column('id')} "
        f"and ground.finding_id={finding.column('id')})"
    )


class Hypothesis(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A sentence that the pilot may prove wrong."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("A sentence that the pilot may prove wrong.")

    id = opaque("Hypothesis")
    text = _HYPOTHESIS.text("text")
    verdict = _HYPOTHESIS.text("verdict", _("open, holds or fails."))
    pilot = _pilot()


class Kpi(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A number by which a pilot is judged."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("A number by which a pilot is judged.")

    id = opaque("Kpi")
    name = _KPI.text("name")
    unit = _KPI.text("unit")
    direction = _KPI.text("direction", _("Which way it should go: higher or lower."))
    baseline = _KPI.figure("baseline")
    baseline_on = _KPI.day("baseline_on")
    target = _KPI.figure("target")
    source = _KPI.text("source", _("Where its values come from: typed, or a figure of calls or runs."))
    operation = _KPI.text("operation")
    pilot = _pilot()
    measurements = NestedConnection(
        "vlavirgem_graphql.schema.pilots.parts.Measurement",
        MEASUREMENTS,
        on="kpi_id",
        description=_("Its values, the oldest first."),
    )


class Measurement(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A KPI's value over a period."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("A KPI's value over a period.")

    id = opaque("Measurement")
    value = _MEASUREMENT.figure("value")
    period_from = _MEASUREMENT.day("period_from")
    period_to = _MEASUREMENT.day("period_to")
    note = _MEASUREMENT.text("note")
    calls_total = _MEASUREMENT.whole("calls_total", _("On how many calls it rests; null where none gave it."))
    runs_total = _MEASUREMENT.whole("runs_total", _("On how many runs of a chain it rests; null where none gave it."))
    kpi = Related(graphene.NonNull(Kpi), lambda: KpiModel, "kpi_id", description=_("The KPI that it measures."))


class Finding(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """What a pilot taught: one sentence that others can use, and what was seen."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("What a pilot taught: one sentence that others can use, and what was seen.")

    id = opaque("Finding")
    title = _FINDING.text("title")
    text = _FINDING.text("text")
    call_count = Written(
        graphene.NonNull(graphene.Int), _calls, description=_("On how many calls to the try-out it rests.")
    )
    pilot = _pilot()
    hypothesis = Related(
        Hypothesis, lambda: HypothesisModel, "hypothesis_id", description=_("The hypothesis that it speaks of.")
    )
    measurements = NestedConnection(
        Measurement, MEASUREMENTS, on=_shown_by, description=_("The measurements that it rests on.")
    )


class Decision(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Scale up, adjust or stop, with the reason."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("Scale up, adjust or stop, with the reason.")

    id = opaque("Decision")
    outcome = _DECISION.text("outcome", _("scale_up, adjust or stop."))
    reason = _DECISION.text("reason")
    decided_on = _DECISION.day("decided_on")
    decided_by = _DECISION.text("decided_by")
    pilot = _pilot()
    findings = NestedConnection(Finding, FINDINGS, on=_grounds, description=_("The findings that it rests on."))
