"""The one act that is next for this person in this stage: the button in the header of a purchase's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem_sandbox.purchases.models import JointPurchase, Stage
from vlavirgem_sandbox.purchases.ranking import is_scored
from vlavirgem_sandbox.purchases.steps import Counts
from vlavirgem_sandbox.purchases.views.abilities import Abilities
from vlavirgem_tenants.people.actors import Actor

FULL = 100  # points over the criteria


@dataclass(frozen=True, kw_only=True)
class NextAct:
    """A button: what it does, and where."""

    label: str
    url: str


def next_act(actor: Actor, purchase: JointPurchase, can: Abilities, counts: Counts, *, here: str) -> NextAct | None:
    """None where it is another's turn, where nothing is left to do, or where the page itself offers the act."""
    if can.prepare:
        return _preparing(purchase, counts)
    if can.commit:
        return _committing(actor, purchase) if here != "participants" else None
    if can.bid:
        return _bidding(purchase, counts)
    if can.stage == Stage.SCORING:
        return _comparing(purchase, can, here)
    if can.buyer and can.stage == Stage.STANDSTILL:
        last = purchase.standstill_ends_on()
        passed = last is not None and last < timezone.localdate()
        return _to(purchase, _("Conclude the agreement"), "conclude") if passed else None
    return _calling_off(purchase) if can.call_off and here != "calloffs" else None


def _preparing(purchase: JointPurchase, counts: Counts) -> NextAct:
    if counts.lots == 0:
        return _to(purchase, _("Add a lot"), "add_lot")
    if counts.requirements == 0:
        return _to(purchase, _("Add a requirement"), "add_requirement")
    if counts.committed == 0:
        return _to(purchase, _("Invite participants"), "invite")
    if counts.weights == FULL:
        return _to(purchase, _("Review and publish"), "publish")
    return _to(purchase, _("Add a criterion"), "add_criterion")


def _committing(actor: Actor, purchase: JointPurchase) -> NextAct | None:
    """While there is a lot that this organisation said nothing about, and it did not say that it does not buy along."""
    silent = purchase.lots.exclude(commitments__owner=actor.tenant).exists()
    if not silent or purchase.declines.filter(owner=actor.tenant).exists():
        return None
    return _to(purchase, _("Commit"), "step", "participants")


def _bidding(purchase: JointPurchase, counts: Counts) -> NextAct:
    over = purchase.bids_due_on is not None and purchase.bids_due_on < timezone.localdate()
    if over and counts.bids:
        return _to(purchase, _("Close the bidding"), "close_bidding")
    return _to(purchase, _("Type in a bid"), "add_bid")


def _comparing(purchase: JointPurchase, can: Abilities, here: str) -> NextAct | None:
    if is_scored(purchase):
        return _to(purchase, _("Go on to the award"), "step", "award") if can.award and here != "award" else None
    return _to(purchase, _("Score the bids"), "step", "scores") if can.score and here != "scores" else None


def _calling_off(purchase: JointPurchase) -> NextAct | None:
    left = purchase.lots.filter(award__isnull=False, called_off__lt=F("ceiling"))
    return _to(purchase, _("Call off"), "step", "calloffs") if left.exists() else None


def _to(purchase: JointPurchase, label: str, name: str, *parts: Any) -> NextAct:
    return NextAct(label=label, url=reverse(f"purchases:{name}", args=[purchase.pk, *parts]))
