"""The eight steps of a purchase, and which of them is next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vlavirgem.ui.components import Step
from vlavirgem_sandbox.purchases.models import JointPurchase, Stage

TITLES: dict[str, Any] = {
    "need": gettext_lazy("Need"),
    "requirements": gettext_lazy("Lots and requirements"),  # quantities are committed per lot, so the lots come first
    "participants": gettext_lazy("Participants and commitments"),
    "criteria": gettext_lazy("Award criteria"),
    "bids": gettext_lazy("Bids"),
    "scores": gettext_lazy("Scores"),
    "award": gettext_lazy("Award"),
    "calloffs": gettext_lazy("Call-offs"),
}
# Up to publication each step is done when it holds what publication asks for; after it, the stage decides.
REACHED = {
    Stage.BIDDING: "bids",
    Stage.SCORING: "scores",
    Stage.STANDSTILL: "award",
    Stage.FRAMEWORK: "calloffs",
    Stage.CLOSED: "",
}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How much of each part there is; what steps show and decide on."""

    invited: int
    committed: int
    lots: int
    requirements: int
    weights: int
    bids: int
    call_offs: int


def counts_of(purchase: JointPurchase) -> Counts:
    """Count the parts that the current tenant sees."""
    return Counts(
        invited=purchase.participants.count(),
        committed=purchase.commitments.values("owner").distinct().count(),
        lots=purchase.lots.count(),
        requirements=purchase.requirements.count(),
        weights=purchase.weights_total(),
        bids=purchase.bids.count(),
        call_offs=purchase.call_offs.count(),
    )


def current_step(purchase: JointPurchase, counts: Counts) -> str:
    """The step where work waits; the criteria (where publishing is) once everything before bids is complete."""
    if purchase.stage != Stage.PREPARING:
        return REACHED[Stage(purchase.stage)] or "calloffs"
    ready = {
        "need": bool(purchase.need),
        "requirements": counts.lots > 0 and counts.requirements > 0,
        "participants": counts.committed > 0,
    }
    return next((name for name, is_ready in ready.items() if not is_ready), "criteria")


def steps_of(purchase: JointPurchase, counts: Counts, *, here: str) -> list[Step]:
    """The steps as the side of the page draws them; ``here`` is the one on the page."""
    done = _done(purchase, counts)
    notes = _notes(counts)
    return [
        Step(
            title=title,
            progress="current" if name == here else "done" if name in done else "later",
            url=reverse("purchases:step", args=[purchase.pk, name]),
            note=notes.get(name, ""),
        )
        for name, title in TITLES.items()
    ]


def _done(purchase: JointPurchase, counts: Counts) -> set[str]:
    names = list(TITLES)
    if purchase.stage == Stage.CLOSED:
        return set(names)
    if purchase.stage != Stage.PREPARING:
        return set(names[: names.index(REACHED[Stage(purchase.stage)])])
    complete = {
        "need": bool(purchase.need),
        "requirements": counts.lots > 0 and counts.requirements > 0,
        "participants": counts.committed > 0,
        "criteria": counts.weights == 100,  # noqa: PLR2004 - the hundred points of the page
    }
    return {name for name, is_complete in complete.items() if is_complete}


def _notes(counts: Counts) -> dict[str, str]:
    lots = ngettext("%(count)s lot", "%(count)s lots", counts.lots) % {"count": counts.lots}
    lines = ngettext("%(count)s requirement", "%(count)s requirements", counts.requirements)
    bids = ngettext("%(count)s bid", "%(count)s bids", counts.bids)
    called_off = ngettext("%(count)s call-off", "%(count)s call-offs", counts.call_offs)
    return {
        "participants": _("%(committed)s committed, %(invited)s invited")
        % {"committed": counts.committed, "invited": counts.invited},
        "requirements": f"{lots}, {lines % {'count': counts.requirements}}",
        "criteria": _("%(sum)s of 100 points divided") % {"sum": counts.weights},
        "bids": bids % {"count": counts.bids} if counts.bids else "",
        "calloffs": called_off % {"count": counts.call_offs} if counts.call_offs else "",
    }
