"""How many streams may be open: each holds a thread of the server, so they are few and shared out fairly."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from threading import Lock
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_sandbox.tryouts.serving.late_answers import PLACES

STREAMS_OF_CALLER: Final = 2
"""Of one key, or of one person in the explorer, in one process."""
_COME_BACK: Final = "5"


class StreamPlaces:
    """The open streams of this process by caller. They share their places with who waits at an inbox."""

    def __init__(self, most: int = STREAMS_OF_CALLER) -> None:
        self.most = most
        self._open: Counter[tuple[int, str]] = Counter()
        self._lock = Lock()

    def take(self, tenant_id: int, caller: str) -> None:
        """A place for one stream; raises HttpRefusalError 429 for who has as many as may, 503 where none is free."""
        with self._lock:
            if self._open[tenant_id, caller] >= self.most:
                raise HttpRefusalError(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    "TOO_MANY_STREAMS",
                    _("One key has at most %(most)s streams open. Close one first.") % {"most": self.most},
                    {"Retry-After": _COME_BACK},
                )
            if not PLACES.take(tenant_id):
                raise HttpRefusalError(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "NO_PLACE_FOR_STREAM",
                    _("As many streams are open as may. Try again later."),
                    {"Retry-After": _COME_BACK},
                )
            self._open[tenant_id, caller] += 1

    def give_back(self, tenant_id: int, caller: str) -> None:
        """A place that :meth:`take` gave."""
        with self._lock:
            self._open[tenant_id, caller] -= 1
            self._open += Counter()  # drops those that hold none
        PLACES.give_back(tenant_id)


STREAM_PLACES = StreamPlaces()
