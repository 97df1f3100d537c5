"""When a try-out sends a message by itself: after calls of an operation, or every so many minutes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.try_out import TryOut

LONGEST_DELAY: Final = 3600
"""Seconds that a message may be held back after its call."""
LONGEST_INTERVAL: Final = 7 * 24 * 60
"""Minutes: a week."""


class MessagePlanQuerySet(QuerySet["MessagePlan"]):
    """Reads of plans."""

    def after(self, operation: str) -> MessagePlanQuerySet:
        """Those for after the calls of an operation."""
        return self.filter(every_minutes=None, operation=operation)

    def due(self, now: datetime) -> MessagePlanQuerySet:
        """Schedules whose moment has come."""
        return self.filter(next_at__lte=now)


class MessagePlan(models.Model):
    """One message that is sent again and again: after each good call of ``operation``, ``delay_seconds`` later; or
    every ``every_minutes``, next at ``next_at``.

    A callback follows calls of its operation without a plan; one for it says how much later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="message_plans")
    message = models.CharField(_("message"), max_length=300)
    operation = models.CharField(_("after calls of"), max_length=300, blank=True)
    delay_seconds = models.PositiveIntegerField(_("seconds later"), default=0)
    every_minutes = models.PositiveIntegerField(_("every so many minutes"), null=True, blank=True)
    next_at = models.DateTimeField(_("next"), null=True, blank=True)
    made_by = models.CharField(_("made by"), max_length=150)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = MessagePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of a message")
        verbose_name_plural = _("plans of messages")
        ordering: ClassVar[list[str]] = ["message", "made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(delay_seconds__lte=LONGEST_DELAY), name="tryouts_plan_delay"),
            models.CheckConstraint(
                condition=Q(every_minutes=None, next_at=None) & ~Q(operation="")
                | Q(every_minutes__range=(1, LONGEST_INTERVAL), next_at__isnull=False, operation="", delay_seconds=0),
                name="tryouts_plan_after_calls_or_on_a_schedule",
            ),
            models.UniqueConstraint(
                fields=["tryout", "message", "operation"], condition=~Q(operation=""), name="tryouts_plan_once_a_call"
            ),
            models.UniqueConstraint(
                fields=["tryout", "message"], condition=Q(operation=""), name="tryouts_plan_once_a_schedule"
            ),
        ]

    def __str__(self) -> str:
        return self.message
