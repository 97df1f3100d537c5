"""GraphQL over HTTP: what the request must be, and in which media type and with which status it is answered.

Source: the GraphQL-over-HTTP specification (graphql.github.io/graphql-over-http, draft of 2025). Refused on purpose:
GET (a link must not read data), batches (they go around every limit), other media types than JSON (a page elsewhere
could send those without a preflight).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vlavirgem.graphql_requests.limits import LARGEST_BODY
from vlavirgem.graphql_requests.requests import (
    PLAIN_JSON,
    RESPONSE_JSON,
    GraphQLRequest,
    NoRequestError,
    media_type_for,
    request_in,
)
from vlavirgem.settings.logs import request_id
from vlavirgem_sandbox.contracts.nesting import is_deeper_than

# How deep values may stand in each other in a body: reading one of a type that holds itself goes down as deep as that.
DEEPEST_BODY = 40
# How many objects a body may hold: each is held against its type before anybody counts what they ask.
MOST_OBJECTS = 2_000
Headers = Iterable[tuple[str, str]]
_HASH = "sha256:"
_DOCUMENT_ID = re.compile(r"sha256:[0-9a-f]{64}")


class HttpRefusalError(Exception):
    """A request that is no GraphQL request: refused before any document is read. ``evidence`` is the id of the event
    that tells of the refusal, where there is one."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        evidence: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})
        self.evidence = evidence


def media_type(request: HttpRequest) -> str:
    """The media type of the answer; raises HttpRefusalError 406 where the client takes none of ours."""
    media = media_type_for(request.META.get("HTTP_ACCEPT", "*/*"))
    if media is not None:
        return media
    raise HttpRefusalError(
        HTTPStatus.NOT_ACCEPTABLE,
        "NOT_ACCEPTABLE",
        _("Answers come as %(modern)s or %(plain)s.") % {"modern": RESPONSE_JSON, "plain": PLAIN_JSON},
    )


def read_request(request: HttpRequest) -> GraphQLRequest:
    """Read the request; raises HttpRefusalError that says what is wrong with it."""
    body = _json_in(_body_of(request))
    named = _named_document(body) if isinstance(body, dict) else ""
    try:
        asked = request_in({**body, "query": ""} if named else body)
    except NoRequestError as error:
        raise bad_request(str(error), "BATCH" if isinstance(body, list) else "BAD_REQUEST") from error
    return replace(asked, document=named) if named else asked


def _body_of(request: HttpRequest) -> bytes:
    """What was sent, where it was sent as it must be."""
    if request.method != "POST":
        raise HttpRefusalError(
            HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", _("Send a POST request."), {"Allow": "POST"}
        )
    if request.content_type != PLAIN_JSON:
        raise HttpRefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            _("Send the body as %(type)s.") % {"type": PLAIN_JSON},
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY or len(text := request.body) > LARGEST_BODY:
        raise HttpRefusalError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "BODY_TOO_LARGE",
            _("The body may have %(most)s bytes at most.") % {"most": LARGEST_BODY},
        )
    return text


def _json_in(text: bytes) -> Any:
    """The body as it was meant, within limits."""
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise bad_request(_("The body is not JSON: look at line %(line)s, column %(column)s.") % place) from error
    objects = text.count(b"{")
    if objects + text.count(b"[") > DEEPEST_BODY and is_deeper_than(body, DEEPEST_BODY):
        said = _("The values of the body stand more than %(most)s deep in each other.")
        raise bad_request(said % {"most": DEEPEST_BODY})
    if objects > MOST_OBJECTS and _objects_in(body) > MOST_OBJECTS:
        raise HttpRefusalError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "BODY_TOO_LARGE",
            _("The body may hold %(most)s objects at most: send fewer records or conditions at once.")
            % {"most": MOST_OBJECTS},
        )
    return body


def _objects_in(body: Any) -> int:
    found, ahead = 0, [body]
    while ahead:
        value = ahead.pop()
        if isinstance(value, dict):
            found += 1
            ahead += value.values()
        elif isinstance(value, list):
            ahead += value
    return found


def _named_document(body: Mapping[str, Any]) -> str:
    """The hash of the document that a body names instead of sending it; empty where it names none.

    ``documentId`` is the specification's word (appendix on persisted documents), ``extensions.persistedQuery`` that of
    Apollo's clients. Raises HttpRefusalError for a name that is none, and for one beside a document.
    """
    extensions = body.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if body.get("documentId") is None and (persisted is None or body.get("query") is not None):
        return ""
    if body.get("query") is not None:
        raise bad_request(_("Send a document, or name one that is trusted: not both."))
    name = body.get("documentId")
    if name is None:
        found = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
        name = f"{_HASH}{found}"
    if not isinstance(name, str) or _DOCUMENT_ID.fullmatch(name) is None:
        raise bad_request(_("A trusted document is named sha256: and its SHA-256 in 64 hexadecimal digits."))
    return name.removeprefix(_HASH)


def bad_request(message: str, code: str = "BAD_REQUEST") -> HttpRefusalError:
    """The refusal of a body that is no GraphQL request."""
    return HttpRefusalError(HTTPStatus.BAD_REQUEST, code, message)


def answer(
    payload: Mapping[str, Any] | str, media: str, *, status: HTTPStatus = HTTPStatus.OK, headers: Headers = ()
) -> HttpResponse:
    """The answer: JSON (a text is that already) whose finished parts go through as they are. Nobody may keep it."""
    content = payload if isinstance(payload, str) else orjson.dumps(payload)
    response = HttpResponse(content, status=status, content_type=f"{media}; charset=utf-8")
    response["Cache-Control"] = "no-store"
    for name, value in headers:
        response[name] = value
    return response


def errors_of(refused: HttpRefusalError) -> dict[str, Any]:
    """The refusal as the body of an answer."""
    extensions = {"code": refused.code, "id": request_id.get()}
    if refused.evidence:
        extensions["evidence"] = refused.evidence
    return {"errors": [{"message": refused.message, "extensions": extensions}]}


def refusal(refused: HttpRefusalError, media: str = PLAIN_JSON) -> HttpResponse:
    """The answer to a request that is no GraphQL request, in the same form as GraphQL's errors."""
    return answer(errors_of(refused), media, status=refused.status, headers=refused.headers.items())
