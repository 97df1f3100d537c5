"""Bodies of calls: from bytes in a declared media type to a value that a schema can be held against."""

from __future__ import annotations

import email
import email.parser
import email.policy
import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import orjson
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.limits import MAX_BODY_DEPTH
from vlavirgem_sandbox.contracts.media_types import bare, is_json, is_text
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.nesting import is_deeper_than
from vlavirgem_sandbox.contracts.parameters import SchemaTypes, as_value
from vlavirgem_sandbox.contracts.source_text import at_line

UNCHECKED: Final = object()
"""The body is of a kind that schemas say nothing about (XML, files): it is taken as it is."""


class UnreadableBody(Exception):  # noqa: N818 - an outcome of reading, turned into a violation by the caller
    """The bytes are not what their media type says. The message tells a person what and where."""


@dataclass(frozen=True, kw_only=True)
class BodyRule:
    """One media type that an operation accepts."""

    media_type: str
    pointer: str
    schema_pointer: str
    """Empty when the contract describes no schema for it."""


def read_body(body: bytes, content_type: str, rule: BodyRule, types: SchemaTypes) -> JsonValue:
    """The value in a body, or UNCHECKED. Raises :class:`UnreadableBody`."""
    if is_json(content_type):
        return read_json_body(body)
    name = bare(content_type)
    if name == "application/x-www-form-urlencoded":
        return _form(parse_qsl(_as_text(body), keep_blank_values=True), rule, types)
    if name == "multipart/form-data":
        return _form(_parts(body, content_type), rule, types)
    if is_text(content_type):
        return as_value(_as_text(body), types.types_at(rule.schema_pointer))
    return UNCHECKED


def read_json_body(body: bytes) -> JsonValue:
    """The JSON value in a body. Raises :class:`UnreadableBody`."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        value = _with_large_numbers(body, error)
    if b"\\u0000" in body and "\\u0000" in json.dumps(value):
        raise UnreadableBody(_("The body holds the character U+0000, which cannot be kept."))
    if body.count(b"[") + body.count(b"{") > MAX_BODY_DEPTH and is_deeper_than(value, MAX_BODY_DEPTH):
        raise UnreadableBody(_("The body is nested more than %(limit)d levels deep.") % {"limit": MAX_BODY_DEPTH})
    return value


def _with_large_numbers(body: bytes, error: orjson.JSONDecodeError) -> JsonValue:
    """orjson stops at 64 bits; JSON does not. Anything else that it turns down is turned down."""

    def refuse_constant(_name: str) -> None:
        raise ValueError

    try:
        return json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise UnreadableBody(
            _(
                "The body is not valid JSON: it cannot be read from %(place)s on. "
                "Look there for a quote, comma or bracket that is missing or one too many."
            )
            % {"place": at_line(error.lineno, error.colno)}
        ) from error


def _as_text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableBody(_("The body is not text in UTF-8.")) from error


def _form(pairs: list[tuple[str, str]], rule: BodyRule, types: SchemaTypes) -> JsonObject:
    property_types = types.property_types_at(rule.schema_pointer)
    form: JsonObject = {}
    for name, text in pairs:
        allowed = property_types.get(name, frozenset())
        if "array" in allowed:
            items = types.types_at(types.below(f"{_properties(rule, types)}/{name}", "items"))
            form.setdefault(name, []).append(as_value(text, items))
        else:
            form[name] = as_value(text, allowed)
    return form


def _properties(rule: BodyRule, types: SchemaTypes) -> str:
    return types.below(rule.schema_pointer, "properties")


def _parts(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """Fields and files of a multipart body (RFC 7578). A file counts as text: only its presence is checked."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    if _has_no_parts(body, content_type):
        return []
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise UnreadableBody(_("The body has no parts: the boundary is missing or differs from the one announced."))
    pairs = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            payload = part.get_payload(decode=True)
            pairs.append((name, payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""))
    return pairs


def _has_no_parts(body: bytes, content_type: str) -> bool:
    """A form of which nothing was filled in: its closing line alone, in which the parser sees no parts at all."""
    boundary = email.message_from_string(f"Content-Type: {content_type}", policy=email.policy.HTTP).get_boundary()
    return boundary is not None and body.strip() == f"--{boundary}--".encode()
