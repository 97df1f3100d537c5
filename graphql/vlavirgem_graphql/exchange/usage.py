"""How much is read, of which offer and by whom: counted from the evidence, so it is what both parties can prove.

A reader's reads of an offer are counted together where it has more than one agreement on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

_COUNTED = """
SELECT event.owner_id, part.offer_id, count(*), sum(part.row_count), max(event.occurred_at)
FROM public.{log} event CROSS JOIN LATERAL unnest(event.offer_ids, event.row_counts) part (offer_id, row_count)
WHERE event.kind = 'read' AND event.occurred_at >= %s GROUP BY event.owner_id, part.offer_id
"""


@dataclass(frozen=True)
class Use:
    """How often an offer was read, how many records came out of it, and when last."""

    reads: int = 0
    records: int = 0
    last: datetime | None = None


def use_since(since: datetime) -> Mapping[tuple[int, UUID], Use]:
    """By reader and offer: what we read of others, and what others read of us."""
    found: dict[tuple[int, UUID], Use] = {}
    with connection.cursor() as cursor:
        for log in ("exchange_event", "exchange_incoming_event"):
            cursor.execute(_COUNTED.format(log=log), [since])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            found.update(
                {(reader, offer): Use(reads, int(records), last) for reader, offer, reads, records, last in rows}
            )
    return found
