"""What a person can do with a purchase now: which buttons its pages show."""

from __future__ import annotations

from dataclasses import dataclass

from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.access import is_buyer, is_participant
from vlavirgem_sandbox.purchases.models import JointPurchase, Stage
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What this person can do with this purchase now: which buttons a page shows. The services decide again."""

    buyer: bool
    prepare: bool
    bid: bool
    score: bool
    award: bool
    commit: bool
    call_off: bool
    stage: Stage

    @classmethod
    def of(cls, actor: Actor, purchase: JointPurchase) -> Abilities:
        """Read from the actor's roles, its tenant's part, and the stage."""
        stage = Stage(purchase.stage)
        runs = purchase.state != State.WITHDRAWN
        manages = runs and is_buyer(actor, purchase) and actor.may(Permission.PURCHASE_MANAGE)
        takes_part = runs and is_participant(actor, purchase)
        commits = takes_part and actor.may(Permission.PURCHASE_COMMIT)
        sees_bids = is_buyer(actor, purchase) or purchase.bids_shared
        return cls(
            buyer=manages,
            prepare=manages and stage == Stage.PREPARING,
            bid=manages and stage == Stage.BIDDING,
            score=takes_part and sees_bids and stage == Stage.SCORING and actor.may(Permission.PURCHASE_SCORE),
            award=manages and stage == Stage.SCORING,
            commit=commits and stage == Stage.PREPARING,
            call_off=commits and stage == Stage.FRAMEWORK,
            stage=stage,
        )
