"""One recorded call, as it stands in a file of a stranger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, JsonValue


@dataclass(frozen=True, kw_only=True)
class RecordedCall:
    """A call with its answer. ``path`` of the call is what followed the host, servers' base paths included."""

    name: str
    """As the file has it; empty where it gives calls no names."""
    place: str
    """Where it stands in the file, for people."""
    call: CallRequest
    answer: Answer | None
    """None when ``trouble`` says why there is none."""
    trouble: str = ""


def text_of(value: JsonValue) -> str:
    """A text, also of a number; anything else is empty."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value)


def objects_in(value: JsonValue) -> Iterator[dict[str, JsonValue]]:
    """The objects of a list; what is no list has none."""
    yield from (each for each in (value if isinstance(value, list) else ()) if isinstance(each, dict))


def headers_in(value: JsonValue, *, name: str) -> list[tuple[str, str]]:
    """Names and values of a list of headers; without the pseudo headers of HTTP/2, and what is switched off."""
    pairs = [(text_of(each.get(name)), text_of(each.get("value"))) for each in objects_in(value) if not is_off(each)]
    return [(key, text) for key, text in pairs if key and not key.startswith(":")]


def is_off(each: dict[str, JsonValue]) -> bool:
    """Whether the author of a collection switched it off."""
    return each.get("disabled") is True


def header(headers: list[tuple[str, str]], name: str) -> str:
    """The first value of a header, or nothing."""
    return next((value for key, value in headers if key.lower() == name), "")


def path_and_query(address: str) -> tuple[str, list[tuple[str, str]]]:
    """Of a whole address or of one without a scheme. Raises ValueError for what is none."""
    parts = urlsplit(address)
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    return path, parse_qsl(parts.query, keep_blank_values=True)
