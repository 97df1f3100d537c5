"""Postman collections 2.0 and 2.1: the saved examples of the requests in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, quote, urlencode

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.recorded.recorded_call import (
    RecordedCall,
    header,
    headers_in,
    http_status,
    is_off,
    objects_in,
    path_and_query,
    recorded_answer,
    text_of,
)

_VARIABLE = re.compile(r"\{\{([^{}]{1,80})\}\}")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?[^/?#]*", re.IGNORECASE)


def is_postman(document: JsonObject) -> bool:
    """Whether it has the outer shape of a collection 2.x."""
    return isinstance(document.get("info"), dict) and isinstance(document.get("item"), list)


def postman_calls(document: JsonObject) -> Iterator[RecordedCall]:
    """Every saved example, folder by folder."""
    values = _values(document.get("variable"))
    waiting = [(each, "") for each in reversed(list(objects_in(document["item"])))]
    while waiting:
        part, folder = waiting.pop()
        name = text_of(part.get("name"))[:80]
        place = f"{folder}/{name}"[-160:]
        waiting.extend((each, place) for each in reversed(list(objects_in(part.get("item")))))
        for saved in objects_in(part.get("response")):
            yield _saved(saved, part.get("request"), place, values)


def _saved(saved: JsonObject, usual: JsonValue, place: str, values: Mapping[str, str]) -> RecordedCall:
    name = text_of(saved.get("name"))
    asked = saved.get("originalRequest", usual)
    call, answer, trouble = CallRequest(method="", path=""), None, ""
    try:
        call = _call(asked if isinstance(asked, dict) else {"url": asked}, values)
        answer = _answer(saved)
        trouble = _unfilled(call) if answer is not None else _("It has no answer with a status.")
    except (ValueError, UnicodeEncodeError):
        trouble = _("Its address or its text cannot be read.")
    return RecordedCall(
        name=name, place=f"{place}/{name}"[:200], call=call, answer=None if trouble else answer, trouble=trouble
    )


def _unfilled(call: CallRequest) -> str:
    texts = (call.path.replace("%7B", "{").replace("%7D", "}"), *(text for pair in call.query for text in pair))
    found = next((match for text in texts if (match := _VARIABLE.search(text))), None)
    return _("The collection gives the variable “%(name)s” no value.") % {"name": found[1]} if found else ""


def _call(request: JsonObject, values: Mapping[str, str]) -> CallRequest:
    path, query = _address(request.get("url"), values)
    headers = [(key, _filled(text, values)) for key, text in headers_in(request.get("header"), name="key")]
    body, kind = _body(request.get("body"), values)
    if kind and not header(headers, "content-type"):
        headers.append(("Content-Type", kind))
    method = text_of(request.get("method")).upper() or "GET"
    return CallRequest(method=method, path=path, query=query, headers=headers, body=body)


def _address(url: JsonValue, values: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """Path and query; the host goes, which in a collection is mostly a variable that only its author has filled in."""
    described = url if isinstance(url, dict) else {"raw": text_of(url)}
    raw = text_of(described.get("raw"))
    segments = described.get("path")
    if isinstance(segments, list):
        raw = "//host/" + "/".join(text_of(each.get("value") if isinstance(each, dict) else each) for each in segments)
    else:
        raw = "//host" + raw[_HOST.match(raw).end() :]  # type: ignore[union-attr]  # it matches the empty text too
    path, query = path_and_query(_filled(raw, values))
    own = _values(described.get("variable"))
    filled = "/".join(_segment(each, own, values) for each in path.split("/"))
    if isinstance(described.get("query"), list):
        pairs = [(text_of(each.get("key")), text_of(each.get("value"))) for each in _on(described["query"])]
        query = [pair for key, text in pairs for pair in parse_qsl(_filled(f"{key}={text}", values), True)]  # noqa: FBT003 - its second parameter: keep what is blank
    return filled, query


def _segment(segment: str, own: Mapping[str, str], values: Mapping[str, str]) -> str:
    """``:name`` is a variable of the path."""
    name = segment.removeprefix(":")
    return quote(_filled(own[name], values), safe="") if segment.startswith(":") and name in own else segment


def _body(body: JsonValue, values: Mapping[str, str]) -> tuple[bytes, str]:
    """The bytes and, where the collection tells, their kind; forms with files in them are not kept in collections."""
    if not isinstance(body, dict):
        return b"", ""
    if body.get("mode") == "urlencoded":
        pairs = [(text_of(each.get("key")), text_of(each.get("value"))) for each in _on(body.get("urlencoded"))]
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    raw = _filled(text_of(body.get("raw")), values).encode()
    options = body.get("options")
    told = options.get("raw") if isinstance(options, dict) else None
    return raw, "application/json" if raw and isinstance(told, dict) and told.get("language") == "json" else ""


def _answer(saved: JsonObject) -> Answer | None:
    status = http_status(saved.get("code"))
    if status is None:
        return None
    headers = headers_in(saved.get("header"), name="key")
    kind = "application/json" if saved.get("_postman_previewlanguage") == "json" else ""
    return recorded_answer(status, headers, text_of(saved.get("body")).encode(), kind=kind)


def _values(variables: JsonValue) -> dict[str, str]:
    return {text_of(each.get("key") or each.get("id")): text_of(each.get("value")) for each in _on(variables)}


def _on(value: JsonValue) -> Iterator[JsonObject]:
    return (each for each in objects_in(value) if not is_off(each))


def _filled(text: str, values: Mapping[str, str]) -> str:
    """With the variables that have a value, once: a value's own variables stay, so that none can grow for ever."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0])[:2000], text)
