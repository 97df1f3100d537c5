"""The decision: taken on the ground of findings, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots.models import Decision, DecisionGround, Finding, Outcome, Pilot, PilotState
from vlavirgem_sandbox.pilots.services.lead import locked_by_lead
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor


@transaction.atomic
def decide(
    *,
    actor: Actor,
    pilot: Pilot,
    outcome: Outcome,
    reason: str,
    findings: Sequence[Finding],
    decided_by: str = "",
    decided_on: dt.date | None = None,
) -> Decision:
    """Decide to scale up, adjust or stop, on the ground of standing findings of this pilot.

    ``decided_by`` is who took the decision (a college, a steering group); the actor writes it down. Scaling up and
    stopping end the pilot. Raises ``ValidationError`` without a reason or findings, and ``Refusal`` (409) for a pilot
    that is not running.
    """
    current = locked_by_lead(actor=actor, pilot=pilot)
    if current.state not in {PilotState.ACTIVE, PilotState.PAUSED}:
        raise Refusal(
            _("Only a running pilot can be decided on; this one is %(state)s.")
            % {"state": current.get_state_display()},
            remedy=_("Start the pilot first, or take back the decision that stands."),
            code="pilot-not-running",
        )
    findings = _grounds(current, findings)
    day = decided_on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"decided_on": _("That day is yet to come.")})
    decision = Decision(
        owner=actor.tenant,
        pilot=current,
        outcome=outcome,
        reason=reason.strip(),
        decided_by=decided_by.strip() or actor.name,
        decided_on=day,
    )
    decision.full_clean()
    decision.save(force_insert=True)
    DecisionGround.objects.bulk_create(
        DecisionGround(owner=actor.tenant, pilot=current, decision=decision, finding=finding) for finding in findings
    )
    if outcome.final:
        _set_state(current, PilotState.ENDED)
    record(actor=actor, subject=current, verb="decided", reason=decision.reason, detail={"outcome": str(outcome)})
    return decision


@transaction.atomic
def withdraw_decision(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """Take a decision back, saying why (else ``ValidationError``); a pilot that it ended runs again."""
    current = locked_by_lead(actor=actor, pilot=decision.pilot)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the decision is withdrawn.")})
    decision.refresh_from_db(fields=["withdrawn_at", "outcome"])
    if decision.withdrawn_at is None:
        decision.withdrawn_at = timezone.now()
        decision.save(update_fields=["withdrawn_at", "updated_at"])
        if Outcome(decision.outcome).final:
            _set_state(current, PilotState.ACTIVE)
        record(actor=actor, subject=current, verb="decision withdrawn", reason=reason.strip())
    return decision


def _grounds(pilot: Pilot, findings: Sequence[Finding]) -> list[Finding]:
    """The findings as they stand now that the pilot is locked: one may have been withdrawn since the page was shown."""
    if not findings:
        raise ValidationError({"findings": _("Choose at least one finding that the decision rests on.")})
    chosen = {finding.pk for finding in findings}
    standing = list(Finding.objects.filter(pilot=pilot, withdrawn_at__isnull=True, pk__in=chosen))
    if len(standing) != len(chosen):
        raise ValidationError({"findings": _("Choose findings of this pilot that were not withdrawn.")})
    return standing


def _set_state(pilot: Pilot, state: PilotState) -> None:
    pilot.state = state
    pilot.save(update_fields=["state", "updated_at"])
