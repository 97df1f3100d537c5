"""One recorded call, as it stands in a file of a stranger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, JsonValue

_OF_THE_WAY: Final = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding"})


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


def http_status(value: JsonValue) -> int | None:
    """A status of HTTP (RFC 9110 section 15); None for anything else."""
    is_status = isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599  # noqa: PLR2004
    return value if is_status else None


def recorded_answer(status: int, headers: list[tuple[str, str]], body: bytes, *, kind: str) -> Answer:
    """The answer without what is only of its way here; ``kind`` is its media type where no header says one."""
    kept = tuple(pair for pair in headers if pair[0].lower() not in _OF_THE_WAY)
    content_type = (header(headers, "content-type") or kind) if body else ""
    return Answer(status=status, headers=kept, body=body, content_type=content_type, origin="example")


def path_and_query(address: str) -> tuple[str, list[tuple[str, str]]]:
    """Of a whole address or of one without a scheme. Raises ValueError for what is none."""
    parts = urlsplit(address)
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    return path, parse_qsl(parts.query, keep_blank_values=True)
