"""A pilot's history in words that people read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_tenants.commons.models import History

# The verbs that the services record, as they are shown.
WORDS: Final[dict[str, Any]] = {
    "opened": _("opened the pilot"),
    "described anew": _("changed the description"),
    "connected to a try-out": _("chose the try-out"),
    "started": _("started the pilot"),
    "paused": _("paused the pilot"),
    "withdrawn": _("withdrew the pilot"),
    "reopened": _("reopened the pilot"),
    "shared": _("shared the pilot"),
    "no longer shared": _("stopped sharing the pilot"),
    "hypothesis added": _("added a hypothesis:"),
    "hypothesis judged": _("judged a hypothesis:"),
    "KPI added": _("added a KPI:"),
    "KPI changed": _("changed a KPI:"),
    "measured": _("recorded a measurement:"),
    "measurement withdrawn": _("withdrew a measurement:"),
    "measurement restored": _("restored a measurement:"),
    "finding recorded": _("recorded a finding:"),
    "finding revised": _("revised a finding:"),
    "finding withdrawn": _("withdrew a finding:"),
    "finding restored": _("restored a finding:"),
    "decided": _("decided:"),
    "decision withdrawn": _("withdrew the decision:"),
}
MOST = 50


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """Who did what when, and why."""

    at: dt.datetime
    who: str
    what: Any
    reason: str


def history_of(pilot: Pilot) -> list[HistoryLine]:
    """The latest lines of a pilot's history, newest first, at most ``MOST``."""
    return [
        HistoryLine(
            at=entry.created_at,
            who=f"{entry.actor_name} ({entry.owner.name})",
            what=WORDS.get(entry.verb, entry.verb),
            reason=_with_partners(entry),
        )
        for entry in History.objects.of(pilot)[:MOST]
    ]


def _with_partners(entry: History) -> str:
    return entry.reason or ", ".join(entry.detail.get("partners", []))
