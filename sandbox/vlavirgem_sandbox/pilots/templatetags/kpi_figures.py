"""``{% load kpi_figures %}``: the values of a KPI as people write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from vlavirgem_sandbox.pilots.models import Kpi

register = template.Library()


@register.filter
def of_kpi(value: Decimal | None, kpi: Kpi) -> str:
    """``{{ kpi.target|of_kpi:kpi }}``: the number with its unit; a dash where there is none."""
    return "–" if value is None else kpi.said(value)


@register.filter
def unit_of_kpi(value: Decimal, kpi: Kpi) -> str:
    """``{{ latest.value|unit_of_kpi:kpi }}``: only the unit, for a number that is drawn large."""
    return kpi.unit_of(value)
