"""Holding an answer back, without its transaction: a few calls at once, so that threads stay free for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from time import sleep

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from vlavirgem_tenants.scope import current_tenant


class Places:
    """Places for calls that wait at the same time, shared out fairly: no tenant takes more than half of them, but one
    is always its own."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._share = min(most, max(most // 2, 1))
        self._taken: Counter[int] = Counter()
        self._lock = Lock()

    def take(self, tenant_id: int) -> bool:
        """One for a call of this tenant; False when it, or all together, have as many as may."""
        with self._lock:
            if self._taken.total() >= self.most or self._taken[tenant_id] >= self._share:
                return False
            self._taken[tenant_id] += 1
            return True

    def give_back(self, tenant_id: int) -> None:
        """A place that :meth:`take` gave."""
        with self._lock:
            self._taken[tenant_id] -= 1
            self._taken += Counter()  # drops those that hold none


PLACES = Places(settings.SERVER_THREADS // 2)
"""Of this process: half its threads, none where it has one only."""


@dataclass
class _Visit:
    """One request on its way."""

    seconds: float = 0
    place_of: int | None = None
    """The tenant whose place it has; None without a place."""


_visit: ContextVar[_Visit | None] = ContextVar("visit", default=None)


def hold_back(seconds: float) -> bool:
    """Send the answer of this request so much later; False when as many wait already as may. To be asked once.

    The wait comes after all else, when the request's transaction has ended and its locks are gone. Outside a request
    (the demo's past, a command) there is nobody to wait for.
    """
    visit = _visit.get()
    if visit is None:
        return True
    tenant_id = current_tenant().pk
    if not PLACES.take(tenant_id):
        return False
    visit.place_of, visit.seconds = tenant_id, seconds
    return True


def is_held_back() -> bool:
    """Whether the answer of this request waits, and so has a place."""
    visit = _visit.get()
    return visit is not None and visit.place_of is not None


@contextmanager
def waiting_afterwards() -> Iterator[None]:
    """A call from beginning to end: what :func:`hold_back` asks inside the block is waited for when it has ended.

    To be put around the transaction of the call. The place is given free whatever happens.
    """
    visit = _Visit()
    token = _visit.set(visit)
    try:
        yield
        if visit.seconds:
            sleep(visit.seconds)
    finally:
        _visit.reset(token)
        if visit.place_of is not None:
            PLACES.give_back(visit.place_of)


class LateAnswerMiddleware:
    """Outside the middleware that opens the transaction: waits when the answer is there and all is committed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Wait as long as was asked."""
        with waiting_afterwards():
            return self.get_response(request)
