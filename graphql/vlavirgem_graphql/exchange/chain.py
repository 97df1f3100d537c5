"""Checking a hash chain: pure, so that it needs neither the database nor this house to be believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

START = bytes(32)


class Link(Protocol):
    """An event: what the chain is made of, and the columns that are shown and searched beside it."""

    @property
    def sequence(self) -> int: ...
    @property
    def payload(self) -> str: ...
    @property
    def previous_hash(self) -> bytes | memoryview: ...
    @property
    def hash(self) -> bytes | memoryview: ...
    @property
    def id(self) -> UUID: ...
    @property
    def owner_id(self) -> int: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def agreement_id(self) -> UUID | None: ...
    @property
    def offer_ids(self) -> Sequence[UUID]: ...
    @property
    def row_counts(self) -> Sequence[int]: ...
    @property
    def provider_ids(self) -> Sequence[int]: ...


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


def flaw_of(link: Link) -> str:
    """What is wrong with one link by itself; empty where its text is what was hashed, and its columns say the same."""
    if hashlib.sha256(bytes(link.previous_hash) + link.payload.encode()).digest() != bytes(link.hash):
        return "its content is not what was hashed"
    try:
        told = json.loads(link.payload)
    except ValueError:
        return "what was hashed is no JSON"
    shown = _columns(link)
    differ = [name for name in shown if not isinstance(told, dict) or told.get(name) != shown[name]]
    return f"other than what was hashed: {', '.join(differ)}" if differ else ""


def check_chain(
    links: Iterable[Link], *, head: tuple[int, bytes] | None = None, since: tuple[int, bytes] = (0, START)
) -> Verdict:
    """Check links in the order of their numbers, from 1 on.

    ``head`` is number and hash of the last link as kept elsewhere: without it a cut-off tail cannot be noticed.
    ``since`` is number and hash of the link before the first, where only the chain's end is looked at.
    """
    number, previous = since
    for link in links:
        number += 1
        if link.sequence != number:
            return Verdict(number - 1, number, f"out of order: number {link.sequence} stands here")
        if bytes(link.previous_hash) != previous:
            return Verdict(number - 1, number, "does not follow the link before it")
        flaw = flaw_of(link)
        if flaw:
            return Verdict(number - 1, number, flaw)
        previous = bytes(link.hash)
    if head is not None and head != (number, previous):
        kept, _hash = head
        return Verdict(number, number + 1, f"the tail is missing: the last number given out is {kept}")
    return Verdict(number)


def _columns(link: Link) -> dict[str, Any]:
    """The columns under the names, and in the form, that ``exchange_append_event`` hashes them."""
    return {
        "id": str(link.id),
        "tenant": link.owner_id,
        "sequence": link.sequence,
        "at": link.occurred_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "kind": link.kind,
        "actor": link.actor,
        "agreement": str(link.agreement_id) if link.agreement_id else None,
        "offers": [str(offer) for offer in link.offer_ids],
        "rows": list(link.row_counts),
        "providers": list(link.provider_ids),
    }
