"""Marks: how far a reader of the changes has come, as a text that it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

KEPT_DAYS: Final = 30
"""How long changes are kept at least, and so how long a mark serves."""
_LONGEST: Final = 60
_EPOCH: Final = date(1970, 1, 1)

MARK_SQL: Final = "concat({xact},'-',{number},'-',(({at} at time zone 'UTC')::date-date '1970-01-01'))"
"""SQL of the mark of a change; to be given the three columns."""
NOW_SQL: Final = """
select public.changes_all_ended_before(), pg_snapshot_xmax(pg_current_snapshot())::text,
    (now() at time zone 'UTC')::date - date '1970-01-01'
"""
"""The first transaction of this database that has not ended, the first that has not begun, and the day."""


class BadMarkError(ValueError):
    """The text is no mark of ours."""


@dataclass(frozen=True)
class Mark:
    """The last change that a reader saw, and the day of that. ``day`` is counted from 1 January 1970."""

    xact: int
    number: int
    day: int

    def __str__(self) -> str:
        return f"{self.xact}-{self.number}-{self.day}"

    def is_too_old(self, today: int) -> bool:
        """Whether changes behind it may have been cleared."""
        return self.day < today - KEPT_DAYS


def mark_of(text: str) -> Mark:
    """The mark that a reader gives back; raises :class:`BadMarkError`."""
    parts = text.split("-")
    if len(text) > _LONGEST or len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004
        raise BadMarkError(text[:_LONGEST])
    xact, number, day = map(int, parts)
    if max(xact, number) >= 2**63:
        raise BadMarkError(text)
    return Mark(xact, number, day)


def day_of(moment: datetime) -> int:
    """The day of a mark that is given at this moment."""
    return (moment.astimezone(UTC).date() - _EPOCH).days


def cleared_before(moment: datetime) -> datetime:
    """The moment before which changes may be cleared: a day more than any mark may be old."""
    return moment - timedelta(days=KEPT_DAYS + 1)
