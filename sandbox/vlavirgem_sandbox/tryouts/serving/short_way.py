"""The short way of a plain call to a try-out: past the framework's handler and the database, which cost more than the
answer. Whatever is not plain goes the long way, where everything is decided."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.db import DatabaseError, InterfaceError
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.translation import activate

from vlavirgem.settings.logs import tenant_slug
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.served import INBOX
from vlavirgem_sandbox.tryouts.serving.answered_calls import AnsweredCall
from vlavirgem_sandbox.tryouts.serving.day_counts import has_room_left
from vlavirgem_sandbox.tryouts.serving.from_memory import answer_from_memory, holds_still, key_from_memory
from vlavirgem_sandbox.tryouts.serving.guarding import (
    may_hold_one_outside_headers,
    may_hold_real_numbers,
    places_of_real_numbers,
)
from vlavirgem_sandbox.tryouts.serving.heads import House, head_of, house_of
from vlavirgem_sandbox.tryouts.serving.log import Caller, Happened, Reply
from vlavirgem_sandbox.tryouts.serving.log_queue import QUEUE, LogQueue
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT
from vlavirgem_sandbox.tryouts.serving.sent_headers import Pairs, SentHeaders
from vlavirgem_sandbox.tryouts.serving.standing import ContractLeftError, Standing, forget_standings, standing_of
from vlavirgem_sandbox.tryouts.serving.views import CALL_HEADER
from vlavirgem_tenants.directory.finding import tenant_of_host
from vlavirgem_tenants.requests.log_line import request_begins, request_ends

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_PREFIX: Final = "/try/"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_DESCRIPTIONS: Final = frozenset({"wsdl", "WSDL", "xsd"})
"""What a query asks for that wants to read the contract (``views.serve``)."""
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
            house = house_of(environ)
            answer = self._answer(environ, house)
            if answer is None:
                return self.application(environ, start_response)
            start_response(answer.answered.line, answer.headers)
            return [answer.answered.body]
        if environ["REQUEST_METHOD"] in _READING:
            return self.application(environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            forget_standings()  # a key that was revoked on its page opens nothing from here on

    def _answer(self, environ: dict[str, Any], house: House) -> _Answer | None:
        """The answer; None for the long way, with the request as it was."""
        if not _LONG_HEADERS.isdisjoint(environ):
            return None
        began = request_begins()
        activate(house.language)
        try:
            answer = self._from_standing(environ, house)
        except (ContractLeftError, DatabaseError, InterfaceError):
            return None  # the long way reads what is not known any more, and says what there is to say
        except Exception:  # whatever it is, the long way meets it as well, and the caller gets its page
            logger.exception("A call could not be answered from memory: it goes the long way.")
            return None
        if answer is not None:
            status, path = answer.answered.reply.status, get_path_info(environ)
            answer.headers.append(request_ends(status=status, method=environ["REQUEST_METHOD"], path=path, began=began))
        return answer

    def _from_standing(self, environ: dict[str, Any], house: House) -> _Answer | None:
        public_id, slash, rest = environ["PATH_INFO"][len(_PREFIX) :].partition("/")
        if not slash or rest == INBOX:
            return None
        standing = _standing(environ, public_id)
        if standing is None or not self.queue.has_room(standing.tenant):
            return None
        body = _body(environ)
        return None if body is None else self._from_memory(standing, environ, body, house)

    def _from_memory(self, standing: Standing, environ: dict[str, Any], body: bytes, house: House) -> _Answer | None:
        now, began = timezone.now(), time.perf_counter()
        known = standing.contract.answered
        headers, ids = known.headers_of(environ)
        letters = known.letters_of(environ, standing.tryout.seed, body, headers)
        before = known.find(letters) if letters is not None else None
        call = before.call if before is not None else _call(environ, body, headers)
        key = key_from_memory(standing, headers.secret, now)
        if key is None or any(name in _DESCRIPTIONS for name, _value in call.query):
            return None
        if not _may_come_in(call, headers, ids, is_known=before is not None):
            return None
        if before is not None:
            answered = before if holds_still(standing, before, key, now) else None
        else:
            given = answer_from_memory(standing, call, key, now)
            answered = _written(call, given.reply, house) if given is not None else None
            if given is not None and answered is not None and letters is not None and not given.is_of_the_moment:
                known.keep(letters, answered)
        if answered is None or not has_room_left(standing.tryout, now):
            return None
        happened = Happened(
            call_id=uuid.uuid4(),
            tryout=standing.tryout,
            caller=Caller(key=key),
            call=call,
            reply=answered.reply,
            at=now,
            duration_ms=1000 * (time.perf_counter() - began),
            ids=ids,
        )
        self.queue.put(standing.tenant, happened)
        return _Answer(answered, [*answered.headers, (CALL_HEADER, str(happened.call_id))])


@dataclass(frozen=True, slots=True)
class _Answer:
    """What goes out: an answered call, and all its headers."""

    answered: AnsweredCall
    headers: list[tuple[str, str]]


def _may_come_in(call: CallRequest, headers: SentHeaders, ids: Pairs, *, is_known: bool) -> bool:
    """Whether no real person's number stands in it; of a call that came in before, only its ids are new."""
    doubtful = may_hold_real_numbers(value for _name, value in ids) or (
        not is_known and (headers.may_hold_real_number or may_hold_one_outside_headers(call))
    )
    return not (doubtful and places_of_real_numbers(replace(call, headers=[*call.headers, *ids])))


def _written(call: CallRequest, reply: Reply, house: House) -> AnsweredCall:
    """The call and its answer, in the form in which that goes over HTTP."""
    line, headers = head_of(reply.status, reply.headers, reply.content_type, house)
    return AnsweredCall(
        call=call,
        reply=reply,
        line=line,
        # HEAD says what GET would send (RFC 9110 section 9.3.2).
        headers=(("Content-Length", str(len(reply.body))), *headers),
        body=b"" if call.method == "HEAD" else reply.body,
    )


def _standing(environ: dict[str, Any], public_id: str) -> Standing | None:
    domain = _domain_of(environ.get("HTTP_HOST", ""))
    tenant = tenant_of_host(domain) if domain else None
    if tenant is None:
        return None
    tenant_slug.set(tenant.slug)
    return standing_of(tenant, public_id)


@lru_cache(maxsize=500)
def _domain_of(host: str) -> str:
    """The name in the header Host; empty for what the long way refuses (``HttpRequest.get_host``)."""
    domain, _port = split_domain_port(host)
    return domain if domain and validate_host(domain, settings.ALLOWED_HOSTS) else ""


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


def _call(environ: dict[str, Any], body: bytes, headers: SentHeaders) -> CallRequest:
    """The request as the long way reads it (:func:`vlavirgem_sandbox.tryouts.serving.views.call_request`)."""
    pairs, by_name = [*headers.pairs], headers.by_name
    if length := environ.get("CONTENT_LENGTH"):
        pairs.append(("Content-Length", length))
        by_name = {**by_name, "content-length": length}
    query = environ.get("QUERY_STRING", "")
    call = CallRequest(
        method=environ["REQUEST_METHOD"].upper(),
        path=_path_behind(environ["PATH_INFO"]),
        query=parse_qsl(query, keep_blank_values=True) if query else [],
        headers=pairs,
        body=body,
    )
    return call.knowing(by_name)


@lru_cache(maxsize=500)
def _path_behind(path_info: str) -> str:
    """What follows the try-out's own address, percent-encoded, of a path as WSGI has it."""
    return "/" + "".join(escape_uri_path(get_path_info({"PATH_INFO": path_info})).split("/", 3)[3:])
