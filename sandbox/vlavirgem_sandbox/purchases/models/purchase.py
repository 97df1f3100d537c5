"""A joint purchase: one buying procedure that one tenant runs for several."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.states import State
from vlavirgem_tenants.commons.base import CommonsModel
from vlavirgem_tenants.directory.models import Tenant


class Stage(models.TextChoices):
    """Where the procedure stands. It only moves forward; the database holds that."""

    PREPARING = "preparing", _("In preparation")
    BIDDING = "bidding", _("Bids are coming in")
    SCORING = "scoring", _("Bids are being scored")
    STANDSTILL = "standstill", _("Standstill after the award decision")
    FRAMEWORK = "framework", _("Framework agreement in force")
    CLOSED = "closed", _("Closed")


class Method(models.TextChoices):
    """The codes of OCDS 1.1's closed code list ``method``."""

    OPEN = "open", _("Open procedure")
    SELECTIVE = "selective", _("Restricted procedure")
    LIMITED = "limited", _("Negotiated procedure without publication")


class Category(models.TextChoices):
    """The codes of OCDS 1.1's closed code list ``procurementCategory``."""

    SERVICES = "services", _("Services")
    GOODS = "goods", _("Supplies")
    WORKS = "works", _("Construction works")


class JointPurchaseQuerySet(models.QuerySet["JointPurchase"]):
    """Reads of joint purchases; which rows there are is decided by the database, per tenant."""

    def search(self, words: str) -> JointPurchaseQuerySet:
        """Those whose title or need holds the words; all of them for an empty search."""
        if not words.strip():
            return self
        return self.filter(Q(title__icontains=words.strip()) | Q(need__icontains=words.strip()))

    def in_state(self, state: str) -> JointPurchaseQuerySet:
        """Those in one state; all of them for an empty state."""
        return self.filter(state=state) if state else self

    def of_side(self, tenant: Tenant, side: str) -> JointPurchaseQuerySet:
        """Those that a tenant runs (``ours``) or takes part in (``invited``); all of them for anything else."""
        if side == "ours":
            return self.filter(owner=tenant)
        return self.exclude(owner=tenant) if side == "invited" else self

    def for_list(self) -> JointPurchaseQuerySet:
        """With what the list shows of each, in one query."""
        return (
            self.select_related("owner")
            .annotate(
                participant_count=Count("participants", distinct=True),
                lot_count=Count("lots", distinct=True),
            )
            .order_by("-updated_at")
        )


class JointPurchase(CommonsModel):
    """One joint purchase. Its owner is the central purchasing body; amounts in it are EUR without VAT.

    ``pilot_id`` and ``decision_id`` say which pilot's decision it came from; the two texts keep what the buyer read
    there, since a participant may not be a partner of that pilot.
    """

    title = models.CharField(max_length=120)
    need = models.TextField()
    rationale = models.TextField(blank=True)
    pilot_id = models.UUIDField(null=True, blank=True)
    decision_id = models.UUIDField(null=True, blank=True)
    pilot_title = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=12, choices=Method.choices, default=Method.OPEN)
    category = models.CharField(max_length=12, choices=Category.choices, default=Category.SERVICES)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.PREPARING)
    bids_shared = models.BooleanField(default=False)
    bids_due_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    standstill_skipped_on = models.DateField(null=True, blank=True)
    framework_from = models.DateField(null=True, blank=True)
    framework_until = models.DateField(null=True, blank=True)

    objects = JointPurchaseQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="purchases_framework_ends_after_start",
                condition=Q(framework_until__isnull=True) | Q(framework_until__gt=F("framework_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this purchase."""
        return reverse("purchases:detail", args=[self.pk])

    @property
    def is_being_prepared(self) -> bool:
        """Whether lots, requirements, criteria and commitments may still change."""
        return self.stage == Stage.PREPARING and self.state != State.WITHDRAWN

    def standstill_ends_on(self) -> date | None:
        """The last day on which the agreement cannot be concluded; None while nothing is awarded.

        A rehearsal that skips the standstill does so in the open: the day before it was skipped is the last then.
        """
        if self.standstill_skipped_on is not None:
            return self.standstill_skipped_on - timedelta(days=1)
        last: date | None = self.awards.aggregate(last=Max("standstill_until"))["last"]
        return last

    def framework_holds_on(self, day: date) -> bool:
        """Whether participants can call off on that day."""
        if self.stage != Stage.FRAMEWORK or self.framework_from is None or self.framework_until is None:
            return False
        return self.framework_from <= day <= self.framework_until

    def weights_total(self) -> int:
        """The sum of the award criteria's weights; 100 before it can be published."""
        total: int | None = self.criteria.aggregate(total=Sum("weight"))["total"]
        return total or 0
