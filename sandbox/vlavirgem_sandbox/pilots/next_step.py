"""The next step of a pilot: what it waits for, for a person who may take that step."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from vlavirgem.plugins import EvidenceCard, evidence_kinds, evidence_steps
from vlavirgem_sandbox.pilots.evidence_blueprints import DECISION
from vlavirgem_sandbox.pilots.models import Decision, Outcome, PilotState
from vlavirgem_sandbox.pilots.story import PilotStory
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What to do now, and where; ``url`` is empty where another person does it, ``post``: a press does it."""

    text: str
    label: str = ""
    url: str = ""
    post: bool = False


def next_step(story: PilotStory, actor: Actor) -> NextStep | None:
    """The one step that brings the pilot further, for the lead partner's people; None when there is nothing to do."""
    pilot = story.pilot
    if pilot.state == PilotState.ENDED:
        return _buy(story, actor)
    if not actor.may(Permission.PILOT_MANAGE):
        return None
    if pilot.state == PilotState.DRAFT:
        return _prepare(story)
    if pilot.state == PilotState.PAUSED:
        resume = reverse("pilots:state", args=[pilot.pk, PilotState.ACTIVE])
        return NextStep(text=_("The pilot is paused."), label=_("Resume pilot"), url=resume, post=True)
    return _run(story) if pilot.state == PilotState.ACTIVE else None


def _prepare(story: PilotStory) -> NextStep:
    pilot = story.pilot
    if not story.kpis:
        return NextStep(
            text=_("Say by which number you will judge the pilot."),
            label=_("Add first KPI"),
            url=reverse("pilots:kpi-new", args=[pilot.pk]),
        )
    start = reverse("pilots:state", args=[pilot.pk, PilotState.ACTIVE])
    return NextStep(text=_("The pilot is ready to start."), label=_("Start pilot"), url=start, post=True)


def _run(story: PilotStory) -> NextStep:
    pilot = story.pilot
    if not story.measured:
        return NextStep(
            text=_("Nothing is measured yet."),
            label=_("Record first measurement"),
            url=reverse("pilots:measure", args=[story.kpis[0].kpi.pk]),
        )
    if not story.findings:
        return NextStep(
            text=_("There are measurements. What do they teach you?"),
            label=_("Record a finding"),
            url=reverse("pilots:finding-new", args=[pilot.pk]),
        )
    return NextStep(
        text=_("There are findings. Decide how it goes on."),
        label=_("Take a decision"),
        url=reverse("pilots:decide", args=[pilot.pk]),
    )


def _buy(story: PilotStory, actor: Actor) -> NextStep | None:
    """After a decision to scale up the road leads to a joint purchase, where that room is installed."""
    verdict = story.verdict
    if verdict is None or verdict.outcome != Outcome.SCALE_UP:
        return None
    if purchase := _purchase_of(verdict):
        text = _("The joint purchase “%(purchase)s” came from this decision.") % {"purchase": purchase.title}
        return NextStep(text=text, label=_("Go to the purchase"), url=purchase.url)
    try:
        address = reverse("purchases:open")
    except NoReverseMatch:
        return None
    if not actor.may(Permission.PURCHASE_MANAGE):
        return NextStep(text=_("You decided to scale up. Your buyer can now open a joint purchase."))
    return NextStep(
        text=_("You decided to scale up. You can buy together with others."),
        label=_("Open a joint purchase"),
        url=f"{address}?decision={verdict.pk}",
    )


def _purchase_of(decision: Decision) -> EvidenceCard | None:
    """What another room made of the decision, as far as this organisation sees it."""
    made = (ref for step in evidence_steps if step.kind == DECISION for ref in step.after(decision.pk))
    return next((card for ref in made if (card := evidence_kinds.get(ref.kind).card(ref.id))), None)
