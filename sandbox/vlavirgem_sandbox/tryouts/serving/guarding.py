"""The test-data guard over a call: no real person's number comes in, whatever part of the call carries it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, unquote

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_tenants.test_data_guard import find_real_numbers

_OURS = frozenset({"authorization", "x-api-key", "cookie"})
"""Headers that carry our own keys; they are never stored."""


def places_of_real_numbers(call: CallRequest) -> list[str]:
    """JSON Pointers like ``/body/leden/0/insz``, ``/query/insz/0`` and ``/path``; empty when the call may go on."""
    query: dict[str, list[str]] = {}
    for name, value in call.query:
        query.setdefault(name, []).append(value)
    whole = {
        "path": unquote(call.path),
        "query": query,
        "header": {name: value for name, value in call.headers if name.lower() not in _OURS},
        "body": _read(call),
    }
    return [finding.place for finding in find_real_numbers(whole)]


def _read(call: CallRequest) -> object:
    """The body as a value whose fields can be pointed at, or as text when it is no JSON and no form."""
    if not call.body:
        return ""
    try:
        return json.loads(call.body)
    except (ValueError, RecursionError):
        pass  # not JSON, or nested so deep that only its text can be searched
    text = call.body.decode("utf-8", errors="replace")
    if (call.header("Content-Type") or "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text))
    return text
