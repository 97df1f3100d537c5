"""What callers may ask in a minute, and their organisation in an hour, in points of cost; shared by all processes.

As with the calls of a try-out (``tryouts.serving.day_counts``) each process counts by itself and tells the database now
and then: the more often, the nearer the end is. Each spends no more than its part of half of what was left before it
tells, so all together they stay within the budget but for what comes at the same moment. A request costs no statement.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache, partial
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_graphql.gateway.statement import run_statement
from vlavirgem_tenants.scope import after_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vlavirgem_graphql.gateway.context import Caller

MINUTE: Final = 60
HOUR: Final = 3_600
_MOST_PURSES: Final = 20_000
"""Of which a process holds the count; above it, it forgets those whose time is over."""
# Windows that are over go with the next that is told.
_TELL = """
with gone as (delete from gateway_spending where began + seconds < $3::bigint)
insert into gateway_spending as told (spender, seconds, began, points)
values ($1::uuid, $2::integer, $3::bigint, $4::bigint)
on conflict (spender, seconds, began) do update set points = told.points + excluded.points
returning points
"""


@dataclass(slots=True)
class _Purse:
    """What was spent of one budget in its present window."""

    began: int
    told: int = 0
    """By all processes, as the database had it when this one told it last."""
    untold: int = 0
    """By this process since."""

    @property
    def spent(self) -> int:
        """As far as this process knows."""
        return self.told + self.untold

    def must_tell(self, most: int) -> bool:
        """Whether this process has spent its part of half of what was left."""
        return self.untold > max((most - self.told) // (2 * settings.SERVER_PROCESSES), 0)


@dataclass(frozen=True, slots=True)
class _Budget:
    """Of whom, what it is called in the headers, its window in seconds, and how many points."""

    tenant_id: int
    spender: UUID
    name: str
    seconds: int
    most: int


_purses: dict[tuple[int, UUID, int], _Purse] = {}
_lock: Final = Lock()


def charge(caller: Caller, points: int, *, now: float | None = None) -> dict[str, str]:
    """Take the points from the caller's budget and the organisation's; returns the headers that tell what is left
    (draft-ietf-httpapi-ratelimit-headers-10).

    Raises HttpRefusalError (429, RFC 6585 section 4) where either has not so many left; then nothing is taken.
    """
    moment = int(time.time() if now is None else now)
    budgets = _budgets_of(caller)
    with _lock:
        pairs = [(budget, _purse(budget, moment)) for budget in budgets]
        empty = next((budget for budget, purse in pairs if purse.spent + points > budget.most), None)
        if empty is None:
            for _budget, purse in pairs:
                purse.untold += points
        left = [(budget, max(budget.most - purse.spent, 0)) for budget, purse in pairs]
        telling = [budget for budget, purse in pairs if purse.must_tell(budget.most)]
    headers = _headers(left, moment)
    for budget in telling:
        after_request(partial(_tell, budget, moment))
    if empty is not None:
        raise _used_up(empty, points, moment, headers)
    return headers


def forget_spending() -> None:
    """Forget what this process counted (between tests)."""
    with _lock:
        _purses.clear()


def _budgets_of(caller: Caller) -> tuple[_Budget, _Budget]:
    a_minute = settings.GATEWAY_POINTS_A_MINUTE
    a_minute = min(caller.points_a_minute or a_minute, a_minute)
    return _budgets(caller.tenant.pk, caller.id, a_minute, settings.GATEWAY_POINTS_AN_HOUR)


@lru_cache(4_096)
def _budgets(tenant_id: int, caller_id: UUID, a_minute: int, an_hour: int) -> tuple[_Budget, _Budget]:
    return (
        _Budget(tenant_id, caller_id, "caller", MINUTE, a_minute),
        _Budget(tenant_id, UUID(int=tenant_id), "organisation", HOUR, an_hour),
    )


def _purse(budget: _Budget, moment: int) -> _Purse:
    key, began = (budget.tenant_id, budget.spender, budget.seconds), moment - moment % budget.seconds
    purse = _purses.get(key)
    # Who looked at the clock before others, and comes after them, counts in their window: an older one would undo it.
    if purse is None or purse.began < began:
        if len(_purses) >= _MOST_PURSES:
            for old in [name for name, each in _purses.items() if each.began + name[2] < moment]:
                del _purses[old]
        purse = _purses[key] = _Purse(began)
    return purse


def _tell(budget: _Budget, moment: int) -> None:
    """Add what this process spent to what the database knows, and learn what the others spent."""
    with _lock:
        purse = _purse(budget, moment)
        telling, purse.untold = purse.untold, 0
        purse.told += telling
    if telling:
        rows = run_statement(_TELL, [str(budget.spender), budget.seconds, purse.began, telling])
        with _lock:
            purse.told = max(purse.told, int(rows[0][0] or 0))


def _headers(left: Sequence[tuple[_Budget, int]], moment: int) -> dict[str, str]:
    return {
        "RateLimit-Policy": ", ".join([f'"{b.name}";q={b.most};qu="points";w={b.seconds}' for b, _left in left]),
        "RateLimit": ", ".join([f'"{b.name}";r={points};t={b.seconds - moment % b.seconds}' for b, points in left]),
    }


def _used_up(budget: _Budget, points: int, moment: int, headers: dict[str, str]) -> HttpRefusalError:
    wait = budget.seconds - moment % budget.seconds
    said = (
        _("You have %(most)s points of cost a minute; this request of %(points)s goes beyond them.")
        if budget.seconds == MINUTE
        else _(
            "Your organisation has %(most)s points of cost an hour, and this request of %(points)s goes beyond them."
        )
    )
    remedy = _("Ask again in %(wait)s seconds, or ask for less at once.")
    message = f"{said % {'most': budget.most, 'points': points}} {remedy % {'wait': wait}}"
    return HttpRefusalError(HTTPStatus.TOO_MANY_REQUESTS, "BUDGET_USED", message, {"Retry-After": str(wait), **headers})
