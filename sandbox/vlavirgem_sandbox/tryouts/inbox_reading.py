"""Reading the inbox as programs do: from a mark on, in the order in which messages arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from vlavirgem_sandbox.tryouts.models import ReceivedMessage, TryOut, Verdict

MOST_AT_ONCE: Final = 100
LATEST: Final = "latest"
"""The mark of who wants only what is still to come."""
_LONGEST_MARK: Final = 40


class BadMark(ValueError):  # noqa: N818 - what a caller sent, told to the caller
    """The mark is not one that the inbox gave."""


@dataclass(frozen=True, order=True)
class Mark:
    """How far a reader has come: the message with this moment and number was the last one seen."""

    microseconds: int = 0
    number: int = 0

    def __str__(self) -> str:
        return f"{self.microseconds}-{self.number}"

    @property
    def at(self) -> datetime:
        """The moment."""
        return datetime.fromtimestamp(self.microseconds // 1_000_000, UTC).replace(
            microsecond=self.microseconds % 1_000_000
        )


def mark_of(text: str) -> Mark:
    """The mark that a reader gives back; empty for the beginning. Raises :class:`BadMark`."""
    if not text:
        return Mark()
    moment, dash, number = text.partition("-")
    digits = moment + number
    if not dash or len(text) > _LONGEST_MARK or not (digits.isascii() and digits.isdigit() and moment and number):
        raise BadMark(text[:_LONGEST_MARK])
    try:
        mark = Mark(int(moment), int(number))
        mark.at  # noqa: B018 - a moment that no calendar has
    except (ValueError, OverflowError, OSError) as error:
        raise BadMark(text[:_LONGEST_MARK]) from error
    return mark


@dataclass(frozen=True, kw_only=True)
class Window:
    """What a reader sees of an inbox: all of it, or what a key for certain operations may see."""

    tryout: TryOut
    operations: tuple[str, ...] = ()

    def messages(self, after: Mark) -> list[ReceivedMessage]:
        """The messages behind the mark, at most :data:`MOST_AT_ONCE`; asks for them twice only when there are any.

        A message that is being sent at this moment may have an earlier moment than one that was held back and arrives
        now. So whoever finds something waits for those that are being sent, and looks again: what comes later then
        stands later too.
        """
        if not self._behind(after):
            return []
        moment = self._when_nothing_is_being_sent()
        return list(self._behind(after, moment))

    def latest(self) -> Mark:
        """The mark of who starts now: just before this moment."""
        return Mark(round(self._when_nothing_is_being_sent().timestamp() * 1_000_000), 0)

    def _behind(self, after: Mark, moment: datetime | None = None) -> QuerySet[ReceivedMessage]:
        inbox = ReceivedMessage.objects.filter(tryout=self.tryout).arrived(moment or _now())
        return inbox.since(after.at, after.number).for_scope(list(self.operations))[:MOST_AT_ONCE]

    def _when_nothing_is_being_sent(self) -> datetime:
        """The database's clock, once those who hold the try-out are done (``sending._next``)."""
        table = TryOut._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [self.tryout.pk])  # noqa: S608 - our own table
        return _now()


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def mark_after(message: ReceivedMessage) -> Mark:
    """The mark of who has seen this message."""
    return mark_of(message.mark)


def as_document(message: ReceivedMessage) -> dict[str, Any]:
    """A message as programs read it. ``url`` is where it would have gone."""
    return {
        "id": message.mark,
        "at": message.at.isoformat(),
        "message": message.message,
        "name": message.name,
        "kind": message.kind,
        "occasion": message.occasion,
        "operation": message.operation,
        "call": str(message.call_id) if message.call_id else None,
        "method": message.method,
        "url": message.url,
        "headers": dict(message.headers),
        "body": message.body,
        "size": message.size,
        "valid": message.verdict == Verdict.OK,
        "violations": message.violations,
    }
