"""Small values in the form that OCDS gives them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from vlavirgem_sandbox.purchases.models import Lot

CURRENCY = "EUR"


def moment(day: date) -> str:
    """A day as the date-time at its start, here."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone()).isoformat()


def last_moment(day: date) -> str:
    """A day as the date-time at its end, here."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_default_timezone()).isoformat()


def money(amount: Decimal) -> dict[str, Any]:
    """An amount in EUR without VAT; JSON numbers of two decimals are exact far beyond what a purchase costs."""
    return {"amount": float(round(amount, 2)), "currency": CURRENCY}


def lot_line(lot: Lot, *, quantity: Decimal, unit_price: Decimal) -> dict[str, Any]:
    """A lot as an item (OCDS core has no lots): how many of its unit, at what price each."""
    return {
        "id": str(lot.pk),
        "description": lot.title,
        "quantity": float(quantity),
        "unit": {"name": lot.unit, "value": money(unit_price)},
    }


def known(section: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: an empty list says "none", and OCDS asks to leave out what is not known yet."""
    return {name: value for name, value in section.items() if value not in ([], "")}
