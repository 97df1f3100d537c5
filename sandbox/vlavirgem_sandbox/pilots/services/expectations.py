"""What a pilot expects: hypotheses and KPIs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.telemetry import chain_cards
from vlavirgem_sandbox.pilots.models import Direction, Hypothesis, Kpi, Pilot, Source, Verdict
from vlavirgem_sandbox.pilots.services.lead import open_to_change
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class KpiTerms:
    """What a KPI promises: from where to where, in which unit and direction, and who gives its values."""

    name: str
    target: Decimal
    unit: str = ""
    direction: Direction = Direction.HIGHER
    baseline: Decimal | None = None
    baseline_on: dt.date | None = None
    source: Source = Source.TYPED
    operation: str = ""
    chain_id: UUID | None = None
    """Whose runs give the values; only for such a source."""


@transaction.atomic
def add_hypothesis(*, actor: Actor, pilot: Pilot, text: str) -> Hypothesis:
    """Write down what the pilot expects to see."""
    current = open_to_change(actor=actor, pilot=pilot)
    hypothesis = Hypothesis(
        owner=actor.tenant, pilot=current, text=text.strip(), position=_next_position(Hypothesis, current)
    )
    hypothesis.full_clean()
    hypothesis.save(force_insert=True)
    record(actor=actor, subject=current, verb="hypothesis added", reason=hypothesis.text)
    return hypothesis


@transaction.atomic
def judge_hypothesis(*, actor: Actor, hypothesis: Hypothesis, verdict: Verdict) -> Hypothesis:
    """Say whether the hypothesis holds. Raises ``Refusal`` (409) without a finding that speaks of it."""
    current = open_to_change(actor=actor, pilot=hypothesis.pilot)
    if verdict is not Verdict.OPEN and not hypothesis.findings.standing().exists():
        raise Refusal(
            _("No finding speaks of this hypothesis yet."),
            remedy=_("Record a finding and choose this hypothesis with it."),
            code="no-finding",
        )
    hypothesis.verdict = verdict
    hypothesis.save(update_fields=["verdict", "updated_at"])
    detail = {"verdict": str(verdict)}
    record(actor=actor, subject=current, verb="hypothesis judged", reason=hypothesis.text, detail=detail)
    return hypothesis


@transaction.atomic
def add_kpi(*, actor: Actor, pilot: Pilot, terms: KpiTerms) -> Kpi:
    """Add a KPI. Raises ``Refusal`` (409) when the call log should feed it and the pilot has no try-out."""
    current = open_to_change(actor=actor, pilot=pilot)
    _require_source(current, terms)
    kpi = Kpi(owner=actor.tenant, pilot=current, position=_next_position(Kpi, current), **_fields(terms))
    kpi.full_clean()
    kpi.save(force_insert=True)
    record(actor=actor, subject=current, verb="KPI added", reason=kpi.name)
    return kpi


@transaction.atomic
def edit_kpi(*, actor: Actor, kpi: Kpi, terms: KpiTerms) -> Kpi:
    """Change a KPI. Its first measurement fixes its unit and its source (``Refusal`` 409)."""
    current = open_to_change(actor=actor, pilot=kpi.pilot)
    _require_source(current, terms)
    fields = _fields(terms)
    fixed = ("source", "operation", "chain_id") if terms.source.fed else ("unit", "source", "operation")
    meaning = [name for name in fixed if fields[name] != getattr(kpi, name)]
    if meaning and kpi.measurements.standing().exists():
        raise Refusal(
            _("Measurements stand on this KPI: its unit and its source stay as they are."),
            remedy=_("Withdraw the measurements first, or add another KPI."),
            code="kpi-measured",
            place=meaning[0],
        )
    for name, value in fields.items():
        setattr(kpi, name, value)
    kpi.full_clean()
    kpi.save()
    record(actor=actor, subject=current, verb="KPI changed", reason=kpi.name)
    return kpi


def _fields(terms: KpiTerms) -> dict[str, object]:
    fields = asdict(terms) | {"name": terms.name.strip(), "unit": terms.source.fixed_unit or terms.unit.strip()}
    if not terms.source.of_calls:
        fields["operation"] = ""
    if not terms.source.of_runs:
        fields["chain_id"] = None
    return fields


def _require_source(pilot: Pilot, terms: KpiTerms) -> None:
    if terms.source.of_runs and terms.chain_id not in {card.id for card in chain_cards()}:
        raise Refusal(
            _("It is not said which chain's runs are counted."),
            remedy=_("Choose one of your chains, or type the values in."),
            code="no-chain",
            place="chain",
        )
    if terms.source.of_calls and pilot.tryout_id is None:
        raise Refusal(
            _("This pilot has no try-out whose calls could be counted."),
            remedy=_("Choose a try-out for the pilot first, or type the values in."),
            code="no-tryout",
            place="source",
        )


def _next_position(part: type[Hypothesis | Kpi], pilot: Pilot) -> int:
    highest = part.objects.filter(pilot=pilot).aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else highest + 1
