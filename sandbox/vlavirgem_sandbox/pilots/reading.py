"""What other rooms may know of a pilot: frozen rows, read as the current tenant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from vlavirgem_sandbox.pilots.models import Blueprint, Decision, Finding, Outcome, Pilot
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class PilotSummary:
    """A pilot as another room names it and links to it. ``state`` is one of the house's six words."""

    id: UUID
    title: str
    goal: str
    state: str
    owner_name: str
    service_name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FindingRead:
    """A finding that stands. ``title`` is its one sentence, ``text`` that sentence with what was seen."""

    id: UUID
    pilot_id: UUID
    pilot_title: str
    title: str
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DecisionToBuy:
    """A standing decision to scale up, from which a joint purchase can start."""

    id: UUID
    pilot_id: UUID
    pilot_title: str
    goal: str
    reason: str
    decided_on: dt.date
    decided_by: str
    finding_ids: tuple[UUID, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class SharedBlueprint:
    """A blueprint that others see; ``audience`` says who, in words."""

    title: str
    audience: str
    url: str


def pilot_summary(pilot_id: UUID) -> PilotSummary | None:
    """The pilot, or None where the current tenant sees none of that id."""
    pilot = Pilot.objects.select_related("owner").filter(pk=pilot_id).first()
    if pilot is None:
        return None
    return PilotSummary(
        id=pilot.pk,
        title=pilot.title,
        goal=pilot.goal,
        state=pilot.state,
        owner_name=pilot.owner.name,
        service_name=pilot.service_name,
        url=pilot.get_absolute_url(),
    )


def findings_of(pilot_id: UUID) -> list[FindingRead]:
    """The findings of a pilot that stand, in the order in which they were recorded."""
    found = Finding.objects.standing().filter(pilot=pilot_id).select_related("pilot")
    return [_finding(row) for row in found]


def finding(finding_id: UUID) -> FindingRead | None:
    """One finding, or None where the current tenant sees none of that id or it was withdrawn."""
    row = Finding.objects.standing().filter(pk=finding_id).select_related("pilot").first()
    return None if row is None else _finding(row)


def decisions_to_buy(actor: Actor) -> list[DecisionToBuy]:
    """The decisions to scale up that stand in the actor's own pilots, the latest first."""
    decisions = (
        Decision.objects.standing()
        .filter(owner=actor.tenant, outcome=Outcome.SCALE_UP)
        .select_related("pilot")
        .prefetch_related("grounds")
        .order_by("-decided_on", "-created_at")
    )
    return [
        DecisionToBuy(
            id=decision.pk,
            pilot_id=decision.pilot_id,
            pilot_title=decision.pilot.title,
            goal=decision.pilot.goal,
            reason=decision.reason,
            decided_on=decision.decided_on,
            decided_by=decision.decided_by,
            finding_ids=tuple(ground.finding_id for ground in decision.grounds.all()),
            url=decision.get_absolute_url(),
        )
        for decision in decisions
    ]


def blueprints_shared(actor: Actor) -> list[SharedBlueprint]:
    """The actor's own blueprints that others see now, for the page of all that leaves the organisation."""
    shared = Blueprint.objects.filter(owner=actor.tenant).exclude(visibility=Visibility.OWN).defer("content")
    return [
        SharedBlueprint(title=row.title, audience=row.get_visibility_display(), url=row.get_absolute_url())
        for row in shared
    ]


def _finding(row: Finding) -> FindingRead:
    return FindingRead(
        id=row.pk,
        pilot_id=row.pilot_id,
        pilot_title=row.pilot.title,
        title=row.title,
        text=f"{row.title}\n\n{row.text}".strip(),
        url=row.get_absolute_url(),
    )
