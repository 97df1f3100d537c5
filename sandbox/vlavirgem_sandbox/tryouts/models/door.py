"""How often callers were turned away: a count a minute, since anybody on the network can knock."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import connection, models
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.try_out import TryOut


class TurnedAwayQuerySet(QuerySet["TurnedAway"]):
    """Counting and reading what was turned away."""

    def one_more(self, tryout: TryOut, at: datetime) -> int:
        """Count one in the minute of ``at``; returns how many that minute has by now. One statement, so two at once
        are two."""
        table = TurnedAway._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (tryout_id, minute, count) VALUES (%s, %s, 1) "  # noqa: S608 - our own table
                f"ON CONFLICT (tryout_id, minute) DO UPDATE SET count = {table}.count + 1 RETURNING count",
                [tryout.pk, at.replace(second=0, microsecond=0)],
            )
            return int(cursor.fetchone()[0])

    def in_all(self, since: datetime, until: datetime) -> int:
        """How many in the minutes from ``since`` to ``until``."""
        found = self.filter(minute__gte=since, minute__lt=until).aggregate(total=Sum("count"))
        return found["total"] or 0


class TurnedAway(models.Model):
    """One minute in which callers were turned away from a try-out."""

    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="turned_away")
    minute = models.DateTimeField(_("minute"))
    count = models.PositiveIntegerField(_("calls turned away"))

    objects = TurnedAwayQuerySet.as_manager()

    class Meta:
        verbose_name = _("minute of calls turned away")
        verbose_name_plural = _("minutes of calls turned away")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tryout", "minute"], name="tryouts_turned_away_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.minute}: {self.count}"
