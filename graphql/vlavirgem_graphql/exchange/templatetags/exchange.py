"""Words and days of agreements."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template

from vlavirgem_graphql.exchange.models import Agreement, EventKind

register = template.Library()


@register.filter
def last_day(agreement: Agreement) -> datetime:
    """The last moment at which records may be read: its day is the last one, as people count."""
    return agreement.valid_until - timedelta(microseconds=1)


@register.filter
def event_word(kind: str) -> str:
    """The word for a kind of event; another word is shown as it is."""
    return str(EventKind(kind).label) if kind in EventKind.values else kind
