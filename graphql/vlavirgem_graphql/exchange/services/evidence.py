"""Appending to the evidence log through the database (``exchange_append_event``): the tenant is the role's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.services.persons import mark_of
from vlavirgem_tenants.people.actors import Actor

_APPEND = "SELECT public.exchange_append_event(%s, %s, %s::uuid[], %s::integer[], %s, %s::json, %s)"
NOT_A_READ = 0


def append_event(
    *,
    actor: Actor,
    kind: EventKind,
    rows_of_offers: Mapping[UUID, int],
    agreement_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    event_id: UUID | None = None,
) -> UUID:
    """Append one event to the chain of the tenant in whose scope this runs; returns its id. A person stands in it by a
    mark (``services/persons.py``).

    ``rows_of_offers`` names the offers that the event is about, with how many records of each were read; ``event_id``
    is for who named the event before it is there. The head of the chain stays locked until the transaction ends, so
    this is the last thing a unit of work does.
    """
    offers, rows = list(rows_of_offers), list(rows_of_offers.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND,
            [kind.value, mark_of(actor), offers, rows, agreement_id, orjson.dumps(detail or {}).decode(), event_id],
        )
        row = cursor.fetchone()
    appended: UUID = row[0]
    return appended
