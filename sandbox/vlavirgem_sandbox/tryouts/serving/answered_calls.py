"""Calls that a process answered from memory, with their answers: one that is the same to the letter is answered the
same, without looking at it again."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeAlias

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.serving.log import Reply

Letters: TypeAlias = tuple[Any, ...]
"""All that can make one call differ from another: the try-out's seed, the line, the headers and the body."""
_MOST_BYTES: Final = 512 * 1024
"""Of calls and answers, about, of one contract; above it, they are all forgotten."""
_LARGEST: Final = 16 * 1024
"""Bytes of a call and its answer that are worth keeping."""
_OWN_IDS: Final = frozenset({"HTTP_X_REQUEST_ID", "HTTP_X_CORRELATION_ID", "HTTP_TRACEPARENT"})
_AROUND_IT: Final = 2_000
"""Bytes, about, that a kept call takes beside its bodies."""


@dataclass(frozen=True)
class AnsweredCall:
    """A call that keeps to the contract, and what it gets as long as nothing else comes in between."""

    call: CallRequest
    reply: Reply
    line: str
    """Status and reason."""
    headers: tuple[tuple[str, str], ...]
    """As they go out; those in which one answer differs from the next come on top."""
    body: bytes


def letters_of(environ: dict[str, Any], seed: int, body: bytes) -> Letters | None:
    """Of a request as WSGI has it; None for one that carries an id of its own, and so never comes again."""
    if not _OWN_IDS.isdisjoint(environ):
        return None
    headers = [header for header in environ.items() if header[0].startswith("HTTP_")]
    line = environ["wsgi.url_scheme"], environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    return (seed, body, *line, environ.get("CONTENT_TYPE", ""), *headers)


class AnsweredCalls:
    """Those of one contract. Shared between threads."""

    def __init__(self) -> None:
        self._known: dict[Letters, AnsweredCall] = {}
        self._bytes = 0
        self._lock = Lock()

    def find(self, letters: Letters) -> AnsweredCall | None:
        """The same call as it was answered before."""
        return self._known.get(letters)

    def keep(self, letters: Letters, answered: AnsweredCall) -> None:
        """Know it again."""
        size = len(answered.call.body) + len(answered.reply.body) + _AROUND_IT
        if size > _LARGEST:
            return
        with self._lock:
            if self._bytes + size > _MOST_BYTES:
                self._known, self._bytes = {}, 0
            self._known[letters] = answered
            self._bytes += size
