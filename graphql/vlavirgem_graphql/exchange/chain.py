"""Checking a hash chain: pure, so that it needs neither the database nor this house to be believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

START = bytes(32)


class Link(Protocol):
    """What of an event the chain is made of."""

    @property
    def sequence(self) -> int: ...
    @property
    def payload(self) -> str: ...
    @property
    def previous_hash(self) -> bytes | memoryview: ...
    @property
    def hash(self) -> bytes | memoryview: ...


@dataclass(frozen=True)
class Verdict:
    """How far a chain was found whole. ``broken_at`` is the number of the first link that does not fit, else None."""

    links: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, taken out, added or put in another order."""
        return self.broken_at is None


def link_fits(link: Link) -> bool:
    """Whether a link's own hash is that of its content."""
    return hashlib.sha256(bytes(link.previous_hash) + link.payload.encode()).digest() == bytes(link.hash)


def check_chain(links: Iterable[Link], *, head: tuple[int, bytes] | None = None) -> Verdict:
    """Check links in the order of their numbers, from 1 on.

    ``head`` is number and hash of the last link as kept elsewhere: without it a cut-off tail cannot be noticed.
    """
    previous, number = START, 0
    for link in links:
        number += 1
        if link.sequence != number or json.loads(link.payload)["sequence"] != number:
            return Verdict(number - 1, number, "out of order")
        if bytes(link.previous_hash) != previous:
            return Verdict(number - 1, number, "does not follow the link before it")
        if not link_fits(link):
            return Verdict(number - 1, number, "its content is not what was hashed")
        previous = bytes(link.hash)
    if head is not None and head != (number, previous):
        return Verdict(number, number + 1, "the tail is missing")
    return Verdict(number)
