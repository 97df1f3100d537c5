"""The headers of a request as WSGI has it, read once for all calls that carry the same: a program sends the same with
each of its calls, but for the ids with which it follows them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http.request import HttpHeaders

from vlavirgem_sandbox.contracts.model import headers_by_name
from vlavirgem_sandbox.tryouts.key_secrets import KeySecret, read_secret
from vlavirgem_sandbox.tryouts.serving.guarding import may_hold_real_numbers
from vlavirgem_sandbox.tryouts.serving.keys import sent_key

Pairs = tuple[tuple[str, str], ...]
"""Names, of WSGI or of HTTP, and values."""
_MOST_KEPT: Final = 1_000
_LARGEST: Final = 4 * 1024
"""Characters of headers that are worth keeping: whoever calls writes them, and they must not fill the memory."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class SentHeaders:
    """All but the length of the body and the ids. The same object for the same headers, as long as they are kept."""

    pairs: Pairs
    """By the names of HTTP."""
    by_name: dict[str, str]
    """See :meth:`vlavirgem_sandbox.contracts.model.CallRequest.header`."""
    may_hold_real_number: bool
    """Whether only a close look tells whether a real person's number stands in them."""
    secret: KeySecret | None
    """The key among them, if it looks like one."""
    in_wsgi: Pairs
    hashed: int

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, SentHeaders) and self.in_wsgi == other.in_wsgi)

    def __hash__(self) -> int:
        return self.hashed


def headers_sent(environ: dict[str, Any], apart: Set[str]) -> SentHeaders:
    """Those of a request, without the ones (by their names in WSGI) that are read ``apart``."""
    pairs = [each for each in environ.items() if each[0].startswith("HTTP_") and each[0] not in apart]
    if kind := environ.get("CONTENT_TYPE"):
        pairs.append(("CONTENT_TYPE", kind))
    given = tuple(pairs)
    return _read(given) if sum(len(value) for _name, value in given) <= _LARGEST else _read.__wrapped__(given)


@lru_cache(maxsize=_MOST_KEPT)
def _read(in_wsgi: Pairs) -> SentHeaders:
    named = ((header_name(name), value) for name, value in in_wsgi)
    pairs = tuple((name, value) for name, value in named if name and was_sent(name, value))
    by_name = headers_by_name(pairs)
    return SentHeaders(
        pairs=pairs,
        by_name=by_name,
        secret=read_secret(sent_key(lambda name: by_name.get(name.lower()))),
        may_hold_real_number=may_hold_real_numbers(text for pair in pairs for text in pair),
        in_wsgi=in_wsgi,
        hashed=hash(in_wsgi),
    )


@lru_cache(maxsize=500)
def header_name(name: str) -> str:
    """The header's name behind a key of WSGI's; empty for a key that stands for something else."""
    return HttpHeaders.parse_header_name(name) or ""


def was_sent(name: str, value: str) -> bool:
    """Whether a header came with the request: an empty Content-Type is how a server says that there is no body."""
    return bool(value) or name not in {"Content-Type", "Content-Length"}
