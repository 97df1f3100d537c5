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
from vlavirgem_sandbox.tryouts.key_secrets import blot_secrets
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
_JSON: Final = frozenset({"violations", "answer_violations", "request_headers", "response_headers"})
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
    """Write their rows in one go."""
    rows = [_columns_of(happened) for happened in batch]
    table, names = Call._meta.db_table, ", ".join(rows[0])
    statement = f"COPY {table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _columns_of(happened: Happened) -> dict[str, object]:
    values = values_of(happened)
    return {name: orjson.dumps(value).decode() if name in _JSON else value for name, value in values.items()}


def values_of(happened: Happened) -> dict[str, Any]:
    """The row's values, by column."""
    reply, call = happened.reply, happened.call
    return {
        "id": happened.call_id,
        "tryout_id": happened.tryout.pk,
        "key_id": happened.caller.key.pk if happened.caller.key is not None else None,
        "person": happened.caller.person,
        "at": happened.at,
        "method": call.method[:10],
        "operation": reply.operation[:300],
        "verdict": reply.verdict,
        "reason": reply.reason,
        "status": reply.status,
        "duration_ms": round(happened.duration_ms, 3),
        "origin": reply.origin,
        "disturbance": reply.disturbance,
        "waited_ms": 1000 * reply.wait_seconds,
        "endpoint": reply.endpoint,
        "violations": [kept_violation(violation) for violation in reply.violations],
        "answer_violations": [kept_violation(violation) for violation in reply.answer_violations],
        "response_headers": kept_headers((*reply.headers, ("Content-Type", reply.content_type))),
        "response_body": kept_text(reply.body),
        "response_size": len(reply.body),
        **(_nothing_sent(call) if reply.private else _sent(call, happened.ids)),
    }


def _sent(call: CallRequest, ids: tuple[tuple[str, str], ...]) -> dict[str, object]:
    return {
        "path": storable(call.path)[:PATH_LENGTH],
        "query": storable(urlencode(call.query))[:QUERY_LENGTH],
        "request_headers": kept_headers((*call.headers, *ids)),
        "request_body": kept_text(call.body),
        "request_size": len(call.body),
    }


def _nothing_sent(call: CallRequest) -> dict[str, object]:
    """The path with the number blotted out, the size of the body; of the rest nothing."""
    path = mask_real_numbers(storable(unquote(call.path)))
    return {
        "path": path[:PATH_LENGTH],
        "query": "",
        "request_headers": [],
        "request_body": "",
        "request_size": len(call.body),
    }


def kept_headers(headers: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [
        [
            storable(name)[:HEADER_LENGTH],
            _BLOTTED if name.lower() in SECRET_HEADERS else storable(value)[:HEADER_LENGTH],
        ]
        for name, value in headers[:HEADERS_KEPT]
        if value
    ]


def kept_violation(violation: Violation) -> dict[str, Any]:
    """As a row keeps it; its message may quote what was sent."""
    return {name: storable(part) if isinstance(part, str) else part for name, part in asdict(violation).items()}


def kept_text(body: bytes) -> str:
    return storable(body[:BODY_LIMIT].decode("utf-8", errors="replace"))


def storable(text: str) -> str:
    """Without keys, wherever a caller put one; PostgreSQL's text holds no NUL, and UTF-8 no half surrogate pair."""
    blotted = blot_secrets(text.replace("\x00", "\N{REPLACEMENT CHARACTER}"), blot=_BLOTTED)
    return blotted if blotted.isascii() else blotted.encode("utf-8", errors="replace").decode()
