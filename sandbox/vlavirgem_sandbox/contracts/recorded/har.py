"""HAR 1.2: what a browser's developer tools, and many proxies, export."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, JsonObject
from vlavirgem_sandbox.contracts.recorded.recorded_call import (
    RecordedCall,
    headers_in,
    http_status,
    objects_in,
    path_and_query,
    recorded_answer,
    text_of,
)


def is_har(document: JsonObject) -> bool:
    """Whether it has the outer shape of one."""
    log = document.get("log")
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def har_calls(document: JsonObject) -> Iterator[RecordedCall]:
    """Every entry, in the order in which they were made."""
    for number, entry in enumerate(objects_in(document["log"]["entries"]), start=1):
        place = _("entry %(number)d") % {"number": number}
        request, response = (entry.get(part) for part in ("request", "response"))
        if not isinstance(request, dict) or not isinstance(response, dict):
            yield _unusable(place, _("It holds no call with its answer."))
            continue
        try:
            call = _call(request)
            answer, trouble = _answer(response)
        except (ValueError, UnicodeEncodeError):
            yield _unusable(place, _("Its address or its text cannot be read."))
            continue
        yield RecordedCall(name="", place=place, call=call, answer=answer, trouble=trouble)


def _unusable(place: str, trouble: str) -> RecordedCall:
    return RecordedCall(name="", place=place, call=CallRequest(method="", path=""), answer=None, trouble=trouble)


def _call(request: JsonObject) -> CallRequest:
    path, query = path_and_query(text_of(request.get("url")))
    posted = request.get("postData")
    return CallRequest(
        method=text_of(request.get("method")).upper(),
        path=path,
        query=query,
        headers=headers_in(request.get("headers"), name="name"),
        body=text_of(posted.get("text")).encode() if isinstance(posted, dict) else b"",
    )


def _answer(response: JsonObject) -> tuple[Answer | None, str]:
    status = http_status(response.get("status"))
    if status is None:
        return None, _("It has no answer: it was broken off or blocked.")
    content = response.get("content")
    content = content if isinstance(content, dict) else {}
    body = text_of(content.get("text")).encode()
    if content.get("encoding") == "base64":
        try:
            body = base64.b64decode(body, validate=True)
        except binascii.Error:
            return None, _("Its answer is not the base64 that it says it is.")
    headers = headers_in(response.get("headers"), name="name")
    return recorded_answer(status, headers, body, kind=text_of(content.get("mimeType"))), ""
