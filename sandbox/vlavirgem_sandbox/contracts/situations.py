"""A call in its situation: what it said and wishes, and the examples that the contract gives for calls like it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from vlavirgem_sandbox.contracts.call_checks import ReadCall
from vlavirgem_sandbox.contracts.dispatching import RecordedAnswers
from vlavirgem_sandbox.contracts.generating.conformance import same
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue
from vlavirgem_sandbox.contracts.preferences import Preference


@dataclass(frozen=True, kw_only=True)
class Situation:
    """One call to answer: what it said and what it wishes."""

    call: CallRequest
    read: ReadCall
    path_parameters: dict[str, str]
    preference: Preference
    seed: int
    operation: str
    """Key of the operation that it is for."""
    now: datetime
    next_number: Callable[[str], int] | None = None
    """Counts calls (:meth:`StateStore.next_number`); None for a look that is no call of its own."""

    @cached_property
    def source(self) -> str:
        """Tells its drawings from those for other calls: the same call draws the same values, whatever its headers and
        body are."""
        told_apart = (self.operation, sorted(self.path_parameters.items()), sorted(self.call.query))
        return f"{self.seed}|{told_apart}"

    @cached_property
    def rng(self) -> random.Random:
        """What everything drawn for it comes from."""
        return random.Random(self.source)  # noqa: S311 - repeatable, not secret


@dataclass(frozen=True, kw_only=True)
class NamedInputs:
    """Examples by name that a contract gives for what goes *into* an operation: a call that equals one of them gets the
    answer with the same name."""

    parameters: dict[tuple[str, str], dict[str, JsonValue]]
    body: dict[str, JsonValue]
    recorded: RecordedAnswers

    def names_for(self, read: ReadCall) -> list[str]:
        """Names of the input examples that the call equals, those of the body first."""
        names = [name for name, value in self.body.items() if same(value, read.body)]
        for key, examples in self.parameters.items():
            if key in read.parameters:
                sent = read.parameters[key]
                names.extend(name for name, value in examples.items() if same(value, sent) or str(value) == str(sent))
        return names
