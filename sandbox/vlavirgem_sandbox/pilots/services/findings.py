"""Findings: recorded with their evidence, revised, taken back and put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots.models import Finding, FindingEvidence, Hypothesis, Measurement, Pilot
from vlavirgem_sandbox.pilots.services.lead import open_to_change
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


class FindingTold(TypedDict, total=False):
    """What a person says of a finding: what was learned, and what shows it."""

    title: Required[str]
    text: str
    hypothesis: Hypothesis | None
    measurements: Sequence[Measurement]
    call_ids: Iterable[UUID]


@transaction.atomic
def record_finding(*, actor: Actor, pilot: Pilot, **told: Unpack[FindingTold]) -> Finding:
    """Record what was learned: on at least one measurement of this pilot, or one call (else ``ValidationError``)."""
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=pilot)
    finding = Finding(owner=actor.tenant, pilot=current)
    _write(finding, told)
    record(actor=actor, subject=current, verb="finding recorded", reason=finding.title)
    return finding


@transaction.atomic
def revise_finding(*, actor: Actor, finding: Finding, **told: Unpack[FindingTold]) -> Finding:
    """Write the finding anew, with its evidence. Same rules as recording it."""
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=finding.pilot)
    finding.refresh_from_db(fields=["withdrawn_at"])  # the row is written whole
    _write(finding, told)
    record(actor=actor, subject=current, verb="finding revised", reason=finding.title)
    return finding


@transaction.atomic
def withdraw_finding(*, actor: Actor, finding: Finding) -> Finding:
    """Take a finding back. Raises ``Refusal`` (409) while a decision rests on it."""
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=finding.pilot)
    if finding.decision_grounds.filter(decision__withdrawn_at__isnull=True).exists():
        raise Refusal(
            _("A decision rests on this finding."),
            remedy=_("Withdraw the decision first."),
            code="decision-rests-on-it",
        )
    finding.withdrawn_at = timezone.now()
    finding.save(update_fields=["withdrawn_at", "updated_at"])
    record(actor=actor, subject=current, verb="finding withdrawn", reason=finding.title)
    return finding


@transaction.atomic
def restore_finding(*, actor: Actor, finding: Finding) -> Finding:
    """Put a withdrawn finding back. Raises ``Refusal`` (409) when a measurement it rests on was withdrawn meanwhile."""
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=finding.pilot)
    if finding.evidence.filter(measurement__withdrawn_at__isnull=False).exists():
        raise Refusal(
            _("A measurement that this finding rests on was withdrawn."),
            remedy=_("Restore that measurement first, or record a new finding."),
            code="evidence-withdrawn",
        )
    finding.withdrawn_at = None
    finding.save(update_fields=["withdrawn_at", "updated_at"])
    record(actor=actor, subject=current, verb="finding restored", reason=finding.title)
    return finding


def _write(finding: Finding, told: FindingTold) -> None:
    measurements, hypothesis = told.get("measurements", ()), told.get("hypothesis")
    calls = list(dict.fromkeys(told.get("call_ids", ())))
    _check_evidence(finding.pilot_id, hypothesis, measurements, calls)
    finding.title, finding.text = told["title"].strip(), told.get("text", "").strip()
    finding.hypothesis = hypothesis
    finding.full_clean()
    finding.save()
    finding.evidence.all().delete()
    rests_on = [{"measurement": measurement} for measurement in measurements] + [{"call_id": call} for call in calls]
    FindingEvidence.objects.bulk_create(
        FindingEvidence(owner=finding.owner, pilot_id=finding.pilot_id, finding=finding, **thing) for thing in rests_on
    )


def _check_evidence(
    pilot_id: UUID, hypothesis: Hypothesis | None, measurements: Sequence[Measurement], calls: Sequence[UUID]
) -> None:
    if not measurements and not calls:
        raise ValidationError({"measurements": _("Choose at least one measurement or call that shows this.")})
    chosen = {measurement.pk for measurement in measurements}
    standing = Measurement.objects.filter(pilot_id=pilot_id, withdrawn_at__isnull=True, pk__in=chosen)
    if standing.count() != len(chosen):  # asked anew: one may have been withdrawn before the pilot was locked
        raise ValidationError({"measurements": _("Choose measurements of this pilot that were not withdrawn.")})
    if hypothesis is not None and hypothesis.pilot_id != pilot_id:
        raise ValidationError({"hypothesis": _("Choose a hypothesis of this pilot.")})
