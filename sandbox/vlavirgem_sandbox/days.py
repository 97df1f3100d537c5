"""Days by this installation's clock: the last one of a key or a version, and when the next begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal


def require_coming_day(day: date | None) -> None:
    """Raise Refusal for a last day that lies behind us."""
    if day is not None and day < timezone.localdate():
        raise Refusal(
            _("A last day cannot lie in the past."),
            remedy=_("Choose today or a later day."),
            code="past-day",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="last_day",
        )


def midnight(now: datetime) -> datetime:
    """When the day began, in the installation's time zone."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def next_midnight(now: datetime) -> datetime:
    """When the next day begins; the day on which clocks change has its own length."""
    return midnight(now) + timedelta(days=1)
