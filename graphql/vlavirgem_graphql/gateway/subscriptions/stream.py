"""The stream of a subscription: server-sent events by graphql-sse's "distinct connections" protocol.

``event: next`` carries each result, with the cursor as the message's id; ``event: complete`` ends it for good. A stream
that ends without that (its time is over, the server stops, the line breaks) is taken up again behind the last id.
While it waits it holds no transaction and no lock: it looks, twice a second.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

import orjson
from django.db import DatabaseError, connection

from vlavirgem_graphql.gateway.subscriptions.places import STREAM_PLACES
from vlavirgem_tenants.requests.streaming import UnscopedStream

if TYPE_CHECKING:
    from vlavirgem_graphql.gateway.subscriptions.looking import Next, Subscription
    from vlavirgem_graphql.gateway.subscriptions.places import Place

STREAM: Final = "text/event-stream"
LONGEST: Final = 600
"""Seconds that a stream lasts; its thread is then free for another's."""
_LOOK_EVERY: Final = 0.5
_SIGN_OF_LIFE_EVERY: Final = 4
"""Seconds: so proxies keep the line open, and a line that broke is found before its reader is to come back."""
_COME_BACK: Final = 1_000
"""Milliseconds after which a reader connects again."""

COMPLETE: Final = b"event: complete\ndata:\n\n"
log = logging.getLogger(__name__)


class SubscriptionBody:
    """What the response streams. It has a place, which it gives back whatever happens; Django closes it."""

    def __init__(self, subscription: Subscription, place: Place) -> None:
        self._subscription, self._place = subscription, place
        self._has_place = True
        self._pieces = self._written()

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Stop, and give the place back; also called where nobody came to read."""
        self._pieces.close()  # type: ignore[attr-defined]  # a generator
        if self._has_place:
            self._has_place = False
            STREAM_PLACES.give_back(self._place)

    def _written(self) -> Iterator[bytes]:
        until, silent_since = monotonic() + LONGEST, monotonic()
        # With the id of who has seen nothing yet, so that nothing is lost where the line breaks before the first event,
        # or the database is away at the first look.
        yield f"retry: {_COME_BACK}\n{self._mark_line}\n".encode()
        found = None if self._place.is_over else self._look()
        while found is not None and not self._place.is_over and monotonic() < until:
            for each in found:
                yield written(each)
                if each.mark is None:
                    yield COMPLETE
                    return
            if found:
                silent_since = monotonic()
            else:
                if monotonic() - silent_since > _SIGN_OF_LIFE_EVERY:
                    yield f":\n{self._mark_line}\n".encode()
                    silent_since = monotonic()
                sleep(_LOOK_EVERY)
            found = self._look()

    def _look(self) -> list[Next] | None:
        """None where the database is away: the reader comes back, and begins where it was."""
        try:
            connection.close_if_unusable_or_obsolete()
            return self._subscription.look()
        except DatabaseError:
            log.exception("a stream lost its database")
            return None

    @property
    def _mark_line(self) -> str:
        after = self._subscription.progress.after
        return f"id: {after}\n" if after is not None else ""


def written(each: Next) -> bytes:
    """One message of the stream."""
    mark = f"id: {each.mark}\n" if each.mark is not None else ""
    return f"{mark}event: next\ndata: ".encode() + orjson.dumps(each.payload) + b"\n\n"


def stream_of(pieces: SubscriptionBody | list[bytes], *, headers: Mapping[str, str] | None = None) -> UnscopedStream:
    """The response; ``headers`` beside those of any stream."""
    response = UnscopedStream(pieces, content_type=STREAM, headers=headers)
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # a proxy that gathers a stream before it passes it on makes it useless
    return response
