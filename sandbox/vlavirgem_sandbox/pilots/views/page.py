"""The pilot's one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.ui.charts import written_date
from vlavirgem.ui.components import Fact
from vlavirgem_sandbox.chains.travelling import arrived_chains
from vlavirgem_sandbox.pilots.forms import ShareForm
from vlavirgem_sandbox.pilots.history import history_of
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption, Pilot, PilotState
from vlavirgem_sandbox.pilots.next_step import next_step
from vlavirgem_sandbox.pilots.services.opening import TRANSITIONS
from vlavirgem_sandbox.pilots.story import PilotStory, tell
from vlavirgem_sandbox.pilots.views.saving import visible_pilot
from vlavirgem_sandbox.tryouts.telemetry import tryout_card
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@member_required
def pilot_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The whole story. ``?as=partner`` shows the lead partner what a partner sees: the same, without the tools."""
    pilot = visible_pilot(pk)
    ours = pilot.owner_id == request.tenant.pk
    as_partner = ours and request.GET.get("as") == "partner"
    works_here = ours and not as_partner
    story = tell(pilot, with_calls=works_here)
    may_manage = works_here and request.actor.may(Permission.PILOT_MANAGE)
    context = {
        "pilot": pilot,
        "story": story,
        "ours": ours,
        "as_partner": as_partner,
        "may_manage": may_manage and pilot.changeable,
        "may_record": works_here and pilot.changeable and request.actor.may(Permission.PILOT_RECORD),
        "may_decide": may_manage,
        "may_share": may_manage,
        "next_step": next_step(story, request.actor) if works_here else None,
        "transitions": TRANSITIONS[pilot.state] if may_manage else (),
        "facts": _facts(story, ours=works_here),
        "share_form": ShareForm(pilot=pilot) if may_manage else None,
        "history": history_of(pilot),
    }
    context |= _passed_on(pilot, works_here=works_here, may_manage=may_manage)
    return render(request, "pilots/detail.html", context)


def _passed_on(pilot: Pilot, *, works_here: bool, may_manage: bool) -> dict[str, Any]:
    """Where the pilot came from, for its own people, and what was made of it for others."""
    blueprint = Blueprint.objects.defer("content").filter(pilot=pilot).first()
    told: dict[str, Any] = {
        "blueprint": blueprint,
        "may_make_blueprint": may_manage and blueprint is None and pilot.state == PilotState.ENDED,
    }
    adoption = BlueprintAdoption.objects.filter(pilot=pilot).first() if works_here else None
    if adoption is not None:
        shared = Blueprint.objects.defer("content").filter(pk=adoption.blueprint_id).first()
        told |= {"adoption": adoption, "adopted_from": shared, "chains": arrived_chains(pilot.get_absolute_url())}
    return told


def _facts(story: PilotStory, *, ours: bool) -> list[Fact]:
    pilot = story.pilot
    facts = [
        Fact(_("Lead partner"), pilot.owner.name),
        Fact(_("Partners"), ", ".join(partner.name for partner in story.partners) or _("none")),
        Fact(_("Seen by"), pilot.get_visibility_display()),
        Fact(_("Period"), _period(pilot)),
    ]
    if pilot.service_name:
        facts.append(Fact(_("Service on trial"), pilot.service_name, _tryout_url(pilot) if ours else ""))
    if story.kpis:
        facts.append(Fact(_("Result so far"), story.summary))
    return facts


def _tryout_url(pilot: Pilot) -> str:
    """Our own try-out; a try-out that is gone has no page."""
    card = tryout_card(pilot.tryout_id) if pilot.tryout_id else None
    return card.url if card else ""


def _period(pilot: Pilot) -> str:
    first, last = (written_date(day) if day else "" for day in (pilot.starts_on, pilot.ends_on))
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    return _("until %(last)s") % {"last": last} if last else _("not set yet")
