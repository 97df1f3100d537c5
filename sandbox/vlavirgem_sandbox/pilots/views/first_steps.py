"""What must be done before a page of a pilot can do anything: the way forward in place of an empty form."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem_sandbox.pilots.models import Finding, Kpi, Pilot, PilotState
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """What is missing, and where it is made; ``url`` is empty where another person makes it."""

    title: str
    text: str
    label: str = ""
    url: str = ""


def before_a_finding(actor: Actor, pilot: Pilot) -> FirstStep:
    """A finding rests on a measurement or a call, and a measurement on a KPI."""
    title = _("Nothing is measured in this pilot yet")
    kpi = Kpi.objects.filter(pilot=pilot).order_by("position").first()
    if kpi is not None:
        return FirstStep(
            title=title,
            text=_("A finding rests on what you measured. Record a measurement of “%(kpi)s” first.")
            % {"kpi": kpi.name},
            label=_("Record first measurement"),
            url=reverse("pilots:measure", args=[kpi.pk]),
        )
    text = _("A finding rests on what you measured. Say first by which number you will judge the pilot.")
    if not actor.may(Permission.PILOT_MANAGE):
        return FirstStep(title=title, text=" ".join((text, _("Your pilot lead adds that number, the KPI."))))
    return FirstStep(title=title, text=text, label=_("Add first KPI"), url=reverse("pilots:kpi-new", args=[pilot.pk]))


def before_a_decision(pilot: Pilot) -> FirstStep | None:
    """A decision is taken on the findings of a pilot that has begun; None when it can be taken."""
    if pilot.state == PilotState.DRAFT:
        return FirstStep(
            title=_("This pilot has not begun yet"),
            text=_("Start it first; then measure, and record what you find."),
            label=_("Go to the pilot"),
            url=pilot.get_absolute_url(),
        )
    if Finding.objects.standing().filter(pilot=pilot).exists():
        return None
    return FirstStep(
        title=_("There is no finding yet"),
        text=_("A decision rests on findings. Record first what the pilot taught you."),
        label=_("Record a finding"),
        url=reverse("pilots:finding-new", args=[pilot.pk]),
    )


def before_a_blueprint(pilot: Pilot) -> FirstStep:
    """Only a pilot that ended with a decision has something to pass on."""
    return FirstStep(
        title=_("This pilot has not ended yet"),
        text=_("A blueprint is made of a pilot that ended with a decision. Take that decision first."),
        label=_("Go to the pilot"),
        url=pilot.get_absolute_url(),
    )


def before_choosing_a_tryout() -> FirstStep:
    """A pilot runs on a try-out of the own organisation."""
    return FirstStep(
        title=_("Your organisation has no try-out yet"),
        text=_("Choose a service in the catalogue and open a try-out of it. Then come back here."),
        label=_("Look at the services"),
        url=reverse("services:list"),
    )
