"""The outcome: an award per lot, and what participants call off under it."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.purchases.models.bids import Bid
from vlavirgem_sandbox.purchases.models.purchase import JointPurchase
from vlavirgem_sandbox.purchases.models.specification import Lot
from vlavirgem_tenants.commons.base import CommonsPart


class Award(CommonsPart):
    """The decision that one bid wins one lot. It stands: rows are added, never changed.

    ``ranking`` is the whole comparison as it stood that day (see :mod:`vlavirgem_sandbox.purchases.ranking`);
    ``standstill_days`` and ``standstill_source`` are copied from the legal term in force then.
    """

    commons_parent = "purchase"
    append_only = True

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="awards")
    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="award")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="awards")
    supplier = models.CharField(max_length=150)
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    ranking = models.JSONField()
    reason = models.TextField()
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=200)
    standstill_days = models.PositiveSmallIntegerField()
    standstill_source = models.CharField(max_length=300)
    standstill_until = models.DateField()

    class Meta:
        ordering: ClassVar = ["lot__number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(standstill_until__gte=F("decided_on")), name="purchases_standstill_after_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.supplier

    @property
    def value(self) -> Decimal:
        """What the lot costs when it is called off up to its ceiling, EUR without VAT."""
        return self.unit_price * self.lot.ceiling


class CallOffState(models.TextChoices):
    """A call-off holds, or was taken back and its quantity is free again."""

    ACTIVE = "active", _("active")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CallOff(CommonsPart):
    """An order by one participant (its owner) under the framework agreement of a lot.

    ``key`` makes a form that is sent twice take effect once. Quantity, lot and price never change after it is placed
    (the trigger of migration 0002 holds that); it can only be withdrawn.
    """

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.PROTECT, related_name="call_offs")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="call_offs")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="call_offs")
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    reference = models.CharField(max_length=120)
    deliver_by = models.DateField(null=True, blank=True)
    placed_by = models.CharField(max_length=200)
    placed_on = models.DateField()
    state = models.CharField(max_length=12, choices=CallOffState.choices, default=CallOffState.ACTIVE)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    key = models.UUIDField()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="purchases_call_off_key_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchases_call_off_positive"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Decimal:
        """What it costs, EUR without VAT."""
        return self.quantity * self.unit_price
