"""Figures of a purchase as people write them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from vlavirgem_sandbox.purchases.kbo import format_kbo_number

register = template.Library()


@register.filter
def euro(amount: Decimal | None) -> str:
    """``{{ price|euro }}``: ``€ 1.234,50``, always with cents, and a space that does not break."""
    if amount is None:
        return ""
    return f"€\N{NO-BREAK SPACE}{number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}"


@register.filter
def points(figure: Decimal | str | None) -> str:
    """``{{ total|points }}``: ``87,50``, always two decimals so that a column lines up."""
    if figure is None or figure == "":
        return ""
    return number_format(Decimal(str(figure)), decimal_pos=2, use_l10n=True)


@register.filter
def kbo(digits: str) -> str:
    """``{{ bid.kbo_number|kbo }}``: ``0123.456.749``."""
    return format_kbo_number(digits)


@register.filter
def under(mapping: dict[object, object], key: object) -> object:
    """``{{ standing.points|under:criterion.pk }}``: the value under a key, nothing where there is none."""
    return mapping.get(key, "")
