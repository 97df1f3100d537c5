"""What of the pilots waits for a person: drafts to start, running pilots past their last day, to decide on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor, waiting_for
from vlavirgem_sandbox.pilots.models import Pilot, PilotState
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST = 10


def register() -> None:
    """Put the source into the registry."""
    waiting_for.register(WaitingFor(name="pilots", find=waiting))


def waiting(actor: Actor) -> Sequence[Waiting]:
    """What waits for who may manage pilots, the longest first; nothing for others."""
    if not actor.may(Permission.PILOT_MANAGE):
        return ()
    over = Q(state__in=[PilotState.ACTIVE, PilotState.PAUSED], ends_on__lt=timezone.localdate())
    pilots = Pilot.objects.of(actor.tenant).filter(over | Q(state=PilotState.DRAFT)).order_by("updated_at")[:MOST]
    return [
        Waiting(
            title=pilot.title,
            url=pilot.get_absolute_url(),
            line=_("Draft: add KPIs and start it")
            if pilot.state == PilotState.DRAFT
            else _("Its last day has passed: decide"),
            since=pilot.updated_at,
        )
        for pilot in pilots
    ]
