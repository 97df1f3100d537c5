"""Bids as the buyer typed them in, and what evaluators gave them.

Every row here starts with visibility ``own``; the buyer may share the bids with the participants for scoring, and the
award shares them (services/bidding.py, services/awarding.py).
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from vlavirgem_sandbox.purchases.models.purchase import JointPurchase
from vlavirgem_sandbox.purchases.models.specification import Criterion, Lot
from vlavirgem_tenants.commons.base import CommonsPart


class Bid(CommonsPart):
    """One supplier's bid. ``kbo_number`` is its ten digits without dots."""

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="bids")
    supplier = models.CharField(max_length=150)
    kbo_number = models.CharField(max_length=10, validators=[RegexValidator(r"^[01]\d{9}$")])
    received_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["received_on", "supplier"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purchase", "kbo_number"], name="purchases_one_bid_per_supplier"),
            models.CheckConstraint(condition=Q(kbo_number__regex=r"^[01]\d{9}$"), name="purchases_kbo_ten_digits"),
        ]

    def __str__(self) -> str:
        return self.supplier


class BidPrice(CommonsPart):
    """A bid's price for one unit of one lot, EUR without VAT. No row: the supplier does not bid for that lot."""

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="+")
    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="prices")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="prices")
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering: ClassVar = ["lot__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bid", "lot"], name="purchases_one_price_per_lot"),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="purchases_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_price}"


class QualityAnswer(CommonsPart):
    """What a bid says to a quality criterion."""

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="+")
    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["criterion__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bid", "criterion"], name="purchases_one_answer_per_criterion")
        ]

    def __str__(self) -> str:
        return self.text


class Score(CommonsPart):
    """The points (0 to 10) that one evaluator gave one bid on one quality criterion, and why.

    ``evaluator_id`` is the person (two can have one name, and a name can change; none for what a program gave), and
    ``evaluator`` the name that the person had then.
    """

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="scores")
    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    evaluator_id = models.UUIDField(null=True)
    evaluator = models.CharField(max_length=200)
    points = models.DecimalField(max_digits=4, decimal_places=2)
    reason = models.TextField()

    class Meta:
        ordering: ClassVar = ["criterion__number", "bid__supplier", "evaluator"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bid", "criterion", "owner", "evaluator_id"],
                nulls_distinct=False,
                name="purchases_one_score_per_evaluator",
            ),
            models.CheckConstraint(condition=Q(points__gte=0) & Q(points__lte=10), name="purchases_points_0_to_10"),
            models.CheckConstraint(condition=~Q(reason=""), name="purchases_score_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.points}"
