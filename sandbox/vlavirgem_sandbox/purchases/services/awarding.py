"""The award decision per lot, the standstill after it, and the framework agreement that follows."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.access import require_buyer, require_stage
from vlavirgem_sandbox.purchases.models import Award, Bid, JointPurchase, Lot, Score, Stage, TermName
from vlavirgem_sandbox.purchases.ranking import Ranking, ranking_of
from vlavirgem_sandbox.purchases.scoring import Standing
from vlavirgem_sandbox.purchases.services.bidding import show_bids
from vlavirgem_sandbox.purchases.services.legal_terms import term_in_force
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor


@transaction.atomic
def award_lot(*, actor: Actor, lot: Lot, bid: Bid, reason: str, decided_on: date | None = None) -> Award:
    """Decide that ``bid``, first in the ranking, wins ``lot``; among tied firsts the reason says why this one.

    Keeps the ranking of that day. With the last lot that has a bid, the standstill begins and the participants read
    bids and scores. Raises Refusal where a score is missing, or the bid is not first.
    """
    purchase = lot.purchase
    require_buyer(actor, purchase)
    require_stage(purchase, Stage.SCORING)
    day = decided_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal(
            _("A decision is taken today or earlier."), _("Correct the date."), code="future", place="decided_on"
        )
    if Award.objects.filter(lot=lot).exists():
        raise Refusal(_("This lot was awarded already."), _("An award stands."), code="awarded_already")
    ranking = ranking_of(lot)
    standing = _require_first(ranking, bid)
    term = term_in_force(TermName.STANDSTILL_DAYS, day)
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
        standstill_until=day + timedelta(days=int(term.amount)),
    )
    record(actor=actor, subject=purchase, verb="awarded", reason=reason, detail={"lot": lot.title, "to": bid.supplier})
    _begin_standstill(purchase)
    return award


@transaction.atomic
def conclude(*, actor: Actor, purchase: JointPurchase, runs_from: date, runs_until: date) -> JointPurchase:
    """Put the framework agreement in force between two days; not before every standstill has passed."""
    require_buyer(actor, purchase)
    require_stage(purchase, Stage.STANDSTILL)
    last = max(award.standstill_until for award in purchase.awards.all())
    if timezone.localdate() <= last:
        raise Refusal(
            _("The standstill runs until and including %(day)s.") % {"day": formats.date_format(last)},
            _("Conclude the agreement after that day."),
            code="standstill",
        )
    if not last < runs_from < runs_until:
        raise Refusal(
            _("The agreement begins after the standstill and ends after it begins."),
            _("Correct the dates."),
            code="framework_dates",
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
    require_buyer(actor, purchase)
    require_stage(purchase, Stage.FRAMEWORK)
    purchase.stage = Stage.CLOSED
    purchase.state = State.ENDED
    purchase.save(update_fields=["stage", "state", "updated_at"])
    record(actor=actor, subject=purchase, verb="closed", reason=reason)
    return purchase


def _require_first(ranking: Ranking, bid: Bid) -> Standing:
    if ranking.missing:
        first = ranking.missing[0]
        raise Refusal(
            _("There are no points yet for %(supplier)s on “%(criterion)s”.")
            % {"supplier": first.supplier, "criterion": first.criterion},
            _("Have every bid scored on every quality criterion first."),
            code="scores_missing",
        )
    for standing in ranking.first:
        if standing.bid_id == bid.pk:
            return standing
    raise Refusal(
        _("%(supplier)s is not first in the ranking of this lot.") % {"supplier": bid.supplier},
        _("Award the lot to the bid with the most points."),
        code="not_first",
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
