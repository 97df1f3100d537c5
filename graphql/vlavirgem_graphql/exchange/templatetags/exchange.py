"""Words and days of agreements."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template

from vlavirgem_graphql.exchange.models import Agreement, AgreementAct
from vlavirgem_graphql.exchange.telling import done_to_agreement, done_to_offer
from vlavirgem_tenants.commons.models import History

register = template.Library()


@register.filter
def last_day(agreement: Agreement) -> datetime:
    """The last moment at which records may be read: its day is the last one, as people count."""
    return agreement.valid_until - timedelta(microseconds=1)


@register.filter
def told(line: AgreementAct | History) -> str:
    """What a party did, in words that follow its name."""
    return done_to_agreement(line.verb) if isinstance(line, AgreementAct) else done_to_offer(line)
