"""Our pilots on the start page: those that run, and those that are being prepared."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import Running, RunningWork, running_work
from vlavirgem_sandbox.pilots.models import Pilot, PilotState
from vlavirgem_tenants.people.actors import Actor

MOST = 4
SHOWN = (PilotState.ACTIVE, PilotState.PAUSED, PilotState.DRAFT)


def register() -> None:
    """Put the part into the registry."""
    running_work.register(
        RunningWork(
            name="pilots", label=_("Our pilots"), all_label=_("All pilots"), url_name="pilots:list", find=running
        )
    )


def running(actor: Actor) -> Sequence[Running]:
    """The organisation's own pilots that are not over, the last changed first."""
    pilots = Pilot.objects.of(actor.tenant).filter(state__in=SHOWN).order_by("-updated_at")[:MOST]
    return [
        Running(title=pilot.title, url=pilot.get_absolute_url(), state=pilot.state, line=pilot.goal) for pilot in pilots
    ]
