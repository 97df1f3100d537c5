"""What a run asks of who makes its calls and of who tells the time, and what it tells of each attempt at a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from vlavirgem_sandbox.chains.arazzo.criteria import Judged
from vlavirgem_sandbox.chains.arazzo.evaluating import Exchange
from vlavirgem_sandbox.chains.arazzo.model import Location, Step
from vlavirgem_sandbox.contracts.model import JsonValue


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a step sends, with its values filled in."""

    parameters: Sequence[tuple[Location, str, JsonValue]]
    body: JsonValue = None
    has_body: bool = False
    content_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A call that was made; ``logged`` is whatever its maker knows it by."""

    exchange: Exchange
    logged: Any = None
    broken: bool = False
    """The connection broke halfway the answer."""


class CannotCall(Exception):  # noqa: N818 - an outcome, shown in the trace
    """The call could not be made at all; the message says why."""


class Caller(Protocol):
    """Makes the calls."""

    def call(self, step: Step, source: str, sent: Sent) -> Made:
        """Make the call of a step. Raises :class:`CannotCall`."""


class Clock(Protocol):
    """Tells the time, and lets it pass."""

    def now(self) -> datetime:
        """The moment."""

    def wait(self, seconds: float) -> None:
        """Come back so much later."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt at a step, as it went."""

    workflow_id: str
    step: Step
    began_at: datetime
    succeeded: bool
    made: Made | None = None
    criteria: tuple[Judged, ...] = ()
    outputs: dict[str, JsonValue] = field(default_factory=dict)
    reason: str = ""
    """Why it failed, where no criterion says it."""
    action: str = ""
    """What comes after, in words; empty for the next step (or for the end, after a failure)."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a workflow ended."""

    succeeded: bool
    outputs: dict[str, JsonValue] = field(default_factory=dict)
    broke_at: str = ""
    reason: str = ""
