"""The contract of a try-out, ready to serve calls, kept in memory by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Message, Operation, RequestExample
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.contracts.trace_headers import unread_trace_headers
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.serving.answered_calls import AnsweredCalls
from vlavirgem_sandbox.tryouts.serving.deprecation import Headers, deprecation_headers
from vlavirgem_sandbox.tryouts.serving.problems import contract_unreachable

_CONTRACTS_IN_MEMORY: Final = 64


@dataclass(frozen=True, kw_only=True)
class ContractInUse:
    """The compiled contract, and its operations with what the check found of each when it was published."""

    compiled: ServedContract
    operations: Mapping[str, Operation]
    """By key, in the order of the contract."""
    messages: Mapping[str, Message] = field(default_factory=dict)
    """What the service sends by itself, by key, as checked too."""
    headers: Headers = ()
    """What each answer carries of a version that is deprecated."""
    answered: AnsweredCalls = field(default_factory=AnsweredCalls, compare=False, repr=False)
    """Plain calls that it answered a while ago."""


def contract_of(tryout: TryOut) -> ContractInUse:
    """Ready to serve. Raises CallProblem (503) when the version cannot be read from this tenant any more.

    Whether this tenant may read the version is asked of the database on every call, as its row-level security decides
    today; what is kept in memory, for all tenants together, is the same for whoever may: it holds no state.
    """
    version = ServiceVersion.objects.filter(pk=tryout.version_id, digest=tryout.digest)
    stands = version.values_list("deprecated_at", "sunset_on", "successor_number").first()
    if stands is None:
        raise contract_unreachable()
    since, last_day, successor = stands
    if since is None or last_day is None:
        return _ready(tryout.digest, tryout.version_id)
    headers = deprecation_headers(since, last_day, tryout.service_url, successor)
    return _announcing(tryout.digest, tryout.version_id, headers)


@lru_cache(maxsize=_CONTRACTS_IN_MEMORY)
def _announcing(digest: str, version_id: UUID, headers: Headers) -> ContractInUse:
    """The same one each time: who remembers something of a contract knows it by that."""
    ready = _ready(digest, version_id)
    return replace(ready, headers=headers, answered=AnsweredCalls(ready.answered.unread))


@lru_cache(maxsize=_CONTRACTS_IN_MEMORY)
def _ready(digest: str, version_id: UUID) -> ContractInUse:
    version = ServiceVersion.objects.only("document", "operations", "messages", "digest").get(
        pk=version_id, digest=digest
    )
    compiled = compile_contract(version.document, digest)
    checked = {row["key"]: row for row in version.operations}
    operations = {operation.key: _as_checked(operation, checked[operation.key]) for operation in compiled.operations}
    found = {row["key"]: row for row in version.messages}
    messages = {
        message.key: replace(message, works=found[message.key]["works"], why_not=found[message.key]["why_not"])
        for message in compiled.messages
        if message.key in found
    }
    answered = AnsweredCalls(unread_trace_headers(version.document))
    return ContractInUse(compiled=compiled, operations=operations, messages=messages, answered=answered)


def _as_checked(operation: Operation, row: dict[str, Any]) -> Operation:
    return replace(operation, works=row["works"], why_not=row["why_not"], request_example=_example(row.get("example")))


def _example(kept: dict[str, Any] | None) -> RequestExample | None:
    """The example call as it was kept: JSON knows no tuples."""
    if kept is None:
        return None
    pairs = {name: tuple((key, value) for key, value in kept[name]) for name in ("query", "headers")}
    return RequestExample(**{**kept, **pairs})
