"""The lists of evidence: our own log, and what the logs of others say about our data. The database shows no more."""

from __future__ import annotations

from typing import Final

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import ExchangeEvent, IncomingEvent
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource

_ID: Final = OrderKey("id", "uuid")
_KIND: Final = Narrowing(
    graphene.List(graphene.NonNull(graphene.String)),
    "text[]",
    _("Only events of these kinds, such as read, denied or signed."),
    lambda rows, kinds: f"{rows.column('kind')}=any({kinds})",
)
_SINCE: Final = Narrowing(
    graphene.DateTime,
    "timestamptz",
    _("Only what happened at this moment or later."),
    lambda rows, moment: f"{rows.column('occurred_at')}>={moment}",
)

OWN_EVIDENCE = TableSource(
    ExchangeEvent,
    Order((OrderKey("sequence", "bigint"), _ID), descending=True),
    narrowings={"kind": _KIND, "since": _SINCE},
)
EVIDENCE_ABOUT_US = TableSource(
    IncomingEvent,
    Order((OrderKey("occurred_at", "timestamptz"), _ID), descending=True),
    narrowings={"kind": _KIND, "since": _SINCE},
)


def under(event: Rows, agreement: Rows) -> str:
    """What was done with an agreement, and what its consumer read of its offer while it was valid
    (``EventQuerySet.under``)."""
    of, at = agreement.column, event.column("occurred_at")
    return (
        f"({event.column('agreement_id')}={of('id')} or {event.column('owner_id')}={of('consumer_id')} "
        f"and {event.column('offer_ids')}@>array[{of('offer_id')}] "
        f"and {at}>={of('valid_from')} and {at}<{of('valid_until')})"
    )
