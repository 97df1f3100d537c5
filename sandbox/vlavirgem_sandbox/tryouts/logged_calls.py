"""A line of the log as the call that it tells of, so that it can be made again or held against another contract."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from vlavirgem_sandbox.contracts.model import Answer, CallRequest
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_sandbox.tryouts.models import Call, TryOut
from vlavirgem_sandbox.tryouts.serving.log import (
    HEADER_LENGTH,
    HEADERS_KEPT,
    PATH_LENGTH,
    QUERY_LENGTH,
    SECRET_HEADERS,
)

# Written by whatever carried the call, and by whatever carries it again.
_OF_THE_JOURNEY = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent", "x-request-id"})


def kept_call(tryout: TryOut, wanted: str) -> Call | None:
    """The call with the id that an address names, when it was kept whole; None for a text that is no id, too."""
    try:
        call = tryout.calls.filter(pk=UUID(wanted)).first()
    except ValueError:
        return None
    return call if call is not None and is_kept_whole(call) else None


def is_kept_whole(call: Call) -> bool:
    """Whether all that was sent is in the log: what is large is kept in part, and of some calls nothing is."""
    headers: list[Any] = call.request_headers
    return (
        _is_whole(call.request_body, call.request_size)
        and len(call.path) < PATH_LENGTH
        and len(call.query) < QUERY_LENGTH
        and len(headers) < HEADERS_KEPT
        and all(len(value) < HEADER_LENGTH for _name, value in headers)
    )


def as_request(call: Call) -> CallRequest:
    """The call without its secrets, which the log does not have."""
    headers: list[Any] = call.request_headers
    return CallRequest(
        method=call.method,
        path=call.path,
        query=parse_qsl(call.query, keep_blank_values=True),
        headers=[(name, value) for name, value in headers if name.lower() not in SECRET_HEADERS | _OF_THE_JOURNEY],
        body=call.request_body.encode(),
    )


def is_answer_kept_whole(call: Call) -> bool:
    """The same of what was answered."""
    return _is_whole(call.response_body, call.response_size)


def _is_whole(body: str, size: int) -> bool:
    """A body that is cut off, is no text, or had a key in it has another size in the log than it had."""
    return len(body.encode()) == size


def as_recorded(call: Call, name: str) -> RecordedCall:
    """The call with its answer, as one of a recording."""
    headers = tuple((key, value) for key, value in call.response_headers if key.lower() not in SECRET_HEADERS)
    content_type = next((value for key, value in headers if key.lower() == "content-type"), "")
    answer = Answer(
        status=call.status,
        headers=tuple(pair for pair in headers if pair[0].lower() != "content-type"),
        body=call.response_body.encode(),
        content_type=content_type,
        origin="example",
    )
    return RecordedCall(name=name, place=str(call), call=as_request(call), answer=answer)
