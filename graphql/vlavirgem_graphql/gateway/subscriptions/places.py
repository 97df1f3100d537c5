"""How many streams may be open: each holds a thread of the server, so they are few and shared out fairly."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_sandbox.tryouts.serving.late_answers import PLACES

if TYPE_CHECKING:
    from vlavirgem.graphql_requests.requests import GraphQLRequest

STREAMS_OF_CALLER: Final = 2
"""Of one key, or of one person in the explorer, in one process."""
_COME_BACK: Final = "5"
_LOOKS: Final = 30
_LOOK_EVERY: Final = 0.05
"""Seconds between the looks whether a stream ended that was told to: it looks itself twice a second."""


@dataclass(eq=False)
class Place:
    """The place of one stream, and what is asked on it."""

    tenant_id: int
    caller: str
    asked: GraphQLRequest
    is_over: bool = False
    """Whether its reader came back: its line is broken, and it is to end."""


class StreamPlaces:
    """The open streams of this process by caller. They share their places with who waits at an inbox."""

    def __init__(self, most: int = STREAMS_OF_CALLER) -> None:
        self.most = most
        self._open: defaultdict[tuple[int, str], list[Place]] = defaultdict(list)
        self._lock = Lock()

    def take(self, tenant_id: int, caller: str, asked: GraphQLRequest, *, resumes: bool = False) -> Place:
        """A place for one stream; raises HttpRefusalError 429 for who has as many as may, 503 where none is free.

        A server finds a broken line when it next writes to it. Who ``resumes`` (takes up the same where its line broke)
        need not wait for that: the oldest stream on which it asked the same ends first.
        """
        place = Place(tenant_id, caller, asked)
        try:
            return self._taken(place)
        except HttpRefusalError:
            if not resumes or not self._ends_for(place):
                raise
        return self._taken(place)

    def give_back(self, place: Place) -> None:
        """A place that :meth:`take` gave."""
        with self._lock:
            mine = self._open[place.tenant_id, place.caller]
            mine.remove(place)
            if not mine:
                del self._open[place.tenant_id, place.caller]
        PLACES.give_back(place.tenant_id)

    def _taken(self, place: Place) -> Place:
        with self._lock:
            mine = self._open.get((place.tenant_id, place.caller), ())
            if len(mine) >= self.most:
                raise HttpRefusalError(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    "TOO_MANY_STREAMS",
                    _("One key has at most %(most)s streams open. Close one first.") % {"most": self.most},
                    {"Retry-After": _COME_BACK},
                )
            if not PLACES.take(place.tenant_id):
                raise HttpRefusalError(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "NO_PLACE_FOR_STREAM",
                    _("As many streams are open as may. Try again later."),
                    {"Retry-After": _COME_BACK},
                )
            self._open[place.tenant_id, place.caller].append(place)
            return place

    def _ends_for(self, place: Place) -> bool:
        """Whether a stream of this caller that asks the same ended now, having been told to."""
        with self._lock:
            mine = self._open.get((place.tenant_id, place.caller), ())
            older = next((each for each in mine if each.asked == place.asked), None)
            if older is None:
                return False
            older.is_over = True
        for _look in range(_LOOKS):
            sleep(_LOOK_EVERY)
            with self._lock:
                if older not in self._open.get((place.tenant_id, place.caller), ()):
                    return True
        return False


STREAM_PLACES = StreamPlaces()
