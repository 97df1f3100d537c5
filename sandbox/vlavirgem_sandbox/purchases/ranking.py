"""The ranking of a lot as it stands now, or why there is none yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from vlavirgem_sandbox.purchases.models import BidPrice, Criterion, JointPurchase, Lot, Rule, Score
from vlavirgem_sandbox.purchases.scoring import Offer, Standing, Weighting, rank


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A bid that nobody scored yet on a quality criterion."""

    supplier: str
    criterion: str


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """A lot, its criteria, and its standings; ``standings`` is empty while ``missing`` is not."""

    lot: Lot
    criteria: list[Criterion]
    standings: list[Standing]
    missing: list[Missing]

    @property
    def first(self) -> list[Standing]:
        """Who stands on place one: several where they tie."""
        return [standing for standing in self.standings if standing.place == 1]

    def as_evidence(self) -> dict[str, Any]:
        """What an award keeps of it: plain JSON, figures as text so that no digit is lost."""
        return {
            "criteria": [
                {"id": str(criterion.pk), "title": criterion.title, "weight": criterion.weight, "rule": criterion.rule}
                for criterion in self.criteria
            ],
            "standings": [
                {
                    "bid": str(standing.bid_id),
                    "supplier": standing.supplier,
                    "unit_price": str(standing.unit_price),
                    "points": {str(criterion): str(points) for criterion, points in standing.points.items()},
                    "total": str(standing.total),
                    "place": standing.place,
                    "tied": standing.tied,
                }
                for standing in self.standings
            ],
        }


def rankings(purchase: JointPurchase) -> list[Ranking]:
    """The ranking of each lot, by lot number, over the bids that the current tenant may see; five queries."""
    criteria = list(purchase.criteria.all())
    quality = [criterion for criterion in criteria if criterion.rule == Rule.QUALITY]
    scores = _scores(purchase)
    prices: dict[UUID, list[BidPrice]] = defaultdict(list)
    for price in BidPrice.objects.filter(purchase=purchase).select_related("bid"):
        prices[price.lot_id].append(price)
    return [_ranking(lot, criteria, quality, prices[lot.pk], scores) for lot in purchase.lots.all()]


def is_scored(purchase: JointPurchase) -> bool:
    """Whether every bid that the current tenant sees has points on every quality criterion: the awards can follow."""
    asked = purchase.bids.count() * purchase.criteria.filter(rule=Rule.QUALITY).count()
    scores = Score.objects.filter(purchase=purchase, criterion__rule=Rule.QUALITY)
    return purchase.bids.exists() and scores.values("bid", "criterion").distinct().count() == asked


def ranking_of(lot: Lot) -> Ranking:
    """The ranking of one lot."""
    return next(ranking for ranking in rankings(lot.purchase) if ranking.lot == lot)


def _scores(purchase: JointPurchase) -> dict[UUID, dict[UUID, list[Decimal]]]:
    """Per bid, per criterion, the points of each evaluator."""
    scores: dict[UUID, dict[UUID, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for score in Score.objects.filter(purchase=purchase):
        scores[score.bid_id][score.criterion_id].append(score.points)
    return scores


def _ranking(
    lot: Lot,
    criteria: list[Criterion],
    quality: list[Criterion],
    prices: list[BidPrice],
    scores: dict[UUID, dict[UUID, list[Decimal]]],
) -> Ranking:
    missing = [
        Missing(supplier=price.bid.supplier, criterion=criterion.title)
        for price in prices
        for criterion in quality
        if not scores[price.bid_id][criterion.pk]
    ]
    offers = [
        Offer(
            bid_id=price.bid_id,
            supplier=price.bid.supplier,
            unit_price=price.unit_price,
            quality=scores[price.bid_id],
        )
        for price in prices
    ]
    weightings = [
        Weighting(criterion_id=criterion.pk, rule=Rule(criterion.rule), weight=criterion.weight)
        for criterion in criteria
    ]
    standings = [] if missing else rank(offers, weightings)
    return Ranking(lot=lot, criteria=criteria, standings=standings, missing=missing)
