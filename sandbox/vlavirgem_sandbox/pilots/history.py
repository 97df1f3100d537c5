"""A pilot's history in words that people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import HistoryWords, history_words
from vlavirgem.ui.charts import written
from vlavirgem.ui.components import HistoryLine
from vlavirgem_sandbox.pilots.models import Outcome, Pilot, Verdict
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines

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
    "taken over": _("took the pilot over from a blueprint:"),
    "decided": _("decided:"),
    "decision withdrawn": _("withdrew the decision:"),
}
MOST, SHOWN = 200, 8


@dataclass(frozen=True, kw_only=True)
class PilotHistory:
    """The lines of a pilot's history, newest first: those shown at once, and those behind a fold."""

    latest: Sequence[HistoryLine]
    earlier: Sequence[HistoryLine]


def history_of(pilot: Pilot) -> PilotHistory:
    """What happened to the pilot, at most ``MOST`` lines."""
    lines = history_lines(History.objects.of(pilot)[:MOST], lambda entry: WORDS.get(entry.verb, entry.verb), why=_why)
    return PilotHistory(latest=lines[:SHOWN], earlier=lines[SHOWN:])


def _why(entry: History) -> str:
    return " · ".join(part for part in (_outcome(entry.detail), entry.reason) if part)


def register() -> None:
    """Lend these words to the start page."""
    history_words.register(HistoryWords(name="pilots.pilot", tell=_done))


def _done(entry: History) -> str:
    """What was done, without the part that follows the colon: that is for who opens the pilot."""
    return str(WORDS.get(entry.verb, entry.verb)).rstrip(":")


def _outcome(detail: dict[str, Any]) -> str:
    """What came out of the act, in the reader's language: kept as a code, said in words here."""
    if "verdict" in detail:
        return str(Verdict(detail["verdict"]).label)
    if "outcome" in detail:
        return str(Outcome(detail["outcome"]).label)
    if "value" in detail:
        return written(Decimal(detail["value"]))
    return ", ".join(detail.get("partners", []))
