"""Numbers and dates as people write them in their language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format, number_format

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def written(value: Decimal, unit: str = "") -> str:
    """``value`` with at most two decimals and no idle zeros: ``1.234,5 ms``. That space does not break."""
    rounded = value.quantize(Decimal("0.01"))
    decimals = max(0, -int(rounded.normalize().as_tuple().exponent))
    number = number_format(rounded, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number


def short_unit(unit: str) -> str:
    """The unit where it is a sign (``%``, ``€``); a word (``minutes``) stands once, in the title."""
    return unit if len(unit) == 1 else ""


def written_date(day: dt.date) -> str:
    """``day`` in the short form of the reader's language."""
    return date_format(day, "SHORT_DATE_FORMAT")
