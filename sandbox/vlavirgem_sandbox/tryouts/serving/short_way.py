"""The short way of a plain call to a try-out: past the framework's handler and the database, which cost more than the
answer. Whatever is not plain goes the long way, where everything is decided."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from http.client import responses
from io import BytesIO
from typing import Any, Final, cast
from urllib.parse import parse_qsl

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_path_info
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.request import HttpHeaders
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import timezone
from django.utils.encoding import escape_uri_path

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.serving.day_counts import has_room_left
from vlavirgem_sandbox.tryouts.serving.from_memory import answer_from_memory, key_from_memory
from vlavirgem_sandbox.tryouts.serving.inbox import INBOX
from vlavirgem_sandbox.tryouts.serving.log import Caller, Happened, Reply
from vlavirgem_sandbox.tryouts.serving.log_queue import QUEUE, LogQueue
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT
from vlavirgem_sandbox.tryouts.serving.standing import Standing, forget_standings, standing_of
from vlavirgem_sandbox.tryouts.serving.views import CALL_HEADER, was_sent
from vlavirgem_tenants.directory.finding import tenant_of_host

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_PREFIX: Final = "/try/"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_DESCRIPTIONS: Final = ("wsdl", "WSDL", "xsd")
"""What a query asks for that wants to read the contract (``views.serve``)."""
_MOST_SCHEMES: Final = 10
_LONG_HEADERS: Final = frozenset({"HTTP_COOKIE", "HTTP_X_FORWARDED_HOST", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT"})
"""Headers with which a call is looked at closely."""


class ShortWay:
    """A WSGI application that answers plain calls to try-outs, and leaves all others to ``application``."""

    def __init__(self, application: Application, queue: LogQueue = QUEUE) -> None:
        self.application = application
        self.queue = queue

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Everything else goes on."""
        if environ["PATH_INFO"].startswith(_PREFIX):
            answered = self._answered(environ)
            if answered is not None:
                reply, call_id = answered
                body = b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body
                start_response(_status_line(reply.status), _headers_of(reply, call_id, environ))
                return [body]
            return self.application(environ, start_response)
        if environ["REQUEST_METHOD"] in _READING:
            return self.application(environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            forget_standings()  # a key that was revoked on its page opens nothing from here on

    def _answered(self, environ: dict[str, Any]) -> tuple[Reply, uuid.UUID] | None:
        """The reply and its id in the log; None for the long way, with the request as it was."""
        if not _LONG_HEADERS.isdisjoint(environ):
            return None
        public_id, slash, rest = environ["PATH_INFO"][len(_PREFIX) :].partition("/")
        query = environ.get("QUERY_STRING", "")
        if not slash or rest == INBOX or any(name in query for name in _DESCRIPTIONS):
            return None
        try:
            standing = _standing(environ, public_id)
        except (DatabaseError, InterfaceError):
            return None  # the long way says what there is to say
        if standing is None or not self.queue.has_room(standing.tenant):
            return None
        body = _body(environ)
        return None if body is None else self._from_memory(standing, _call(environ, query, body))

    def _from_memory(self, standing: Standing, call: CallRequest) -> tuple[Reply, uuid.UUID] | None:
        now, began = timezone.now(), time.perf_counter()
        key = key_from_memory(standing, call, now)
        if key is None:
            return None
        reply = answer_from_memory(standing, call, key, now)
        if reply is None or not has_room_left(standing.tryout, now):
            return None
        duration_ms = 1000 * (time.perf_counter() - began)
        call_id = uuid.uuid4()
        happened = Happened(
            call_id=call_id,
            tryout=standing.tryout,
            caller=Caller(key=key),
            call=call,
            reply=reply,
            at=now,
            duration_ms=duration_ms,
        )
        self.queue.put(standing.tenant, happened)
        return reply, call_id


def _standing(environ: dict[str, Any], public_id: str) -> Standing | None:
    host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
    tenant = tenant_of_host(host)
    return standing_of(tenant, public_id) if tenant is not None else None


def _body(environ: dict[str, Any]) -> bytes | None:
    """The body, which can be read again afterwards; None where it is too large to be taken, or is not all there."""
    declared = environ.get("CONTENT_LENGTH") or "0"
    length = int(declared) if declared.isdigit() else 0
    if not length:
        return b""
    if length > BODY_SIZE_LIMIT:
        return None
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == length else None


def _call(environ: dict[str, Any], query: str, body: bytes) -> CallRequest:
    """The request as the long way reads it (:func:`vlavirgem_sandbox.tryouts.serving.views.call_request`)."""
    path = escape_uri_path(get_path_info(environ)).split("/", 3)[3:]
    headers = [(_header_name(name), value) for name, value in environ.items()]
    return CallRequest(
        method=environ["REQUEST_METHOD"],
        path="/" + "".join(path),
        query=parse_qsl(query, keep_blank_values=True),
        headers=[(name, value) for name, value in headers if name and was_sent(name, value)],
        body=body,
    )


@lru_cache(maxsize=500)
def _header_name(name: str) -> str:
    """The header's name behind a key of WSGI's; empty for a key that stands for something else."""
    return HttpHeaders.parse_header_name(name) or ""


@lru_cache(maxsize=100)
def _status_line(status: int) -> str:
    return f"{status} {responses.get(status, 'Unknown Status Code')}"


def _headers_of(reply: Reply, call_id: uuid.UUID, environ: dict[str, Any]) -> list[tuple[str, str]]:
    headers = {**_headers_of_the_house(environ), **dict(reply.headers)}
    if reply.content_type:
        headers["Content-Type"] = reply.content_type
    headers["Cache-Control"] = "no-store"
    headers[CALL_HEADER] = str(call_id)
    headers["Content-Length"] = str(len(reply.body))
    return list(headers.items())


_house: dict[tuple[str, str], dict[str, str]] = {}


def _headers_of_the_house(environ: dict[str, Any]) -> dict[str, str]:
    """What the middleware adds to each answer: the same for all that came over https, or over http."""
    said, _secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    scheme = (environ["wsgi.url_scheme"], environ.get(said, ""))
    found = _house.get(scheme)
    if found is None:
        if len(_house) >= _MOST_SCHEMES:  # whoever calls writes that header: it must not fill the memory
            _house.clear()
        response = cast("HttpResponse", _SECURED(WSGIRequest(environ)))
        found = _house[scheme] = dict(response.items())
    return found


def _nothing(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.OK)
    del response["Content-Type"]
    return response


_SECURED: Final = SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(_nothing)))
