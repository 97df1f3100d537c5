"""A contract made ready to serve calls: match, check, answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, JsonObject, Operation, Violation
from vlavirgem_sandbox.contracts.state import StateStore


class NoSuchPath(Exception):  # noqa: N818 - an outcome of matching, named for what it says
    """The contract has no such path."""


class MethodNotAllowed(Exception):  # noqa: N818 - see NoSuchPath
    """The contract has the path, but not with this method. ``allowed`` lists the methods it has."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


@dataclass(frozen=True, kw_only=True)
class Match:
    """The operation a call is for, and the parameters its path carries (decoded)."""

    operation: Operation
    path_parameters: dict[str, str]


class CompiledContract:
    """Serves one contract. Safe to share between threads."""

    operations: tuple[Operation, ...]

    def match(self, method: str, path: str) -> Match:
        """Find the operation. Raises :class:`NoSuchPath` or :class:`MethodNotAllowed`."""
        raise NotImplementedError

    def violations(self, match: Match, call: CallRequest) -> list[Violation]:
        """Every way in which the call departs from the contract; empty when it is valid."""
        raise NotImplementedError

    def answer(self, match: Match, call: CallRequest, *, store: StateStore, seed: int, now: datetime) -> Answer:
        """Answer a valid call: from state, else from the contract's examples, else generated from its schema."""
        raise NotImplementedError

    def answer_violations(self, operation: Operation, answer: Answer) -> list[Violation]:
        """Every way in which an answer departs from the contract."""
        raise NotImplementedError


def compile_contract(document: JsonObject, digest: str) -> CompiledContract:
    """The compiled contract for a document that ``read_contract`` accepted; kept by digest in a process-wide cache."""
    raise NotImplementedError
