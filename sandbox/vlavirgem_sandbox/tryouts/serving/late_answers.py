"""Holding an answer back, without its transaction: a few calls at once, so that threads stay free for the others."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from threading import BoundedSemaphore
from time import sleep

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

PLACES = BoundedSemaphore(settings.SERVER_THREADS // 2)
"""For calls of this process that wait at the same time: half its threads, none where it has one only."""


@dataclass
class _Visit:
    """One request on its way."""

    seconds: float = 0
    has_place: bool = False


_visit: ContextVar[_Visit | None] = ContextVar("visit", default=None)


def hold_back(seconds: float) -> bool:
    """Send the answer of this request so much later; False when as many wait already as may. To be asked once.

    The wait comes after all else, when the request's transaction has ended and its locks are gone. Outside a request
    (the demo's past, a command) there is nobody to wait for.
    """
    visit = _visit.get()
    if visit is None:
        return True
    if not PLACES.acquire(blocking=False):
        return False
    visit.has_place, visit.seconds = True, seconds
    return True


class LateAnswerMiddleware:
    """Outside the middleware that opens the transaction: waits when the answer is there and all is committed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Wait as long as was asked; the place is given free whatever happens."""
        visit = _Visit()
        token = _visit.set(visit)
        try:
            response = self.get_response(request)
            if visit.seconds:
                sleep(visit.seconds)
            return response
        finally:
            _visit.reset(token)
            if visit.has_place:
                PLACES.release()
