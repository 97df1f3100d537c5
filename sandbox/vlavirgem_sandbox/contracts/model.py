"""What the engine hands to its callers: contracts, operations, problems, calls, verdicts and answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, Self, TypeAlias

# A JSON document from outside. Its shape is looked at where it is read; a recursive alias would ask for casts all over.
JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]

Dialect: TypeAlias = Literal["openapi-3.0", "openapi-3.1", "wsdl-1.1", "asyncapi-2", "asyncapi-3", "graphql"]
Severity: TypeAlias = Literal["error", "warning"]
Place: TypeAlias = Literal["path", "query", "header", "cookie", "body", "content-type"]
Origin: TypeAlias = Literal["example", "generated", "state"]
Act: TypeAlias = Literal["query", "mutation", "subscription"]
MessageKind: TypeAlias = Literal["callback", "webhook", "channel"]

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 section 9.2.1)."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong with a contract: what, where, and what its author can do about it."""

    severity: Severity
    message: str
    remedy: str
    place: str = ""
    """A JSON pointer into the contract (RFC 6901), or "line 3, column 5" when it could not be parsed."""
    operation: str = ""
    """Key of the operation that suffers from it; empty when it concerns the whole contract."""
    detail: str = ""
    """What a library said of it, in its own English words, to look up; never needed to understand the message."""


@dataclass(frozen=True, kw_only=True)
class ParameterSummary:
    """One parameter of an operation, as the catalogue and the console show it."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool
    description: str
    schema: JsonObject
    example: JsonValue = None


@dataclass(frozen=True, kw_only=True)
class RequestExample:
    """A call that the contract accepts, to start from in the console."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = ""
    body: str = ""
    is_made_up: bool = False
    """True where the contract has no example for all of it, and values were made from its schemas."""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation of a contract."""

    key: str
    """Method and path template as the contract writes them: ``GET /verenigingen/{vCode}``."""
    operation_id: str
    method: str
    path: str
    summary: str
    description: str = ""
    tags: tuple[str, ...] = ()
    works: bool = True
    why_not: str = ""
    parameters: tuple[ParameterSummary, ...] = ()
    request_content_types: tuple[str, ...] = ()
    answer_statuses: tuple[str, ...] = ()
    request_example: RequestExample | None = None
    act: Act | None = None
    """What it is in GraphQL, where every operation has the same address; None in other contracts."""

    @property
    def reads(self) -> bool:
        """Whether it changes nothing, as far as its kind says."""
        return self.act == "query" or (self.act is None and self.method in READING)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message that the service sends by itself: a callback or webhook of OpenAPI, one on a channel of AsyncAPI."""

    key: str
    """Tells it from the other messages of the contract."""
    kind: MessageKind
    name: str
    method: str
    address: str
    """Where it goes: the expression of a callback, the address of a channel; empty for a webhook, whose receiver agrees
    on an address with the service."""
    operation: str = ""
    """Key of the operation whose calls cause it; empty for one that the service sends of its own accord."""
    summary: str = ""
    description: str = ""
    content_types: tuple[str, ...] = ()
    works: bool = True
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who answers questions about a contract (OpenAPI Contact Object)."""

    name: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract that was read and found usable."""

    title: str
    version: str
    description: str
    dialect: Dialect
    document: JsonObject
    """The contract itself, JSON-serialisable: every key a string, dates as written, no reference that leaves it."""
    digest: str
    """SHA-256 (hex) of the canonical JSON of ``document``."""
    operations: tuple[Operation, ...]
    messages: tuple[Message, ...] = ()
    contact: Contact = field(default_factory=Contact)
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallRequest:
    """A call as it came in. ``path`` is what follows the try-out's base URL, percent-encoded, without the query."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    """Decoded names and values in the order sent."""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The header's value, several joined by a comma (RFC 9110 section 5.2), or None when it was not sent."""
        return self._by_name.get(name.lower())

    def knowing(self, by_name: dict[str, str]) -> Self:
        """Itself, told what :func:`headers_by_name` makes of its headers, by who made that before."""
        self.__dict__["_by_name"] = by_name
        return self

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return headers_by_name(self.headers)


def headers_by_name(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Values by name in lower case; several of one name joined by a comma (RFC 9110 section 5.2)."""
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One way in which a call (or an answer) departs from its contract."""

    place: Place
    pointer: str
    """JSON pointer within the body, or the parameter's name."""
    message: str
    rule: str
    """JSON pointer into the contract, to the rule that was broken."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the try-out says back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Without Content-Type and Content-Length."""
    body: bytes
    content_type: str
    """Empty when there is no body."""
    origin: Origin
    is_of_the_moment: bool = False
    """Whether it was filled in for this call only: the same call a moment later may get another."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """The call that a message follows from."""

    operation: str
    """Key of its operation."""
    call: CallRequest
    path_parameters: dict[str, str]
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message as it would go out."""

    method: str
    url: str
    """As far as the contract and the call say; empty for a webhook, whose receiver is not in the contract."""
    headers: tuple[tuple[str, str], ...]
    """Without Content-Type and Content-Length."""
    body: bytes
    content_type: str
    """Empty when there is no body."""
    origin: Origin
