"""The award decision per lot, the standstill after it, and the framework agreement that follows."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import Award, Bid, JointPurchase, Lot, Score, Stage, TermName
from vlavirgem_sandbox.purchases.ranking import Ranking, ranking_of
from vlavirgem_sandbox.purchases.scoring import Standing
from vlavirgem_sandbox.purchases.services.bidding import show_bids
from vlavirgem_sandbox.purchases.services.buyer import locked_by_buyer
from vlavirgem_sandbox.purchases.services.legal_terms import term_in_force
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor


@transaction.atomic
def award_lot(
    *, actor: Actor, lot: Lot, bid: Bid, reason: str, decided_on: date | None = None, recorded_on: date | None = None
) -> Award:
    """Decide that ``bid``, first in the ranking, wins ``lot``; among tied firsts the reason says why this one.

    Keeps the ranking of that day. With the last lot that has a bid, the standstill begins and the participants read
    bids and scores. The standstill counts from today, when the award is recorded here, whatever day ``decided_on``
    says: an old date would skip it. ``recorded_on`` is for a history brought in from elsewhere, with its own dates; no
    page or command passes it. Raises Refusal where a score is missing, the bid is not first, or the day cannot be.
    """
    purchase = locked_by_buyer(actor=actor, purchase=lot.purchase, at=Stage.SCORING)
    today = timezone.localdate()
    day = decided_on or today
    _require_day_after_bids(purchase, day)
    recorded_on = recorded_on or today
    if Award.objects.filter(lot=lot).exists():  # the purchase is locked, so no other can come between
        raise Refusal(_("This lot was awarded already."), _("An award stands."), code="awarded-already")
    ranking = ranking_of(lot)
    standing = _require_first(ranking, bid)
    term = term_in_force(TermName.STANDSTILL_DAYS, recorded_on)
    award = Award.objects.create(
        owner=actor.tenant,
        purchase=purchase,
        lot=lot,
        bid=bid,
        supplier=bid.supplier,
        unit_price=standing.unit_price,
        points=standing.total,
        ranking=ranking.as_evidence(),
        reason=reason,
        decided_on=day,
        decided_by=actor.name,
        standstill_days=int(term.amount),
        standstill_source=term.source,
        standstill_until=recorded_on + timedelta(days=int(term.amount)),
    )
    record(actor=actor, subject=purchase, verb="awarded", reason=reason, detail={"lot": lot.title, "to": bid.supplier})
    _begin_standstill(purchase)
    return award


@transaction.atomic
def skip_standstill(*, actor: Actor, purchase: JointPurchase, reason: str) -> JointPurchase:
    """Go on at once, as only a rehearsal can: the history says who did it and why, and the award keeps its own days."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.STANDSTILL)
    last = purchase.standstill_ends_on()
    if last is None or timezone.localdate() > last:
        raise Refusal(
            _("There is no standstill to skip any more."),
            _("Conclude the agreement."),
            code="no-standstill",
        )
    purchase.standstill_skipped_on = timezone.localdate()
    purchase.save(update_fields=["standstill_skipped_on", "updated_at"])
    record(actor=actor, subject=purchase, verb="standstill skipped", reason=reason)
    return purchase


@transaction.atomic
def conclude(*, actor: Actor, purchase: JointPurchase, runs_from: date, runs_until: date) -> JointPurchase:
    """Put the framework agreement in force between two days; not before every standstill has passed."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.STANDSTILL)
    last = purchase.standstill_ends_on()
    if last is None or timezone.localdate() <= last:
        raise Refusal(
            _("The standstill runs until and including %(day)s.") % {"day": formats.date_format(last) if last else "—"},
            _("Conclude the agreement after that day."),
            code="standstill",
        )
    if not last < runs_from < runs_until:
        raise Refusal(
            _("The agreement begins after the standstill and ends after it begins."),
            _("Correct the dates."),
            code="framework-dates",
            place="runs_from",
        )
    purchase.stage = Stage.FRAMEWORK
    purchase.framework_from = runs_from
    purchase.framework_until = runs_until
    purchase.save(update_fields=["stage", "framework_from", "framework_until", "updated_at"])
    record(actor=actor, subject=purchase, verb="concluded", detail={"until": runs_until.isoformat()})
    return purchase


@transaction.atomic
def close_purchase(*, actor: Actor, purchase: JointPurchase, reason: str) -> JointPurchase:
    """End the framework agreement: nothing more can be called off."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.FRAMEWORK)
    purchase.stage = Stage.CLOSED
    purchase.state = State.ENDED
    purchase.save(update_fields=["stage", "state", "updated_at"])
    record(actor=actor, subject=purchase, verb="closed", reason=reason)
    return purchase


def _require_day_after_bids(purchase: JointPurchase, day: date) -> None:
    """Not in the future, and not before the bids were all in."""
    if day > timezone.localdate():
        raise Refusal(
            _("A decision is taken today or earlier."), _("Correct the date."), code="future", place="decided_on"
        )
    last_bid = purchase.bids.aggregate(last=Max("received_on"))["last"]
    closed = min(max(known for known in (purchase.bids_due_on, last_bid) if known), timezone.localdate())
    if day < closed:
        raise Refusal(
            _("Bids could come in until %(day)s, so the decision is not older.") % {"day": formats.date_format(closed)},
            _("Correct the date."),
            code="before-bids",
            place="decided_on",
        )


def _require_first(ranking: Ranking, bid: Bid) -> Standing:
    if ranking.missing:
        first = ranking.missing[0]
        raise Refusal(
            _("There are no points yet for %(supplier)s on “%(criterion)s”.")
            % {"supplier": first.supplier, "criterion": first.criterion},
            _("Have every bid scored on every quality criterion first."),
            code="scores-missing",
        )
    for standing in ranking.first:
        if standing.bid_id == bid.pk:
            return standing
    raise Refusal(
        _("%(supplier)s is not first in the ranking of this lot.") % {"supplier": bid.supplier},
        _("Award the lot to the bid with the most points."),
        code="not-first",
        place="bid",
    )


def _begin_standstill(purchase: JointPurchase) -> None:
    """Once each lot that got a price is awarded; a lot without bids stays without award."""
    waiting = purchase.lots.filter(prices__isnull=False, award__isnull=True)
    if waiting.exists():
        return
    show_bids(purchase)
    Score.objects.filter(purchase=purchase, owner=purchase.owner).update(visibility=Visibility.PARTNERS)
    purchase.stage = Stage.STANDSTILL
    purchase.save(update_fields=["stage", "updated_at"])
