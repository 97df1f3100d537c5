"""How much is read, of which offer and by whom: counted from the evidence, so it is what both parties can prove.

A reader's reads of an offer are counted together where it has more than one agreement on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from vlavirgem_graphql.exchange.models import Delegation

MOST_COUNTED: Final = 10_000
"""Reads of one reader: the latest. A log grows by millions, and a page is not worth looking through those."""
COUNTED: Final = """
SELECT reader.id, part.offer_id, count(*), sum(part.row_count), max(read.occurred_at), max(read.counted),
    count(*) FILTER (WHERE read.actor = ANY (%(delegates)s::text[]))
FROM unnest(%(readers)s::bigint[]) reader (id) CROSS JOIN LATERAL (
    SELECT latest.*, count(*) OVER () AS counted FROM (
        SELECT event.occurred_at, event.actor, event.offer_ids, event.row_counts FROM public.{log} event
        WHERE event.owner_id = reader.id AND event.kind = 'read' AND event.occurred_at >= %(since)s
        ORDER BY event.occurred_at DESC LIMIT %(most)s
    ) latest
) read CROSS JOIN LATERAL unnest(read.offer_ids, read.row_counts) part (offer_id, row_count)
GROUP BY reader.id, part.offer_id
"""
"""SQL; ``{log}`` is the table or the view, the rest comes as parameters."""


@dataclass(frozen=True)
class Use:
    """How often an offer was read, how many records came out of it, and when last; ``is_part`` where the reader read
    more than was counted, ``delegated`` how many of the reads were a supplier's."""

    reads: int = 0
    records: int = 0
    last: datetime | None = None
    is_part: bool = False
    delegated: int = 0


def use_since(since: datetime, *, reader_ids: Collection[int]) -> Mapping[tuple[int, UUID], Use]:
    """By reader and offer: what we read of others, and what these others read of us."""
    found: dict[tuple[int, UUID], Use] = {}
    asked: dict[str, Any] = {"readers": sorted(set(reader_ids)), "since": since, "most": MOST_COUNTED}
    asked["delegates"] = list(Delegation.objects.filter(owner__in=reader_ids).values_list("reader", flat=True))
    with connection.cursor() as cursor:
        for log in ("exchange_event", "exchange_incoming_event"):
            cursor.execute(COUNTED.format(log=log), asked)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            for reader, offer, reads, records, last, counted, delegated in rows:
                found[reader, offer] = Use(reads, int(records), last, counted >= MOST_COUNTED, delegated)
    return found
