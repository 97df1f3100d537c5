"""Publishing: from then on suppliers bid, and lots, requirements, criteria and commitments stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.charts import written
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.commitments import Demand, demands, demands_beyond_ceiling
from vlavirgem_sandbox.purchases.models import JointPurchase, Rule, Stage
from vlavirgem_sandbox.purchases.services.buyer import locked_by_buyer
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor

FULL = 100


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What still stands in the way of publication, and the step (see steps.py) where it is taken away."""

    text: str
    step: str


def obstacles(purchase: JointPurchase) -> list[Obstacle]:
    """Everything that publication waits for; empty when it can be published."""
    found: list[Obstacle] = []
    if not any(demand.commitments for demand in demands(purchase)):
        found.append(Obstacle(text=_("No municipality has committed a quantity yet."), step="participants"))
    if not purchase.lots.exists():
        found.append(Obstacle(text=_("There is no lot yet."), step="requirements"))
    if not purchase.requirements.exists():
        found.append(Obstacle(text=_("There is no requirement yet."), step="requirements"))
    found += [Obstacle(text=beyond_ceiling(demand), step="requirements") for demand in demands_beyond_ceiling(purchase)]
    weights = purchase.weights_total()
    if weights != FULL:
        text = _("The weights of the award criteria make %(sum)s, not 100.") % {"sum": weights}
        found.append(Obstacle(text=text, step="criteria"))
    if not purchase.criteria.filter(rule=Rule.PRICE).exists():
        found.append(Obstacle(text=_("There is no criterion for the price."), step="criteria"))
    return found


def beyond_ceiling(demand: Demand) -> str:
    """What is wrong when participants want more than a lot allows, in figures, and the two ways out."""
    lot = demand.lot
    return _(
        "The participants want %(total)s of lot “%(lot)s”, and its ceiling is %(ceiling)s. "
        "The buyer raises the ceiling, or participants commit less."
    ) % {"total": written(demand.total, lot.unit), "lot": lot.title, "ceiling": written(lot.ceiling, lot.unit)}


@transaction.atomic
def publish(*, actor: Actor, purchase: JointPurchase, bids_due_on: date) -> JointPurchase:
    """Open the purchase for bids until a day. Raises Refusal that names everything that is still missing."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.PREPARING)
    waiting = obstacles(purchase)
    if waiting:
        raise Refusal(
            _("The purchase cannot be published yet: %(reasons)s")
            % {"reasons": " ".join(obstacle.text for obstacle in waiting)},
            _("Complete the steps at the side first."),
            code="not-ready",
            details=tuple({"step": obstacle.step, "detail": obstacle.text} for obstacle in waiting),
        )
    purchase.stage = Stage.BIDDING
    purchase.state = State.ACTIVE
    purchase.bids_due_on = bids_due_on
    purchase.published_at = timezone.now()
    purchase.save(update_fields=["stage", "state", "bids_due_on", "published_at", "updated_at"])
    record(actor=actor, subject=purchase, verb="published", detail={"bids due": bids_due_on.isoformat()})
    return purchase
