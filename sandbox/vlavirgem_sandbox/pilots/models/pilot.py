"""The pilot itself and what it expects to see."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.pilots.models.states import PilotState, Verdict
from vlavirgem_tenants.commons.models import CommonsModel, CommonsPart
from vlavirgem_tenants.directory.models import Tenant

M = TypeVar("M", bound=models.Model)


class PilotQuerySet(models.QuerySet["Pilot"]):
    """Pilots that the current tenant may see (the database sees to that), narrowed further."""

    def of(self, tenant: Tenant) -> Self:
        """Those that ``tenant`` leads."""
        return self.filter(owner=tenant)

    def led_by_others(self, tenant: Tenant) -> Self:
        """Those that another leads and shares with ``tenant``."""
        return self.exclude(owner=tenant)

    def matching(self, words: str) -> Self:
        """Those that carry each of the words in their title, goal or service."""
        found = self
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(goal__icontains=word) | Q(service_name__icontains=word))
        return found


class Pilot(CommonsModel):
    """A trial of one municipality with, or without, partners: what it wants to learn, when, and on which try-out.

    The owner is the lead partner (*penhouder*): only the owner writes. ``tryout_id`` names a try-out in the owner's own
    schema; there can be no foreign key from the commons into a private schema.
    """

    title = models.CharField(_("title"), max_length=120)
    goal = models.TextField(_("goal"), max_length=1000)
    reason = models.TextField(_("why now"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PilotState, default=PilotState.DRAFT)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    service_name = models.CharField(_("service on trial"), max_length=200, blank=True)
    tryout_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(_("try-out"), null=True, blank=True)

    objects = PilotQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["-updated_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="pilot_has_title_and_goal", condition=~Q(title="") & ~Q(goal="")),
            models.CheckConstraint(name="pilot_state_known", condition=Q(state__in=PilotState.values)),
            models.CheckConstraint(
                name="pilot_period_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="pilot_running_has_start",
                condition=Q(state__in=[PilotState.DRAFT, PilotState.WITHDRAWN]) | Q(starts_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The pilot's one page."""
        return reverse("pilots:detail", args=[self.pk])

    @property
    def changeable(self) -> bool:
        """Whether its story may still be added to."""
        return self.state in {PilotState.DRAFT, PilotState.ACTIVE, PilotState.PAUSED}

    def first_day(self, *, today: dt.date) -> dt.date:
        """The day from which calls count: the start, or today for a pilot without one."""
        return self.starts_on or today


class PilotPart(CommonsPart):
    """What belongs to one pilot: seen by whoever may see the pilot, written by the lead partner."""

    commons_parent: ClassVar = "pilot"
    commons_parent_owner = True

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE)

    class Meta:
        abstract = True


class Withdrawable(models.QuerySet[M]):
    """Rows that are taken back by marking them: their history stays, and taking back can be undone."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Hypothesis(PilotPart):
    """A sentence that the pilot may prove wrong."""

    text = models.CharField(_("we expect that"), max_length=400)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict, default=Verdict.OPEN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("hypothesis")
        verbose_name_plural = _("hypotheses")
        ordering = ["position", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="hypothesis_in_its_pilot", fields=["id", "pilot"]),
            models.CheckConstraint(name="hypothesis_has_text", condition=~Q(text="")),
            models.CheckConstraint(name="hypothesis_verdict_known", condition=Q(verdict__in=Verdict.values)),
        ]

    def __str__(self) -> str:
        return self.text
