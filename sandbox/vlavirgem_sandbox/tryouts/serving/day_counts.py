"""How many calls a try-out had today, held in the process: the log is counted now and then, not at each call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem_sandbox.days import midnight, next_midnight
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.serving.log_queue import QUEUE
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem

_COUNTED_AGAIN_AFTER: Final = 60
"""Seconds after which the log is counted again, so that what other processes took is seen."""
_MOST_TRYOUTS: Final = 10_000
"""Of which a process holds the count; above it, it forgets them all."""


@dataclass
class _Tally:
    """What the log said, and what this process let in since."""

    ends_at: datetime
    """When the day is over that it counts."""
    most: int
    counted: int
    counted_at: float
    left: int
    """Calls that may come in before it is counted again."""


_tallies: dict[UUID, _Tally] = {}
_lock: Final = Lock()


def calls_today(tryout: TryOut, now: datetime) -> int:
    """The calls that count, since midnight in the installation's time zone; one statement."""
    return tryout.calls.past_the_door().filter(at__gte=midnight(now)).count()


def require_room(tryout: TryOut, now: datetime) -> None:
    """Raise CallProblem (429, RFC 6585 section 4) where the calls of the day are used up; else count one more.

    The log is counted at the first call, every minute, and the more often the nearer the end is: each process lets in
    no more than its part of half of what is left. So the last call is let in to the number where calls follow each
    other, and a few more may come in where processes take some at the same moment.
    """
    most = tryout.most_calls_a_day
    is_full = _counted_in(tryout, most, now)
    if is_full is None:
        counted = calls_today(tryout, now) + QUEUE.unwritten(tryout)
        is_full = counted >= most
        left = max((most - counted) // (2 * settings.SERVER_PROCESSES), 1)
        with _lock:
            if len(_tallies) >= _MOST_TRYOUTS:
                _tallies.clear()
            _tallies[tryout.pk] = _Tally(
                ends_at=next_midnight(now), most=most, counted=counted, counted_at=monotonic(), left=left - 1
            )
    if is_full:
        raise _used_up(tryout, most, now)


def has_room_left(tryout: TryOut, now: datetime) -> bool:
    """Count one more where the process knows that there is room; False where only the log can tell."""
    return _counted_in(tryout, tryout.most_calls_a_day, now, only_where_room=True) is False


def _counted_in(tryout: TryOut, most: int, now: datetime, *, only_where_room: bool = False) -> bool | None:
    """Whether the day is full, with this call counted; None (and not counted) where it is not known here."""
    with _lock:
        tally = _tallies.get(tryout.pk)
        if tally is None or not _holds(tally, most, now):
            return None
        is_full = tally.counted >= most
        if not (is_full and only_where_room):
            tally.left -= 1
        return is_full


def _holds(tally: _Tally, most: int, now: datetime) -> bool:
    """Whether the log need not be counted: it was a moment ago, and there is room for what came since, or none."""
    is_fresh = tally.most == most and monotonic() - tally.counted_at < _COUNTED_AGAIN_AFTER and now < tally.ends_at
    return is_fresh and (tally.left > 0 or tally.counted >= most)


def _used_up(tryout: TryOut, most: int, now: datetime) -> CallProblem:
    if most < settings.TRYOUT_CALLS_A_DAY:
        remedy = _("Wait until tomorrow, or raise the number on the try-out's page.")
    else:
        remedy = _("Wait until tomorrow, or ask the operator of this installation for more.")
    takes = ngettext("This try-out takes %(most)s call a day.", "This try-out takes %(most)s calls a day.", most)
    return CallProblem(
        code="quota-used",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        title=_("The calls of this day are used up"),
        detail=f"{takes % {'most': most}} {remedy}",
        headers=(("Retry-After", str(max(int((next_midnight(now) - now).total_seconds()), 1))),),
    )
