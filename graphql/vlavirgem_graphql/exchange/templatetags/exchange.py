"""Days of agreements, and numbers of suppliers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template

from vlavirgem_graphql.exchange.models import Agreement, OpenTerms
from vlavirgem_sandbox.purchases.kbo import format_kbo_number

register = template.Library()


@register.filter
def last_day(terms: Agreement | OpenTerms) -> datetime:
    """The last moment at which records may be read: its day is the last one, as people count."""
    return terms.valid_until - timedelta(microseconds=1)


@register.filter
def kbo_number(digits: str) -> str:
    """``{{ delegation.supplier_kbo|kbo_number }}``: ``0123.456.749``."""
    return format_kbo_number(digits)
