"""A last day as a moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def first_moment_after(day: date) -> datetime:
    """Midnight after that day, on the clock of here: what is announced until a day ends then."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
