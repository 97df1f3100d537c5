"""Runtime expressions: where a callback goes, in terms of the call and its answer (OpenAPI 3.1.1, section 4.8.20.4).

AsyncAPI writes them alike about the message itself (``$message.payload#/id``: 3.0, Runtime Expression).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Cause, JsonValue
from vlavirgem_sandbox.contracts.pointers import value_at

_EMBEDDED: Final = re.compile(r"\{(\$[^{}]*)\}")


def address_of(template: str, cause: Cause) -> str | None:
    """The address with every expression filled in; None when the call or its answer has nothing for one of them.

    An expression stands between braces, or is the whole address.
    """
    if template.startswith("$"):
        return _text(_value(template, cause))
    found = [_text(_value(expression, cause)) for expression in _EMBEDDED.findall(template)]
    if None in found:
        return None
    texts = iter(found)
    return _EMBEDDED.sub(lambda _match: next(texts) or "", template)


def value_in_message(expression: str, payload: JsonValue, headers: dict[str, str]) -> str | None:
    """What ``$message.payload#/...`` or ``$message.header#/...`` stands for; None when the message does not have it."""
    source, _hash, pointer = expression.partition("#")
    roots: dict[str, JsonValue] = {"$message.payload": payload, "$message.header": headers}
    return _text(_at(roots[source], pointer)) if source in roots else None


def _value(expression: str, cause: Cause) -> JsonValue:
    """The value an expression stands for; None when there is none."""
    call = cause.call
    plain: dict[str, Callable[[], JsonValue]] = {
        "$url": lambda: f"{call.path}?{urlencode(call.query)}" if call.query else call.path,
        "$method": lambda: call.method,
        "$statusCode": lambda: cause.answer.status,
    }
    if expression in plain:
        return plain[expression]()
    side, _dot, source = expression.partition(".")
    if side == "$request":
        return _of_request(source, cause)
    return _of_answer(source, cause.answer) if side == "$response" else None


def _of_request(source: str, cause: Cause) -> JsonValue:
    call = cause.call
    kind, _dot, name = source.partition(".")
    if kind == "header":
        return call.header(name)
    if kind == "query":
        return next((value for key, value in call.query if key == name), None)
    if kind == "path":
        return cause.path_parameters.get(name)
    return _in_body(source, call)


def _of_answer(source: str, answer: Answer) -> JsonValue:
    kind, _dot, name = source.partition(".")
    if kind == "header":
        return next((value for key, value in answer.headers if key.lower() == name.lower()), None)
    return _in_body(source, answer)


def _in_body(source: str, sent: CallRequest | Answer) -> JsonValue:
    kind, _hash, pointer = source.partition("#")
    if kind != "body":
        return None
    try:
        return _at(json.loads(sent.body), pointer)
    except (ValueError, RecursionError):
        return None


def _at(value: JsonValue, pointer: str) -> JsonValue:
    try:
        return value_at(value, pointer)
    except (LookupError, ValueError):
        return None


def _text(value: JsonValue) -> str | None:
    """A scalar as it stands in an address; None for nothing, and for what has parts."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) or None
