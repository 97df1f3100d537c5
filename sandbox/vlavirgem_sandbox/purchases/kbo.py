"""Numbers of the Crossroads Bank for Enterprises (KBO), as suppliers write them.

Ten digits, the first a 0 or a 1; the last two are 97 minus the remainder of the first eight divided by 97 (the check
that the KBO's own documentation of its open data gives for enterprise numbers).
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DIGITS = 10
CHECK_MODULUS = 97


def parse_kbo_number(written: str) -> str:
    """The ten digits of what somebody typed (``BE 0123.456.749`` and the like). Raises ValidationError."""
    digits = re.sub(r"[\s.\-]", "", written.strip().upper().removeprefix("BE"))
    if len(digits) == DIGITS - 1:
        digits = f"0{digits}"
    if not re.fullmatch(r"[01]\d{9}", digits, flags=re.ASCII):
        raise ValidationError(
            _("A KBO number has ten digits and starts with 0 or 1, for example 0123.456.749."), code="kbo-form"
        )
    expected = CHECK_MODULUS - int(digits[:8]) % CHECK_MODULUS
    if int(digits[8:]) != expected:
        raise ValidationError(
            _("The last two digits do not fit the first eight. Check the KBO number for a typing error."),
            code="kbo-check",
        )
    return digits


def format_kbo_number(digits: str) -> str:
    """As people write it: ``0123.456.749``."""
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
