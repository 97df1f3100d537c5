"""Calls that a process answered from memory, with their answers: one that is the same to the letter, but for the ids
with which its program follows it, is answered the same, without looking at it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeAlias

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.trace_headers import TRACE_HEADERS
from vlavirgem_sandbox.tryouts.serving.log import Reply
from vlavirgem_sandbox.tryouts.serving.sent_headers import Pairs, SentHeaders, header_name, headers_sent

Letters: TypeAlias = tuple[Any, ...]
"""All for which a call may be answered otherwise than another: the try-out's seed, the line, the headers, the body."""
_MOST_BYTES: Final = 512 * 1024
"""Of calls and answers, about, of one contract; above it, they are all forgotten."""
_LARGEST: Final = 16 * 1024
"""Bytes of a call and its answer that are worth keeping."""
_AROUND_IT: Final = 2_000
"""Bytes, about, that a kept call takes beside its bodies."""
_MOST_SEEN: Final = 1_000
"""Calls of which a contract remembers that they came; above it, it forgets them all."""


@dataclass(frozen=True)
class AnsweredCall:
    """A call that keeps to the contract, and what it gets as long as nothing else comes in between."""

    call: CallRequest
    """Without its ids."""
    reply: Reply
    line: str
    """Status and reason."""
    headers: tuple[tuple[str, str], ...]
    """As they go out; those in which one answer differs from the next come on top."""
    body: bytes


class AnsweredCalls:
    """Those of one contract. Shared between threads."""

    def __init__(self, unread: Collection[str] = ()) -> None:
        """``unread`` are the headers, of those of traces, at which no answer of the contract looks."""
        self.unread = frozenset(unread)
        self._unread = frozenset(map(_in_wsgi, unread))
        self._read = frozenset(map(_in_wsgi, TRACE_HEADERS)) - self._unread
        self._known: dict[Letters, AnsweredCall] = {}
        self._seen: set[int] = set()
        self._bytes = 0
        self._lock = Lock()

    def headers_of(self, environ: dict[str, Any]) -> tuple[SentHeaders, Pairs]:
        """Of a request as WSGI has it; the ids at which no answer looks apart."""
        unread = self._unread
        headers = headers_sent(environ, unread)
        if unread.isdisjoint(environ):
            return headers, ()
        return headers, tuple((header_name(each[0]), each[1]) for each in environ.items() if each[0] in unread)

    def letters_of(self, environ: dict[str, Any], seed: int, body: bytes, headers: SentHeaders) -> Letters | None:
        """Of a request as WSGI has it; None for one with an id at which an answer may look, as it never comes again."""
        if not self._read.isdisjoint(environ):
            return None
        line = environ["wsgi.url_scheme"], environ["REQUEST_METHOD"], environ["PATH_INFO"]
        return (seed, body, *line, environ.get("QUERY_STRING", ""), headers)

    def find(self, letters: Letters) -> AnsweredCall | None:
        """The same call as it was answered before."""
        return self._known.get(letters)

    def keep(self, letters: Letters, answered: AnsweredCall) -> None:
        """Know it again, by whatever id. Of a call that came once, only a number is kept: most come never again, and
        they would push out those that do."""
        size = len(answered.call.body) + len(answered.reply.body) + _AROUND_IT
        if size > _LARGEST:
            return
        with self._lock:
            if self._is_first(hash(letters)):
                return
            if self._bytes + size > _MOST_BYTES:
                self._known, self._bytes = {}, 0
            self._known[letters] = answered
            self._bytes += size

    def _is_first(self, number: int) -> bool:
        """Whether no call of that number came of late; two that share one by chance are merely kept a call earlier."""
        if number in self._seen:
            return False
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen.add(number)
        return True


def _in_wsgi(name: str) -> str:
    return f"HTTP_{name.upper().replace('-', '_')}"
