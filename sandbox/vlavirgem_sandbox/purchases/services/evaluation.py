"""Evaluators' points for the quality criteria."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.access import is_buyer, require_participant, require_stage
from vlavirgem_sandbox.purchases.models import Bid, Criterion, Rule, Score, Stage
from vlavirgem_sandbox.purchases.scoring import QUALITY_TOP
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def give_score(*, actor: Actor, bid: Bid, criterion: Criterion, points: Decimal, reason: str) -> Score:
    """Give a bid 0 to 10 points on a quality criterion, with the reason; a second time replaces the first.

    A participant's evaluator scores only after the buyer shared the bids; the buyer reads those points. The buyer's
    own points stay with the buyer until the award.
    """
    purchase = bid.purchase
    require_participant(actor, purchase, Permission.PURCHASE_SCORE)
    require_stage(purchase, Stage.SCORING)
    if purchase.awards.exists():
        raise Refusal(
            _("A lot of this purchase was awarded already, on the points that were there."),
            _("Scores stand from the first award on."),
            code="scores_stand",
        )
    if criterion.rule != Rule.QUALITY or criterion.purchase_id != purchase.pk:
        raise Refusal(
            _("Points are given on the quality criteria; the price is computed."),
            _("Choose a quality criterion of this purchase."),
            code="not_a_quality_criterion",
            place="criterion",
        )
    if not 0 <= points <= QUALITY_TOP:
        raise Refusal(
            _("Points go from 0 to 10."), _("Give a figure from 0 to 10."), code="points_range", place="points"
        )
    if not reason.strip():
        raise Refusal(
            _("Points need a reason: a supplier may ask for it."),
            _("Say in a sentence why this bid deserves these points."),
            code="reason_missing",
            place="reason",
        )
    score, _made = Score.objects.update_or_create(
        bid=bid,
        criterion=criterion,
        owner=actor.tenant,
        evaluator=actor.name,
        defaults={
            "purchase": purchase,
            "points": points,
            "reason": reason.strip(),
            "visibility": Visibility.OWN if is_buyer(actor, purchase) else Visibility.PARTNERS,
        },
    )
    record(actor=actor, subject=purchase, verb="score given", detail={"criterion": criterion.title})
    return score
