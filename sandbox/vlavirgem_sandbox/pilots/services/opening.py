"""Opening a pilot, describing it, and moving it from state to state."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots.models import Kpi, Pilot, PilotState
from vlavirgem_sandbox.pilots.services.lead import locked_by_lead, open_to_change
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

# What a person may do by hand. A pilot ends by its decision, not here.
TRANSITIONS: Final[dict[str, tuple[PilotState, ...]]] = {
    PilotState.DRAFT: (PilotState.ACTIVE, PilotState.WITHDRAWN),
    PilotState.ACTIVE: (PilotState.PAUSED, PilotState.WITHDRAWN),
    PilotState.PAUSED: (PilotState.ACTIVE, PilotState.WITHDRAWN),
    PilotState.ENDED: (),
    PilotState.WITHDRAWN: (PilotState.DRAFT,),
}
VERBS: Final[dict[str, str]] = {
    PilotState.DRAFT: "reopened",
    PilotState.ACTIVE: "started",
    PilotState.PAUSED: "paused",
    PilotState.WITHDRAWN: "withdrawn",
}


@transaction.atomic
def open_pilot(
    *,
    actor: Actor,
    title: str,
    goal: str,
    reason: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    service_name: str = "",
    tryout_id: UUID | None = None,
) -> Pilot:
    """Open a draft that only the actor's organisation sees. Raises ``ValidationError`` for what is missing."""
    actor.require(Permission.PILOT_MANAGE)
    pilot = Pilot(
        owner=actor.tenant,
        title=title.strip(),
        goal=goal.strip(),
        reason=reason.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        service_name=service_name,
        tryout_id=tryout_id,
    )
    pilot.full_clean()
    pilot.save(force_insert=True)
    record(actor=actor, subject=pilot, verb="opened")
    return pilot


@transaction.atomic
def edit_pilot(
    *,
    actor: Actor,
    pilot: Pilot,
    title: str,
    goal: str,
    reason: str,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
) -> Pilot:
    """Describe the pilot anew. The try-out stays: the measurements stand on it."""
    current = open_to_change(actor=actor, pilot=pilot)
    described = {"title": title.strip(), "goal": goal.strip(), "reason": reason.strip()}
    dated = {"starts_on": starts_on, "ends_on": ends_on}
    for name, value in (described | dated).items():
        setattr(current, name, value)
    current.full_clean()
    current.save(update_fields=[*described, *dated, "updated_at"])
    record(actor=actor, subject=current, verb="described anew")
    return current


@transaction.atomic
def connect_tryout(*, actor: Actor, pilot: Pilot, tryout_id: UUID, service_name: str) -> Pilot:
    """Say on which try-out the pilot runs; refused once measurements stand on another one."""
    current = open_to_change(actor=actor, pilot=pilot)
    measured = current.measurement_set.standing().filter(tryout_id__isnull=False).exclude(tryout_id=tryout_id)
    if measured.exists():
        raise Refusal(
            _("Measurements of this pilot stand on the calls of another try-out."),
            remedy=_("Withdraw those measurements first, or open a new pilot."),
            code="measured-elsewhere",
        )
    current.tryout_id, current.service_name = tryout_id, service_name
    current.save(update_fields=["tryout_id", "service_name", "updated_at"])
    record(actor=actor, subject=current, verb="connected to a try-out", detail={"tryout": str(tryout_id)})
    return current


@transaction.atomic
def change_state(*, actor: Actor, pilot: Pilot, to: PilotState, reason: str = "") -> Pilot:
    """Start, pause, resume, withdraw or reopen the pilot.

    Raises ``Refusal`` (409) for a step that does not exist from its present state, and for starting without a KPI:
    a pilot without one cannot be decided on.
    """
    current = locked_by_lead(actor=actor, pilot=pilot)
    if to not in TRANSITIONS[current.state]:
        raise Refusal(
            _("A pilot that is “%(now)s” cannot become “%(then)s”.")
            % {"now": current.get_state_display(), "then": to.label},
            remedy=_("Reload the page: someone else may have changed it."),
            code="no-such-step",
        )
    if to is PilotState.ACTIVE:
        _require_kpi(current)
        current.starts_on = current.starts_on or timezone.localdate()
    current.state = to
    current.save(update_fields=["state", "starts_on", "updated_at"])
    record(actor=actor, subject=current, verb=VERBS[to], reason=reason.strip())
    return current


def _require_kpi(pilot: Pilot) -> None:
    if not Kpi.objects.filter(pilot=pilot).exists():
        raise Refusal(
            _("A pilot cannot start without a KPI."),
            remedy=_("Add at least one KPI with a target first."),
            code="no-kpi",
        )
