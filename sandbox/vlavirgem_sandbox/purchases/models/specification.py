"""What is bought and how bids are compared: lots, requirements and award criteria."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.purchases.models.purchase import JointPurchase
from vlavirgem_tenants.commons.base import CommonsPart


class Lot(CommonsPart):
    """A part of a purchase that is awarded by itself.

    ``ceiling`` is the largest quantity (in ``unit``) that all participants together may call off; ``called_off`` is
    what they did. Only the trigger behind call-offs changes that figure (migration 0002), and the check constraint
    is what makes one of two simultaneous call-offs lose.
    """

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=60)
    estimated_value = models.DecimalField(max_digits=14, decimal_places=2)
    ceiling = models.DecimalField(max_digits=12, decimal_places=2)
    called_off = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0), editable=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purchase", "number"], name="purchases_lot_number_once"),
            models.CheckConstraint(condition=Q(estimated_value__gt=0), name="purchases_lot_value_positive"),
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="purchases_lot_ceiling_positive"),
            models.CheckConstraint(
                condition=Q(called_off__gte=0) & Q(called_off__lte=F("ceiling")), name="purchases_lot_within_ceiling"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def left(self) -> Decimal:
        """What can still be called off, in the lot's unit."""
        return self.ceiling - self.called_off


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Reads of requirements."""

    def with_text(self) -> RequirementQuerySet:
        """Each with its newest wording, so that ``text`` and ``version`` ask nothing more."""
        newest = RequirementVersion.objects.filter(requirement=OuterRef("pk")).order_by("-number")
        return self.annotate(
            newest_text=Subquery(newest.values("text")[:1]), newest_number=Subquery(newest.values("number")[:1])
        )


class Requirement(CommonsPart):
    """A line of the specification, for one lot or for all (``lot`` empty).

    ``finding_id`` is the finding of a pilot that it rests on; ``finding_text`` keeps what that finding said.
    """

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="requirements")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, null=True, blank=True, related_name="requirements")
    number = models.PositiveSmallIntegerField()
    finding_id = models.UUIDField(null=True, blank=True)
    finding_text = models.TextField(blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["finding_id"], name="purchases_by_finding")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purchase", "number"], name="purchases_requirement_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def text(self) -> str:
        """The newest wording."""
        return str(self._newest("newest_text", "text"))

    @property
    def version(self) -> int:
        """The number of the newest wording, from 1."""
        return int(self._newest("newest_number", "number"))

    def _newest(self, annotated: str, field: str) -> str | int:
        if annotated in vars(self):
            return vars(self)[annotated]  # type: ignore[no-any-return]
        return self.versions.order_by("-number").values_list(field, flat=True)[0]  # type: ignore[no-any-return]


class RequirementVersion(CommonsPart):
    """One wording of a requirement. Earlier wordings stay, so that a bid can be read against what it answered."""

    commons_parent = "purchase"
    append_only = True

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="+")
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=300, blank=True)
    written_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["requirement", "number"], name="purchases_requirement_version_once")
        ]

    def __str__(self) -> str:
        return self.text


class Rule(models.TextChoices):
    """How a criterion turns a bid into points (see :mod:`vlavirgem_sandbox.purchases.scoring`)."""

    PRICE = "price", _("Price: lowest price divided by this price")
    QUALITY = "quality", _("Quality: points from 0 to 10 by evaluators")


class Criterion(CommonsPart):
    """An award criterion with its weight in points; the weights of one purchase make exactly 100.

    ``requirement`` says which line of the specification it measures.
    """

    commons_parent = "purchase"

    purchase = models.ForeignKey(JointPurchase, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    explanation = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=12, choices=Rule.choices)
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, null=True, blank=True, related_name="criteria"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purchase", "number"], name="purchases_criterion_number_once"),
            models.CheckConstraint(condition=Q(weight__gte=1) & Q(weight__lte=100), name="purchases_weight_1_to_100"),
        ]

    def __str__(self) -> str:
        return self.title
