"""The buyer's acts come one after another: each holds the purchase, as it stands now, until its transaction ends."""

from __future__ import annotations

from vlavirgem_sandbox.purchases.access import require_buyer, require_stage
from vlavirgem_sandbox.purchases.models import JointPurchase, Stage
from vlavirgem_tenants.people.actors import Actor


def locked_by_buyer(*, actor: Actor, purchase: JointPurchase, at: Stage) -> JointPurchase:
    """The purchase as it stands now, locked, for an act that belongs to the stage ``at``.

    What the page loaded may be a click behind: two who award the last two lots would each see the other's lot without
    award. Raises Refusal as ``require_buyer`` and ``require_stage`` do.
    """
    current = locked(actor=actor, purchase=purchase)
    require_stage(current, at)
    return current


def locked(*, actor: Actor, purchase: JointPurchase) -> JointPurchase:
    """As :func:`locked_by_buyer`, for what is not bound to one stage."""
    require_buyer(actor, purchase)
    return locked_row(purchase)


def locked_row(purchase: JointPurchase) -> JointPurchase:
    """The row itself; only its owner may lock it, so a participant's act is held by triggers (migration 0002)."""
    return JointPurchase.objects.select_for_update(of=("self",)).select_related("owner").get(pk=purchase.pk)
