"""Disturbances: what a municipality does to its own try-out for a while, to see how its program takes it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.disturbance_kind import DisturbanceKind
from vlavirgem_sandbox.tryouts.models.try_out import TryOut, new_seed

SHORTEST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=8)
MOST_DELAY_MS: Final = 30_000
"""A delay holds one of the server's threads, and proxies give up on an answer after a minute."""
LOWEST_STATUS: Final = 400
HIGHEST_STATUS: Final = 599
MOST_A_MINUTE: Final = 10_000
EVERY_CALL: Final = 100


class Spread(models.TextChoices):
    """How delays differ from call to call."""

    FIXED = "fixed", _("Always the same")
    UNIFORM = "uniform", _("Anything between the two, equally often")
    NORMAL = "normal", _("Mostly around the first, now and then more or less")
    LONG_TAIL = "long-tail", _("Mostly short, now and then very long")


class DisturbanceQuerySet(QuerySet["Disturbance"]):
    """Reads of disturbances."""

    def running(self, now: datetime) -> DisturbanceQuerySet:
        """Those that are on at that moment."""
        return self.filter(began_at__lte=now, until__gt=now, ended_at=None)


class Disturbance(models.Model):
    """One disturbance of one try-out, on from ``began_at`` to ``until`` unless somebody ended it before.

    Only the fields of its kind say anything: ``delay_ms``, ``most_ms`` and ``spread`` of a delay, ``status`` of error
    answers, ``per_minute`` of a limit. ``share`` is the percentage of the calls that it strikes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="disturbances")
    kind = models.CharField(_("kind"), max_length=10, choices=DisturbanceKind.choices)
    operation = models.CharField(_("operation"), max_length=300, blank=True)  # empty: every one
    share = models.PositiveSmallIntegerField(_("share of the calls, in percent"), default=EVERY_CALL)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    delay_ms = models.PositiveIntegerField(_("delay in milliseconds"), null=True, blank=True)
    most_ms = models.PositiveIntegerField(_("longest delay in milliseconds"), null=True, blank=True)
    spread = models.CharField(_("spread"), max_length=10, choices=Spread.choices, blank=True)
    per_minute = models.PositiveIntegerField(_("calls a minute"), null=True, blank=True)
    seed = models.BigIntegerField(_("seed"), default=new_seed)
    began_at = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("ends by itself"))
    began_by = models.CharField(_("switched on by"), max_length=150)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    objects = DisturbanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("disturbance")
        verbose_name_plural = _("disturbances")
        ordering: ClassVar[list[str]] = ["began_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=DisturbanceKind.values), name="tryouts_disturbance_kind"),
            models.CheckConstraint(
                condition=Q(share__lte=EVERY_CALL),
                name="tryouts_disturbance_share",
                violation_error_message=_("A share is a percentage from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(until__lte=models.F("began_at") + LONGEST), name="tryouts_disturbance_ends_by_itself"
            ),
            models.CheckConstraint(
                condition=~Q(kind=DisturbanceKind.STATUS)
                | Q(status__isnull=False, status__range=(LOWEST_STATUS, HIGHEST_STATUS)),
                name="tryouts_disturbance_status",
                violation_error_message=_("An error answer has a status from 400 to 599."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DisturbanceKind.DELAY)
                | Q(
                    delay_ms__isnull=False,
                    most_ms__isnull=False,
                    delay_ms__gt=0,
                    most_ms__lte=MOST_DELAY_MS,
                    most_ms__gte=models.F("delay_ms"),
                    spread__in=Spread.values,
                ),
                name="tryouts_disturbance_delay",
                violation_error_message=_(
                    "An answer is at most 30 s late, and its longest delay is not shorter than its usual one."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DisturbanceKind.RATE)
                | Q(per_minute__isnull=False, per_minute__range=(1, MOST_A_MINUTE)),
                name="tryouts_disturbance_rate",
                violation_error_message=_("A limit lies between 1 and 10,000 calls a minute."),
            ),
        ]

    def __str__(self) -> str:
        """What it does, to which calls."""
        what = self._what()
        if self.share < EVERY_CALL:
            what = gettext("%(what)s, for %(share)s%% of the calls") % {"what": what, "share": self.share}
        return f"{what} ({self.operation})" if self.operation else what

    def _what(self) -> str:
        if self.kind == DisturbanceKind.DELAY:
            return self._how_late()
        if self.kind == DisturbanceKind.STATUS:
            return gettext("Answers with status %(status)s") % {"status": self.status}
        if self.kind == DisturbanceKind.RATE:
            return gettext("At most %(count)s calls a minute") % {"count": self.per_minute}
        return str(self.get_kind_display())

    def _how_late(self) -> str:
        first, last = (_seconds(each or 0) for each in (self.delay_ms, self.most_ms))
        if self.spread == Spread.FIXED:
            return gettext("Answers %(seconds)s s late") % {"seconds": first}
        return gettext("Answers %(seconds)s s late, at most %(most)s s") % {"seconds": first, "most": last}


def _seconds(milliseconds: int) -> str:
    """As people write them: 2 and 2,5."""
    seconds = milliseconds / 1000
    return localize(int(seconds) if seconds.is_integer() else seconds)


class DisturbanceCountQuerySet(QuerySet["DisturbanceCount"]):
    """Counting calls under a disturbance."""

    def one_more(self, disturbances: Sequence[Disturbance], now: datetime) -> list[DisturbanceCount]:
        """Number this call in each of them. Calls under one disturbance follow each other until the transaction ends,
        so that each number is given once; always in the same order, so that two calls never wait for each other.

        A call that waited for one of the next minute counts in that minute: a minute that is over does not come back.
        """
        minute = now.replace(second=0, microsecond=0)
        counts = list(self.select_for_update().filter(disturbance__in=disturbances).order_by("pk"))
        for count in counts:
            count.calls += 1
            latest = max(count.minute or minute, minute)
            count.minute_calls = count.minute_calls + 1 if count.minute == latest else 1
            count.minute = latest
        self.bulk_update(counts, ["calls", "minute_calls", "minute"])
        return counts


class DisturbanceCount(models.Model):
    """How many calls a disturbance has had. A row of its own: the acts on a disturbance never wait for its calls."""

    disturbance = models.OneToOneField(Disturbance, on_delete=models.CASCADE, primary_key=True, related_name="count")
    calls = models.PositiveIntegerField(_("calls"), default=0)
    minute = models.DateTimeField(_("minute"), null=True)
    minute_calls = models.PositiveIntegerField(_("calls in that minute"), default=0)

    objects = DisturbanceCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("calls under a disturbance")
        verbose_name_plural = _("calls under disturbances")

    def __str__(self) -> str:
        return f"{self.calls}"
