"""What is kept of a call: everything that helps to see what happened, nothing that is a secret."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from urllib.parse import unquote, urlencode

import orjson
from django.db import connection

from vlavirgem_sandbox.contracts.model import CallRequest, Violation
from vlavirgem_sandbox.tryouts.key_secrets import blot_secrets, may_hold_secret
from vlavirgem_sandbox.tryouts.models import Call, TryOut, TryOutKey, Verdict
from vlavirgem_tenants.test_data_guard import mask_real_numbers

BODY_LIMIT: Final = 64 * 1024
"""Bytes of a body that are kept; the page says so where there was more."""
_BLOTTED: Final = "•••"
SECRET_HEADERS: Final = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization", "set-cookie"})
"""Headers whose value is blotted out, in lower case."""
PATH_LENGTH: Final = 2000
QUERY_LENGTH: Final = 8000
HEADERS_KEPT: Final = 60
HEADER_LENGTH: Final = 2000
"""What is kept of the rest, in characters and headers; a call that comes up to one of these may be cut off."""
_HEADERS: Final = "request_headers"
_ANSWER_HEADERS: Final = "response_headers"
_JSON: Final = frozenset({"violations", "answer_violations"})
"""Columns of the log."""
Headers: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who made the call: a program with a key, or a person at the console."""

    key: TryOutKey | None = None
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back to the caller, and what the log says of it."""

    status: int
    headers: Headers
    body: bytes
    content_type: str
    verdict: Verdict
    reason: str = ""
    origin: str = ""
    operation: str = ""
    violations: tuple[Violation, ...] = ()
    endpoint: str = ""
    """Name of the endpoint to which the call was passed on; empty where the try-out answered itself."""
    answer_violations: tuple[Violation, ...] = ()
    """Where the endpoint's answer departs from the contract."""
    private: bool = False
    """True when nothing of what was sent may be kept (the test-data guard)."""
    disturbance: str = ""
    """Kinds of the disturbances that struck it, joined by a comma."""
    wait_seconds: float = 0
    """How long it is to be held back, once its transaction has ended."""
    dropped: bool = False
    """True when the connection is to break halfway the body."""


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One call and its answer, as the log is told of them."""

    call_id: uuid.UUID
    tryout: TryOut
    caller: Caller
    call: CallRequest
    reply: Reply
    at: datetime
    duration_ms: float
    ids: Headers = ()
    """Headers that came with this call, beside those of ``call``."""


def write(happened: Happened) -> Call:
    """Write the row, in the transaction of whatever the call changed."""
    return Call.objects.create(**values_of(happened))


def write_many(batch: Sequence[Happened]) -> None:
    """Write their rows in one go."""
    lines = _Lines()
    text = "".join(map(lines.line, batch))
    statement = f"COPY {Call._meta.db_table} ({', '.join(lines.names)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


class _Lines:
    """Rows of one batch in the text form of COPY. What some of its calls have in common (a call that was answered from
    memory, an answer, headers) is written out once. The batch holds on to its calls: no id of one comes twice."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._calls: dict[tuple[int, bool], str] = {}
        self._answers: dict[Reply, str] = {}
        self._headers: dict[Headers, str] = {}

    def line(self, happened: Happened) -> str:
        """One row, with the end of its line."""
        call, reply = happened.call, happened.reply
        same = id(call), reply.private
        if same not in self._calls:
            self._calls[same] = self._call(call, reply)
        if reply not in self._answers:
            self._answers[reply] = self._answer(reply)
        own = _own_values(happened)
        if not self.names:
            self.names = [*own, *_answer_values(reply), _ANSWER_HEADERS, *_call_values(call, reply), _HEADERS]
        headers = "[]" if reply.private else _joined(self._kept(tuple(call.headers)), self._kept(happened.ids))
        return f"{_fields(own)}\t{self._answers[reply]}\t{self._calls[same]}\t{_escaped(headers)}\n"

    def _call(self, call: CallRequest, reply: Reply) -> str:
        return _fields(_call_values(call, reply))

    def _answer(self, reply: Reply) -> str:
        return f"{_fields(_answer_values(reply))}\t{_escaped(self._kept(_answer_headers(reply)))}"

    def _kept(self, headers: Headers) -> str:
        found = self._headers.get(headers)
        if found is None:
            found = self._headers[headers] = _json(kept_headers(headers))
        return found


def _joined(headers: str, others: str) -> str:
    """Two lists of headers as JSON, as one."""
    return f"[{','.join(filter(None, (headers[1:-1], others[1:-1])))}]" if len(others) > len("[]") else headers


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _fields(values: dict[str, Any]) -> str:
    """Columns in the text form of COPY."""
    return "\t".join([_field(name, value) for name, value in values.items()])


def _field(name: str, value: object) -> str:
    if value is None:
        return "\\N"
    return _escaped(_json(value) if name in _JSON else str(value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def values_of(happened: Happened) -> dict[str, Any]:
    """The row's values, by column."""
    call, reply = happened.call, happened.reply
    return {
        **_own_values(happened),
        **_answer_values(reply),
        **_call_values(call, reply),
        _ANSWER_HEADERS: kept_headers(_answer_headers(reply)),
        _HEADERS: [] if reply.private else [*kept_headers(tuple(call.headers)), *kept_headers(happened.ids)],
    }


def _own_values(happened: Happened) -> dict[str, Any]:
    """Those that no other call has."""
    return {
        "id": happened.call_id,
        "tryout_id": happened.tryout.pk,
        "key_id": happened.caller.key.pk if happened.caller.key is not None else None,
        "person": happened.caller.person,
        "at": happened.at,
        "duration_ms": round(happened.duration_ms, 3),
    }


def _answer_values(reply: Reply) -> dict[str, Any]:
    """Those of an answer but for its headers, to whichever call it was given."""
    return {
        "operation": reply.operation[:300],
        "verdict": reply.verdict,
        "reason": reply.reason,
        "status": reply.status,
        "origin": reply.origin,
        "disturbance": reply.disturbance,
        "waited_ms": 1000 * reply.wait_seconds,
        "endpoint": reply.endpoint,
        "violations": [kept_violation(violation) for violation in reply.violations],
        "answer_violations": [kept_violation(violation) for violation in reply.answer_violations],
        "response_body": kept_text(reply.body),
        "response_size": len(reply.body),
    }


def _answer_headers(reply: Reply) -> Headers:
    return (*reply.headers, ("Content-Type", reply.content_type))


def _call_values(call: CallRequest, reply: Reply) -> dict[str, Any]:
    """Those of a call but for its headers, whenever it was made and by whom."""
    return {"method": call.method[:10], **(_nothing_sent(call) if reply.private else _sent(call))}


def _sent(call: CallRequest) -> dict[str, object]:
    return {
        "path": storable(call.path)[:PATH_LENGTH],
        "query": storable(urlencode(call.query))[:QUERY_LENGTH],
        "request_body": kept_text(call.body),
        "request_size": len(call.body),
    }


def _nothing_sent(call: CallRequest) -> dict[str, object]:
    """The path with the number blotted out, the size of the body; of the rest nothing."""
    path = mask_real_numbers(storable(unquote(call.path)))
    return {
        "path": path[:PATH_LENGTH],
        "query": "",
        "request_body": "",
        "request_size": len(call.body),
    }


def kept_headers(headers: Headers) -> list[list[str]]:
    """Their names and values, but for those that are secret."""
    sent = [(name, value) for name, value in headers[:HEADERS_KEPT] if value]
    secret = [name.lower() in SECRET_HEADERS for name, _value in sent]
    shown = [
        text for (name, value), hidden in zip(sent, secret, strict=True) for text in (name, "" if hidden else value)
    ]
    if not _is_storable("\n".join(shown)):  # a look at all of them at once: most have nothing to blot out
        shown = [storable(text) for text in shown]
    names, values = shown[::2], shown[1::2]
    return [
        [name[:HEADER_LENGTH], _BLOTTED if hidden else value[:HEADER_LENGTH]]
        for name, value, hidden in zip(names, values, secret, strict=True)
    ]


def kept_violation(violation: Violation) -> dict[str, Any]:
    """As a row keeps it; its message may quote what was sent."""
    return {name: storable(part) if isinstance(part, str) else part for name, part in asdict(violation).items()}


def kept_text(body: bytes) -> str:
    return storable(body[:BODY_LIMIT].decode("utf-8", errors="replace"))


def storable(text: str) -> str:
    """Without keys, wherever a caller put one; PostgreSQL's text holds no NUL, and UTF-8 no half surrogate pair."""
    if _is_storable(text):
        return text
    blotted = blot_secrets(text.replace("\x00", "\N{REPLACEMENT CHARACTER}"), blot=_BLOTTED)
    return blotted if blotted.isascii() else blotted.encode("utf-8", errors="replace").decode()


def _is_storable(text: str) -> bool:
    """Whether it can be kept as it is, as far as a quick look tells."""
    return text.isascii() and "\x00" not in text and not may_hold_secret(text)
