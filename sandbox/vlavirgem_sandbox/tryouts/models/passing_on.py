"""For a while the publisher's acceptance environment answers a try-out, by the choice of its organisation."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.try_out import TryOut

SHORTEST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=8)


class PassingOnQuerySet(QuerySet["PassingOn"]):
    """Reads of times that calls were passed on."""

    def running(self, now: datetime) -> PassingOnQuerySet:
        """Those that are on at that moment; one at most of a try-out."""
        return self.filter(began_at__lte=now, until__gt=now, ended_at=None)


class PassingOn(models.Model):
    """One time, from ``began_at`` to ``until`` unless somebody ended it before.

    What answers stands in the commons and is pointed at by id; its name and host are kept as they were when a person
    agreed to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="passings_on")
    opening_id = models.UUIDField(_("what answers"))
    endpoint_name = models.CharField(_("name"), max_length=80)
    host = models.CharField(_("host"), max_length=300)
    tells_name = models.BooleanField(_("tells who we are"), default=False)
    refuses_wrong = models.BooleanField(_("refuses answers that break the contract"), default=False)
    began_at = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("ends by itself"))
    began_by = models.CharField(_("switched on by"), max_length=150)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    objects = PassingOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("time that calls were passed on")
        verbose_name_plural = _("times that calls were passed on")
        ordering: ClassVar[list[str]] = ["began_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__lte=F("began_at") + LONGEST), name="tryouts_passing_on_ends_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_name} ({self.host})"
