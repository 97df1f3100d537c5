"""Until when a key may open something."""

from __future__ import annotations

from datetime import date
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
