"""A WSGI application that sends each call on to an endpoint: what schemathesis calls instead of opening connections."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from http.client import responses
from threading import Lock
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.model import READING
from vlavirgem_sandbox.endpoints.destination import Destination
from vlavirgem_tenants.outgoing.sending import OutgoingCall
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble

CALLS_A_SECOND: Final = 10
MOST_CALLS: Final = 3_000
MOST_TROUBLE: Final = 5
"""Calls after each other that may get no answer before a run stops: nobody is there."""
_NOT_SENT_ON: Final = frozenset({"HTTP_HOST", "HTTP_CONNECTION", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE2"})


class RunStopped(Exception):  # noqa: N818 - told to the publisher as what happened
    """The run cannot go on. The message is for people."""


class Forwarding:
    """Sends calls on, no faster than CALLS_A_SECOND, and no more than MOST_CALLS."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._lock = Lock()
        self._next = 0.0
        self._calls = 0
        self._troubles = 0
        self.stopped = ""
        """Why no further call is sent on; empty as long as they are."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Raises RunStopped where the run is over; schemathesis tells of it as an error of its own."""
        call = _call(environ)
        if call.method not in READING and not self._destination.with_writes:
            raise RunStopped(call.method)  # nothing makes such calls of a run that may not write
        self.await_turn()
        try:
            answer = self._destination.call(call)
        except Refusal as refusal:
            self.stopped = str(refusal)
            raise RunStopped(self.stopped) from refusal
        except OutgoingTrouble as trouble:
            self._count_trouble(trouble)
            start_response(f"{trouble.status.value} {trouble.status.phrase}", [("Content-Type", "text/plain")])
            return [trouble.message.encode()]
        self._troubles = 0
        reason = responses.get(answer.status, "Unknown")
        start_response(f"{answer.status} {reason}", _end_to_end(answer.headers))
        return [b"" if call.method == "HEAD" else answer.body]

    def await_turn(self) -> None:
        """Wait until the next call may go. Raises RunStopped where there were enough."""
        if self.stopped:
            raise RunStopped(self.stopped)
        with self._lock:
            self._calls += 1
            if self._calls > MOST_CALLS:
                self.stopped = _("It takes more than %(most)d calls.") % {"most": MOST_CALLS}
                raise RunStopped(self.stopped)
            now = time.monotonic()
            at, self._next = max(now, self._next), max(now, self._next) + 1 / CALLS_A_SECOND
        time.sleep(max(at - now, 0))

    def _count_trouble(self, trouble: OutgoingTrouble) -> None:
        self._troubles += 1
        if self._troubles >= MOST_TROUBLE:
            self.stopped = trouble.message


def _call(environ: dict[str, Any]) -> OutgoingCall:
    query = environ.get("QUERY_STRING", "")
    path = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ["PATH_INFO"]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    headers = [
        (name.removeprefix("HTTP_").replace("_", "-").title(), value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and name not in _NOT_SENT_ON
    ]
    if environ.get("CONTENT_TYPE"):
        headers.append(("Content-Type", environ["CONTENT_TYPE"]))
    return OutgoingCall(
        method=environ["REQUEST_METHOD"],
        target=path.partition("?")[0] + (f"?{query}" if query else ""),
        headers=tuple(headers),
        body=environ["wsgi.input"].read(length) if length else b"",
    )


def _end_to_end(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    between = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "trailer"}
    return [(name, value) for name, value in headers if name.lower() not in between]
