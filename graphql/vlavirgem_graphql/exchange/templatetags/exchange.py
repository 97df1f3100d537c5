"""Days of agreements."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template

from vlavirgem_graphql.exchange.models import Agreement

register = template.Library()


@register.filter
def last_day(agreement: Agreement) -> datetime:
    """The last moment at which records may be read: its day is the last one, as people count."""
    return agreement.valid_until - timedelta(microseconds=1)
