"""What a contract can do for a try-out, whatever it is written in.

Each dialect has one class that does this; the try-outs, the console and the command line know no more than what stands
here. :func:`vlavirgem_sandbox.contracts.compiling.compile_contract` makes the right one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from vlavirgem_sandbox.contracts.model import (
    Answer,
    CallRequest,
    Cause,
    JsonObject,
    Message,
    Operation,
    SentMessage,
    Violation,
)
from vlavirgem_sandbox.contracts.routing import Match
from vlavirgem_sandbox.contracts.state import StateStore

PROBLEM_DETAILS: Final = "application/problem+json"
INBOX: Final = "_inbox"
"""The last part of the address at which a try-out shows what the service sent; a path of this name cannot be called."""


class NoOperation(Exception):  # noqa: N818 - an outcome of matching, named for what it says
    """The call reached the contract, and cannot be told to be for one of its operations. ``violations`` say why."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("; ".join(violation.message for violation in violations))
        self.violations = tuple(violations)


@dataclass(frozen=True, kw_only=True)
class WrittenRefusal:
    """A refusal in the form that callers of the contract read."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Download:
    """The contract as a file, with the try-out's address in it."""

    content: bytes
    content_type: str
    extension: str
    """With its dot."""


class ServedContract(Protocol):
    """A contract made ready to serve calls. Shared between threads."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """In the order of the contract, as the contract describes them."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the service sends by itself, in the order of the contract."""

    def message(self, key: str, *, seed: int, number: int, cause: Cause | None = None) -> SentMessage | None:
        """Make a message: the same for the same seed, number (of its kind, from 0) and cause.

        None for a callback whose address is not in the call.
        """

    def message_violations(self, key: str, sent: SentMessage) -> list[Violation]:
        """Every way in which a message departs from the contract."""

    def match(self, call: CallRequest) -> Match:
        """Find the operation.

        Raises :class:`~vlavirgem_sandbox.contracts.routing.NoSuchPath`,
        :class:`~vlavirgem_sandbox.contracts.routing.MethodNotAllowed` or :class:`NoOperation`.
        """

    def violations(self, match: Match, call: CallRequest) -> list[Violation]:
        """Every way in which the call departs from the contract; empty when it is valid."""

    def answer(self, match: Match, call: CallRequest, *, store: StateStore, seed: int, now: datetime) -> Answer:
        """Answer a call without violations: the same for the same seed and call, as far as nothing is remembered."""

    def answer_violations(self, operation: Operation, answer: Answer) -> list[Violation]:
        """Every way in which an answer departs from the contract."""

    def refusal(self, members: JsonObject, call: CallRequest) -> WrittenRefusal:
        """Write a refusal; ``members`` are those of Problem Details (RFC 9457), whatever form it is written in."""

    def description(self, *, base_url: str, path: str) -> Download | None:
        """The part of the contract that its own protocol has an address for (``?wsdl``), else None.

        ``path`` names one of its files, empty the main one.
        """

    def download(self, *, base_url: str) -> Download:
        """The contract for people and tools that will call the try-out at ``base_url``."""


def problem_details(members: JsonObject) -> WrittenRefusal:
    """The form for callers that read JSON (RFC 9457)."""
    body = json.dumps(members, ensure_ascii=False, indent=2).encode()
    return WrittenRefusal(status=int(members["status"]), content_type=PROBLEM_DETAILS, body=body)
