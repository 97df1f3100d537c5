"""Scoring rules: from a price or from evaluators' points to the points of an award criterion.

Everything is computed in exact fractions and rounded once, half up, to two decimals; the rounded figure is what people
see *and* what decides, so that nobody loses by a decimal that was never shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from vlavirgem_sandbox.purchases.models.specification import Rule

HUNDREDTH = Decimal("0.01")
QUALITY_TOP = 10


@dataclass(frozen=True, kw_only=True)
class Weighting:
    """An award criterion as the computation needs it: ``weight`` is the most points it can give."""

    criterion_id: UUID
    rule: Rule
    weight: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One bid for one lot: its unit price in EUR, and per quality criterion the points (0 to 10) of each evaluator."""

    bid_id: UUID
    supplier: str
    unit_price: Decimal
    quality: Mapping[UUID, Sequence[Decimal]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an offer ends. ``tied`` says that another offer has the same total, hence the same place."""

    bid_id: UUID
    supplier: str
    unit_price: Decimal
    points: Mapping[UUID, Decimal]
    total: Decimal
    place: int
    tied: bool


class UnscoredError(ValueError):
    """An offer lacks an evaluator's points for a criterion, so there is nothing to compare yet."""


def price_points(price: Decimal, *, lowest: Decimal, weight: int) -> Decimal:
    """The weight times lowest price over this price: the lowest gets all points, twice the price half of them."""
    return _rounded(weight * Fraction(lowest) / Fraction(price))


def quality_points(given: Sequence[Decimal], *, weight: int) -> Decimal:
    """The weight times the evaluators' mean over ten. Raises UnscoredError where nobody gave points."""
    if not given:
        raise UnscoredError("No evaluator gave points.")
    mean = sum((Fraction(points) for points in given), Fraction(0)) / len(given)
    return _rounded(weight * mean / QUALITY_TOP)


def rank(offers: Sequence[Offer], criteria: Sequence[Weighting]) -> list[Standing]:
    """All offers from first to last, equal totals on an equal place (1, 1, 3), ordered by supplier among themselves.

    Raises UnscoredError where an offer has no points for a quality criterion.
    """
    if not offers:
        return []
    lowest = min(offer.unit_price for offer in offers)
    points = {offer.bid_id: _points(offer, criteria, lowest=lowest) for offer in offers}
    totals = {bid_id: sum(given.values(), Decimal(0)) for bid_id, given in points.items()}
    standings = [
        Standing(
            bid_id=offer.bid_id,
            supplier=offer.supplier,
            unit_price=offer.unit_price,
            points=points[offer.bid_id],
            total=totals[offer.bid_id],
            place=1 + sum(total > totals[offer.bid_id] for total in totals.values()),
            tied=list(totals.values()).count(totals[offer.bid_id]) > 1,
        )
        for offer in offers
    ]
    return sorted(standings, key=lambda standing: (standing.place, standing.supplier, standing.bid_id))


def _points(offer: Offer, criteria: Sequence[Weighting], *, lowest: Decimal) -> dict[UUID, Decimal]:
    return {
        criterion.criterion_id: (
            price_points(offer.unit_price, lowest=lowest, weight=criterion.weight)
            if criterion.rule == Rule.PRICE
            else quality_points(offer.quality.get(criterion.criterion_id, ()), weight=criterion.weight)
        )
        for criterion in criteria
    }


def _rounded(points: Fraction) -> Decimal:
    """Half up to hundredths; exact, since the fraction is scaled to whole hundredths first."""
    hundredths = (points * 200 + 1) // 2
    return (Decimal(int(hundredths)) / 100).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
