"""Calls on contracts the way a try-out makes them, and where the real contracts are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Contract, Operation, Violation
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.routing import Match
from vlavirgem_sandbox.contracts.state import InMemoryStore

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
DEMO_CONTRACTS = Path(__file__).resolve().parents[3] / "sandbox/vlavirgem_sandbox/catalogue/demo_contracts"


def shared_data() -> Path | None:
    """The folder with real input, beside the repository; None where a person only has the repository."""
    found = (parent / "shared" / "data" for parent in Path(__file__).resolve().parents)
    return next((folder for folder in found if folder.is_dir()), None)


def real_contracts(below: str = "") -> Path:
    """The folder with contracts that others really publish; the test is skipped where they are not."""
    folder = (shared_data() or Path("/nonexistent")) / "contracts" / below
    if not folder.is_dir():
        pytest.skip(f"the real contracts (shared/data/contracts/{below}) are not on this machine")
    return folder


def accepted(document: dict[str, Any]) -> Contract:
    """The contract for a document that must be read without errors."""
    report = read_contract(json.dumps(document).encode())
    assert report.contract is not None, report.problems
    return report.contract


class Caller:
    """Calls one contract the way a try-out does, and holds each answer against the contract."""

    def __init__(self, contract: Contract, seed: int = 7) -> None:
        self.compiled = cast("CompiledContract", compile_contract(contract.document, contract.digest))
        self.store = InMemoryStore()
        self.seed = seed

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content_type: str = "application/json",
        query: list[tuple[str, str]] | None = None,
        **headers: str,
    ) -> CallRequest:
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        raw = b""
        if body is not None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent.append(("Content-Type", content_type))
        return CallRequest(method=method, path=path, query=query or [], headers=sent, body=raw)

    def match(self, method: str, path: str) -> Match:
        return self.compiled.match(CallRequest(method=method, path=path))

    def violations(self, method: str, path: str, body: object = None, **more: Any) -> list[Violation]:
        return self.compiled.violations(self.match(method, path), self.request(method, path, body, **more))

    def call(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        request = self.request(method, path, body, **more)
        match = self.compiled.match(request)
        assert self.compiled.violations(match, request) == []
        answer = self.compiled.answer(match, request, store=self.store, seed=self.seed, now=NOW)
        assert self.compiled.answer_violations(match.operation, answer) == []
        return answer

    def call_example(self, operation: Operation, **headers: str) -> Answer:
        """Make the call that the contract gives as an example of an operation, with some headers more."""
        example = operation.request_example
        assert example is not None, operation.key
        return self.call(
            operation.method,
            example.path,
            example.body.encode() or None,
            content_type=example.content_type,
            query=list(example.query),
            **(dict(example.headers) | headers),
        )

    def json(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        return json.loads(self.call(method, path, body, **more).body)


def header_of(answer: Answer, name: str) -> str | None:
    """A header of an answer."""
    return next((value for key, value in answer.headers if key.lower() == name.lower()), None)
