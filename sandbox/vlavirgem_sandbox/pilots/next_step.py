"""The next step of a pilot: what it waits for, for a person who may take that step."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from vlavirgem_sandbox.pilots.models import Outcome, PilotState
from vlavirgem_sandbox.pilots.story import PilotStory


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What to do now, and where. ``post`` is set where pressing the button does it."""

    text: str
    label: str
    url: str
    post: bool = False


def next_step(story: PilotStory) -> NextStep | None:
    """The one step that brings the pilot further; None when there is nothing left to do."""
    pilot = story.pilot
    if pilot.state == PilotState.DRAFT:
        return _prepare(story)
    if pilot.state == PilotState.PAUSED:
        resume = reverse("pilots:state", args=[pilot.pk, PilotState.ACTIVE])
        return NextStep(text=_("The pilot is paused."), label=_("Resume pilot"), url=resume, post=True)
    if pilot.state == PilotState.ACTIVE:
        return _run(story)
    return _buy(story)


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


def _buy(story: PilotStory) -> NextStep | None:
    """After a decision to scale up the road leads to a joint purchase, where that room is installed."""
    verdict = story.verdict
    if verdict is None or verdict.outcome != Outcome.SCALE_UP:
        return None
    try:
        address = reverse("purchases:open")
    except NoReverseMatch:
        return None
    return NextStep(
        text=_("You decided to scale up. You can buy together with others."),
        label=_("Open a joint purchase"),
        url=f"{address}?decision={verdict.pk}",
    )
