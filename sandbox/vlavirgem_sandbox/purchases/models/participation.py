"""Who buys along, and how much: invitations by the buyer, answers by each participant."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.purchases.models.purchase import JointPurchase
from vlavirgem_sandbox.purchases.models.specification import Lot
from vlavirgem_tenants.commons.base import CommonsPart
from vlavirgem_tenants.directory.models import Tenant


class Participant(CommonsPart):
    """An invitation, written by the buyer. The answer is a row of the invited tenant's own."""

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="participants")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["tenant__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["purchase", "tenant"], name="purchases_invited_once")]

    def __str__(self) -> str:
        return self.tenant.name


class Decline(CommonsPart):
    """An invited tenant's answer that it does not buy along, with its reason."""

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="declines")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["purchase", "owner"], name="purchases_declined_once")]

    def __str__(self) -> str:
        return self.reason


class Binding(models.TextChoices):
    """How firm a commitment is."""

    INTENTION = "intention", _("Non-binding")
    MANDATED = "mandated", _("Mandated")


class Commitment(CommonsPart):
    """How much of a lot one participant wants, written by that participant (its owner), in the lot's unit.

    A mandated commitment names the decision of the competent body (``mandate``: body, date and number).
    """

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="commitments")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="commitments")
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    binding = models.CharField(max_length=12, choices=Binding.choices, default=Binding.INTENTION)
    mandate = models.CharField(max_length=200, blank=True)
    written_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["lot__number", "owner__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "owner"], name="purchases_commitment_once_per_lot"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchases_commitment_positive"),
            models.CheckConstraint(
                condition=~Q(binding="mandated") | ~Q(mandate=""), name="purchases_mandate_names_its_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity}"
