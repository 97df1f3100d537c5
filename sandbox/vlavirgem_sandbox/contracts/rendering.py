"""From a value to the bytes of an answer, or to a header."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

import orjson

from vlavirgem_sandbox.contracts.media_types import bare, is_json, is_xml
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_NAME_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")

_BOUNDARY: Final = "proefopstelling-einde-van-een-veld"


def concrete(media_type: str) -> str:
    """The media type to answer with where the contract declares a range such as ``*/*``."""
    if "*" not in media_type:
        return media_type
    return "text/plain" if bare(media_type) == "text/*" else "application/json"


def rendered(value: JsonValue, media_type: str) -> bytes:
    """The bytes of a value in a media type. A text in a type that is not JSON is taken to be in that type already."""
    if is_json(media_type):
        return json_bytes(value)
    if isinstance(value, str):
        return value.encode()
    if is_xml(media_type):
        return b'<?xml version="1.0" encoding="UTF-8"?>' + _element("document", value).encode()
    if bare(media_type) == "application/x-www-form-urlencoded" and isinstance(value, dict):
        return urlencode(list(_fields(value))).encode()
    if bare(media_type) == "multipart/form-data" and isinstance(value, dict):
        return _multipart(value)
    return json_bytes(value)


def announced(media_type: str) -> str:
    """The Content-Type that goes with what :func:`rendered` makes of a value: a form in parts names its boundary."""
    return f"{media_type}; boundary={_BOUNDARY}" if bare(media_type) == "multipart/form-data" else media_type


def _fields(form: JsonObject) -> Iterator[tuple[str, str]]:
    """Each value of a form as text; of a list, each entry under the same name."""
    for name, value in form.items():
        for each in value if isinstance(value, list) else [value]:
            yield name, each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)


def _multipart(form: JsonObject) -> bytes:
    """RFC 7578: one part a field."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{quote(name, safe=" ")}"\r\n\r\n{text}\r\n'
        for name, text in _fields(form)
    ]
    return "".join((*parts, f"--{_BOUNDARY}--\r\n")).encode()


def as_header(value: JsonValue) -> str:
    """A value in the style ``simple``; line ends, which would start another header, become spaces."""
    if isinstance(value, bool) or value is None:
        text = {True: "true", False: "false", None: ""}[value]
    elif isinstance(value, list):
        text = ",".join(map(as_header, value))
    elif isinstance(value, dict):
        text = ",".join(f"{key},{as_header(inner)}" for key, inner in value.items())
    else:
        text = str(value)
    return " ".join(text.split())


def json_bytes(value: JsonValue) -> bytes:
    """Compact JSON."""
    try:
        return orjson.dumps(value)
    except TypeError:  # an integer of more than 64 bits, which JSON allows
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _element(name: str, value: JsonValue) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, dict):
        inside = "".join(_element(key, inner) for key, inner in value.items())
    else:
        inside = escape(json.dumps(value) if not isinstance(value, str) else value)
    if set(name) <= _NAME_CHARACTERS and name[:1].isalpha():
        return f"<{name}>{inside}</{name}>"
    return f"<entry key={quoteattr(name)}>{inside}</entry>"
