"""What is kept of a call: everything that helps to see what happened, nothing that is a secret."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
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
_JSON: Final = frozenset({"violations", "answer_violations", _HEADERS, "response_headers"})
"""Columns of the log."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who made the call: a program with a key, or a person at the console."""

    key: TryOutKey | None = None
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back to the caller, and what the log says of it."""

    status: int
    headers: tuple[tuple[str, str], ...]
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
    ids: tuple[tuple[str, str], ...] = ()
    """Headers that came with this call, beside those of ``call``."""


def write(happened: Happened) -> Call:
    """Write the row, in the transaction of whatever the call changed."""
    return Call.objects.create(**values_of(happened))


def write_many(batch: Sequence[Happened]) -> None:
    """Write their rows in one go. What calls that were answered from memory have in common is written out once."""
    shared: dict[tuple[int, int], tuple[str, str]] = {}
    rows = []
    for happened in batch:
        same = id(happened.call), id(happened.reply)  # the batch holds on to them: no id comes twice
        if same not in shared:
            values = _shared_values(happened.call, happened.reply)
            shared[same] = _json(values.pop(_HEADERS)), "\t".join(_field(name, value) for name, value in values.items())
        headers, others = shared[same]
        own = "\t".join(_field(name, value) for name, value in _own_values(happened).items())
        rows.append(f"{own}\t{others}\t{_escaped(_with_ids(headers, happened.ids))}\n")
    names = [name for name in values_of(batch[0]) if name != _HEADERS]
    statement = f"COPY {Call._meta.db_table} ({', '.join(names)}, {_HEADERS}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(rows))


def _with_ids(headers: str, ids: tuple[tuple[str, str], ...]) -> str:
    """Kept headers as JSON, with some that came beside them."""
    return f"[{','.join(filter(None, (headers[1:-1], _json(kept_headers(ids))[1:-1])))}]" if ids else headers


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _field(name: str, value: object) -> str:
    """A column in the text form of COPY."""
    if value is None:
        return "\\N"
    return _escaped(_json(value) if name in _JSON else str(value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def values_of(happened: Happened) -> dict[str, Any]:
    """The row's values, by column."""
    values = _own_values(happened) | _shared_values(happened.call, happened.reply)
    return {**values, _HEADERS: [*values[_HEADERS], *kept_headers(happened.ids)]}


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


def _shared_values(call: CallRequest, reply: Reply) -> dict[str, Any]:
    """Those of a call and its answer, whenever it was made and by whom."""
    return {
        "method": call.method[:10],
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
        "response_headers": kept_headers((*reply.headers, ("Content-Type", reply.content_type))),
        "response_body": kept_text(reply.body),
        "response_size": len(reply.body),
        **(_nothing_sent(call) if reply.private else _sent(call)),
    }


def _sent(call: CallRequest) -> dict[str, object]:
    return {
        "path": storable(call.path)[:PATH_LENGTH],
        "query": storable(urlencode(call.query))[:QUERY_LENGTH],
        _HEADERS: kept_headers(tuple(call.headers)),
        "request_body": kept_text(call.body),
        "request_size": len(call.body),
    }


def _nothing_sent(call: CallRequest) -> dict[str, object]:
    """The path with the number blotted out, the size of the body; of the rest nothing."""
    path = mask_real_numbers(storable(unquote(call.path)))
    return {
        "path": path[:PATH_LENGTH],
        "query": "",
        _HEADERS: [],
        "request_body": "",
        "request_size": len(call.body),
    }


def kept_headers(headers: tuple[tuple[str, str], ...]) -> list[list[str]]:
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
