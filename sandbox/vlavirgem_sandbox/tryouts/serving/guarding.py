"""The test-data guard over a call: no real person's number comes in, whatever part of the call carries it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_tenants.test_data_guard import find_real_numbers

_OURS = frozenset({"authorization", "x-api-key", "cookie"})
"""Headers that carry our own keys; they are never stored."""
_FORM: Final = "application/x-www-form-urlencoded"
_ELEVEN_DIGITS: Final = re.compile(r"\d\d[./ -]?\d{2}[./ -]?\d{2}[./ -]?\d{3}[. -]?\d{2}")
"""Every way in which a register number is written, and more."""
_DIGITS: Final = b"0123456789"
_BETWEEN: Final = b"./ -"
"""What stands between the digits of a number."""
_AS_ZEROS: Final = bytes.maketrans(_DIGITS + b"E", b"0" * len(_DIGITS) + b"e")
"""Makes all digits one: a search for a fixed row of bytes takes a tenth of what an expression takes."""
_ROW: Final = b"0" * 11
_EXPONENT: Final = b"0e"
_AN_EXPONENT: Final = re.compile(r"\d[eE]")


def places_of_real_numbers(call: CallRequest) -> list[str]:
    """JSON Pointers like ``/body/leden/0/insz``, ``/query/insz/0`` and ``/path``; empty when the call may go on."""
    if not _may_hold_one(call):
        return []
    whole = {
        "path": unquote(call.path),
        "query": _by_name(call.query),
        "header": _by_name([(name, value) for name, value in call.headers if name.lower() not in _OURS]),
        "body": _read(call),
    }
    return [finding.place for finding in find_real_numbers(whole)]


def may_hold_real_numbers(texts: Iterable[str]) -> bool:
    """Whether one of them has a row of eleven digits, so that only a close look tells whether it is a number."""
    together = "\n".join(texts)  # which stands between no two digits of a number
    if together.isascii() and _ROW not in together.encode().translate(_AS_ZEROS, _BETWEEN):
        return False
    return _ELEVEN_DIGITS.search(together) is not None


def may_hold_one_outside_headers(call: CallRequest) -> bool:
    """Whether path, query or body need a closer look: False where no row of eleven digits stands anywhere, however it
    is written.

    A look at the text as it came, for the many calls that hold none. Where digits could be written in another way (an
    escape or an exponent in JSON, a form, another encoding than UTF-8) it says nothing, and they are looked at closely.
    """
    body = call.body
    if body and (_is_written_otherwise(body) or _FORM in (call.header("Content-Type") or "").lower()):
        return True
    query = (text for pair in call.query for text in pair)
    return may_hold_real_numbers((unquote(call.path), *query, body.decode("utf-8", errors="replace")))


def _may_hold_one(call: CallRequest) -> bool:
    headers = (text for pair in call.headers for text in pair)
    return may_hold_one_outside_headers(call) or may_hold_real_numbers(headers)


def _is_written_otherwise(body: bytes) -> bool:
    """Whether it has an escape, a NUL or, in Unicode's digits too, an exponent."""
    if b"\\" in body or b"\x00" in body or _EXPONENT in body.translate(_AS_ZEROS):
        return True
    return not body.isascii() and _AN_EXPONENT.search(body.decode("utf-8", errors="replace")) is not None


def _by_name(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Every value of a name that is sent more than once: a dictionary of the pairs would search the last only."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _read(call: CallRequest) -> object:
    """The body as a value whose fields can be pointed at; as its text when it is no JSON and no form.

    The text of JSON is not searched as well: in coordinates with nine decimals it has rows of digits like a number's.
    """
    if not call.body:
        return ""
    text = call.body.decode("utf-8", errors="replace")
    if (call.header("Content-Type") or "").lower().startswith(_FORM):
        return _by_name(parse_qsl(text, keep_blank_values=True))
    try:
        return json.loads(call.body, object_pairs_hook=_members)
    except (ValueError, RecursionError):
        return text  # not JSON, or nested so deep that only its text can be searched


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a list of values for each name when one stands in it twice, of which a reader keeps the last."""
    members = dict(pairs)
    return members if len(members) == len(pairs) else _by_name(pairs)
