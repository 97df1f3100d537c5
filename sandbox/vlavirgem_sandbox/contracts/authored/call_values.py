"""The values of a call that an author may point at: ``path.id``, ``query.year``, ``header.Accept-Language``,
``cookie.role``, ``body#/owner/name``; and ``persona.insz`` of the test persona that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from vlavirgem_sandbox.contracts.bodies import UNCHECKED
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue
from vlavirgem_sandbox.contracts.parameters import cookies_of
from vlavirgem_sandbox.contracts.pointers import value_at

if TYPE_CHECKING:
    from vlavirgem_sandbox.contracts.authored.personas import Persona

ABSENT: Final[Any] = object()
"""The call does not have the value."""
PERSONA: Final = "persona"
_LOCATIONS: Final = ("path", "query", "header", "cookie", PERSONA)
_LONGEST: Final = 300
_BODY: Final = "body"
HOW_TO_WRITE: Final = "path.NAME, query.NAME, header.NAME, cookie.NAME, body#/FIELD, persona.NAME"


class CallRead(Protocol):
    """A call after reading (:class:`vlavirgem_sandbox.contracts.call_checks.ReadCall`)."""

    @property
    def parameters(self) -> Mapping[tuple[str, str], JsonValue]:
        """By location and name; only those that were sent."""

    @property
    def body(self) -> JsonValue:
        """UNCHECKED when there is none."""

    @property
    def persona(self) -> Persona | None:
        """The test persona that it is about."""


@dataclass(frozen=True, kw_only=True)
class CallValue:
    """One place in a call."""

    location: str
    """path, query, header, cookie, body or persona."""
    name: str
    """Of the parameter; for a body a JSON pointer (RFC 6901), empty for the whole."""

    @property
    def written(self) -> str:
        """As an author writes it."""
        if self.location == _BODY:
            return f"{_BODY}#{self.name}" if self.name else _BODY
        return f"{self.location}.{self.name}"

    def of(self, call: CallRequest, read: CallRead) -> JsonValue:
        """What the call has there, ABSENT where it has nothing: as its declared type, else the text that was sent."""
        if self.location == _BODY:
            return _at(read.body, self.name)
        if self.location == PERSONA:
            shown = read.persona.value(self.name) if read.persona is not None else None
            return ABSENT if shown is None else shown
        found = read.parameters.get((self.location, self.name), ABSENT)
        return _undeclared(self.location, self.name, call) if found is ABSENT else found


def call_value(written: str) -> CallValue | None:
    """Read how an author writes a place in a call; None where it is not written so."""
    if len(written) > _LONGEST:
        return None
    if written == _BODY:
        return CallValue(location=_BODY, name="")
    if written.startswith(f"{_BODY}#"):
        pointer = written.removeprefix(f"{_BODY}#")
        return CallValue(location=_BODY, name=pointer) if not pointer or pointer.startswith("/") else None
    location, dot, name = written.partition(".")
    return CallValue(location=location, name=name) if dot and name and location in _LOCATIONS else None


def _at(body: JsonValue, pointer: str) -> JsonValue:
    if body is UNCHECKED:
        return ABSENT
    try:
        return value_at(body, pointer)
    except LookupError:
        return ABSENT


def _undeclared(location: str, name: str, call: CallRequest) -> JsonValue:
    if location == "header":
        sent = call.header(name)
        return ABSENT if sent is None else sent
    if location == "path":
        return ABSENT
    pairs = call.query if location == "query" else cookies_of(call.header("cookie"))
    return next((value for key, value in pairs if key == name), ABSENT)
