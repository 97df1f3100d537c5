"""Bids as they come in, typed in by the buyer. Participants do not see them before the award, unless the buyer shares
them for scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.kbo import parse_kbo_number
from vlavirgem_sandbox.purchases.models import (
    Bid,
    BidPrice,
    Criterion,
    JointPurchase,
    Lot,
    QualityAnswer,
    Stage,
)
from vlavirgem_sandbox.purchases.services.buyer import locked_by_buyer
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class BidText:
    """A bid as it is typed in: unit prices in EUR without VAT per lot, answers per quality criterion."""

    supplier: str
    kbo_number: str
    received_on: date
    prices: Mapping[Lot, Decimal]
    answers: Mapping[Criterion, str] = field(default_factory=dict)


@transaction.atomic
def record_bid(*, actor: Actor, purchase: JointPurchase, text: BidText) -> Bid:
    """Write one supplier's bid down.

    Raises ValidationError for a KBO number that cannot be one, and Refusal where the supplier bid already, the bid
    came too late, or it holds no price.
    """
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.BIDDING)
    kbo_number = parse_kbo_number(text.kbo_number)
    _require_in_time(purchase, text.received_on)
    if not text.prices:
        raise Refusal(
            _("A bid holds a price for at least one lot."),
            _("Fill in the price per unit of the lots that this supplier bids for."),
            code="no-price",
            place="prices",
        )
    hidden = {"owner": actor.tenant, "purchase": purchase, "visibility": Visibility.OWN}
    with refusing(purchases_one_bid_per_supplier=_bid_exists):
        bid = Bid.objects.create(supplier=text.supplier, kbo_number=kbo_number, received_on=text.received_on, **hidden)
    BidPrice.objects.bulk_create(
        BidPrice(bid=bid, lot=lot, unit_price=price, **hidden) for lot, price in text.prices.items()
    )
    QualityAnswer.objects.bulk_create(
        QualityAnswer(bid=bid, criterion=criterion, text=answer, **hidden)
        for criterion, answer in text.answers.items()
        if answer.strip()
    )
    # History is read by everyone who reads the purchase, so it does not say whose bid came in.
    record(actor=actor, subject=purchase, verb="bid recorded")
    return bid


@transaction.atomic
def remove_bid(*, actor: Actor, bid: Bid, reason: str) -> None:
    """Take a bid out that was typed in wrongly or withdrawn by its supplier, while bids still come in."""
    purchase = locked_by_buyer(actor=actor, purchase=bid.purchase, at=Stage.BIDDING)
    bid.delete()
    record(actor=actor, subject=purchase, verb="bid removed", reason=reason)


@transaction.atomic
def close_bidding(*, actor: Actor, purchase: JointPurchase) -> JointPurchase:
    """No more bids: scoring begins. Closed before its day, that day becomes today, as open data must tell it.

    Raises Refusal where there is no bid at all.
    """
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.BIDDING)
    if not purchase.bids.exists():
        raise Refusal(
            _("There is no bid yet."),
            _("Type the bids in first, or withdraw the purchase."),
            code="no-bids",
        )
    due = purchase.bids_due_on
    purchase.stage = Stage.SCORING
    purchase.bids_due_on = min(due, timezone.localdate()) if due is not None else None
    purchase.save(update_fields=["stage", "bids_due_on", "updated_at"])
    detail = {"bids": purchase.bids.count(), "due": due.isoformat() if due is not None else None}
    record(actor=actor, subject=purchase, verb="bidding closed", detail=detail)
    return purchase


@transaction.atomic
def share_bids(*, actor: Actor, purchase: JointPurchase) -> JointPurchase:
    """Let the participants read the bids now, so that their evaluators can score. This cannot be undone: who has read
    a bid has read it."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.SCORING)
    show_bids(purchase)
    record(actor=actor, subject=purchase, verb="bids shared")
    return purchase


def show_bids(purchase: JointPurchase) -> None:
    """Turn the bids with their prices and answers from ``own`` to ``partners``. Scores follow with the award."""
    for model in (Bid, BidPrice, QualityAnswer):
        model.objects.filter(purchase=purchase).update(visibility=Visibility.PARTNERS)
    if not purchase.bids_shared:
        purchase.bids_shared = True
        purchase.save(update_fields=["bids_shared", "updated_at"])


def _bid_exists() -> Refusal:
    return Refusal(
        _("There already is a bid of the supplier with this KBO number."),
        _("Remove that bid first if this one replaces it."),
        code="bid-exists",
        place="kbo_number",
    )


def _require_in_time(purchase: JointPurchase, received_on: date) -> None:
    if purchase.bids_due_on is not None and received_on > purchase.bids_due_on:
        raise Refusal(
            _("This bid came after the last day for bids."),
            _("A late bid is not accepted."),
            code="bid-late",
            place="received_on",
        )
