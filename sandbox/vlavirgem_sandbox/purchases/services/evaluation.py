"""Evaluators' points for the quality criteria."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.access import as_it_stands, is_buyer, require_participant, require_stage
from vlavirgem_sandbox.purchases.models import Bid, Criterion, JointPurchase, Rule, Score, Stage
from vlavirgem_sandbox.purchases.scoring import QUALITY_TOP
from vlavirgem_sandbox.purchases.services.buyer import locked_row
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def give_score(*, actor: Actor, bid: Bid, criterion: Criterion, points: Decimal, reason: str) -> Score:
    """Give a bid 0 to 10 points on a quality criterion, with the reason; a second time replaces the first.

    A participant's evaluator scores only after the buyer shared the bids; the buyer reads those points. The buyer's
    own points stay with the buyer until the award.
    """
    purchase = _purchase_of(actor, bid)
    require_participant(actor, purchase, Permission.PURCHASE_SCORE)
    require_stage(purchase, Stage.SCORING)
    if purchase.awards.exists():
        raise scores_stand()
    if criterion.rule != Rule.QUALITY or criterion.purchase_id != purchase.pk:
        raise Refusal(
            _("Points are given on the quality criteria; the price is computed."),
            _("Choose a quality criterion of this purchase."),
            code="not-a-quality-criterion",
            place="criterion",
        )
    if not 0 <= points <= QUALITY_TOP:
        raise Refusal(
            _("Points go from 0 to 10."), _("Give a figure from 0 to 10."), code="points-range", place="points"
        )
    if not reason.strip():
        raise Refusal(
            _("Points need a reason: a supplier may ask for it."),
            _("Say in a sentence why this bid deserves these points."),
            code="reason-missing",
            place="reason",
        )
    with refusing(purchases_scores_stand=scores_stand):
        score, _made = Score.objects.update_or_create(
            bid=bid,
            criterion=criterion,
            owner=actor.tenant,
            evaluator_id=actor.person_id,
            defaults={
                "purchase": purchase,
                "evaluator": actor.name,
                "points": points,
                "reason": reason.strip(),
                "visibility": Visibility.OWN if is_buyer(actor, purchase) else Visibility.PARTNERS,
            },
        )
    record(actor=actor, subject=purchase, verb="score given", detail={"criterion": criterion.title})
    return score


def scores_stand() -> Refusal:
    """What an evaluator is told once points decided something."""
    return Refusal(
        _("A lot of this purchase was awarded already, on the points that were there."),
        _("Scores stand from the first award on."),
        code="scores-stand",
    )


def _purchase_of(actor: Actor, bid: Bid) -> JointPurchase:
    """As it stands now. The buyer's evaluators wait here for an award; a participant cannot lock the buyer's row, so
    its points wait in the trigger of migration 0002."""
    current = as_it_stands(bid.purchase)
    return locked_row(current) if is_buyer(actor, current) else current
