"""The address that programs call: ``/try/<try-out>/...`` on the tenant's own host."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from time import sleep
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.served import problem_details
from vlavirgem_sandbox.tryouts.models import DisturbanceKind, TryOut
from vlavirgem_sandbox.tryouts.serving import problems
from vlavirgem_sandbox.tryouts.serving.contract_in_use import contract_of
from vlavirgem_sandbox.tryouts.serving.day_counts import require_room
from vlavirgem_sandbox.tryouts.serving.departing import Departing
from vlavirgem_sandbox.tryouts.serving.inbox import read_inbox
from vlavirgem_sandbox.tryouts.serving.keys import key_of_call
from vlavirgem_sandbox.tryouts.serving.log import Caller, Reply
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT, begin, turn_away
from vlavirgem_sandbox.tryouts.serving.replies import Answered, Performed
from vlavirgem_sandbox.tryouts.serving.sent_headers import was_sent
from vlavirgem_tenants.requests.streaming import UnscopedStream
from vlavirgem_tenants.scope import on_its_own

CALL_HEADER: Final = "VlaVirGem-Call"
_SECONDS_TO_LEAVE: Final = 0.1
"""Before a connection breaks, so that the first half of the body is on its way: a server may send it with the rest."""
_OF_THE_PAGES: Final = frozenset({settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME})
"""Cookies of our own pages, which a browser sends along with calls from the same host."""


@csrf_exempt  # programs call with a key; a session opens nothing here
def serve(request: HttpRequest, public_id: str, rest: str = "") -> HttpResponse | StreamingHttpResponse:
    """Answer one call, whatever its method."""
    tryout = TryOut.objects.filter(public_id=public_id).first()
    if tryout is None:
        return _unknown_tryout(public_id)
    now = timezone.now()
    try:
        too_large = _declared_size(request) > BODY_SIZE_LIMIT
        call = call_request(request, with_body=not too_large)
        if too_large:
            raise problems.too_large(BODY_SIZE_LIMIT)
        key = key_of_call(tryout, request.headers)
        require_room(tryout, now)
        if (described := _description(request, tryout)) is not None:
            return described
    except problems.CallProblem as problem:
        answered = turn_away(tryout=tryout, call=call_request(request, with_body=False), problem=problem, now=now)
        return _http_answer(answered, request)
    return begun_answer(begin(tryout=tryout, call=call, caller=Caller(key=key), now=now))


def begun_answer(begun: Performed | Departing) -> HttpResponse | StreamingHttpResponse:
    """The answer to a call that was let in; one that is passed on is filled in when the transaction has ended."""
    if isinstance(begun, Departing):
        return _answer_to_come(begun)
    return http_answer(begun.reply, begun.logged.pk, without_body=begun.logged.method == "HEAD")


def _answer_to_come(departing: Departing) -> HttpResponse | StreamingHttpResponse:
    """An answer that is filled in when this request's transaction has ended."""
    without_body = departing.call.method == "HEAD"
    may_break = DisturbanceKind.DROPPED in departing.effect.kinds and not without_body
    response = UnscopedStream() if may_break else HttpResponse()

    def arrive() -> None:
        performed = departing.arrive()
        _fill(response, performed.reply, performed.logged.pk, without_body=without_body)

    on_its_own(arrive)
    return response


@csrf_exempt
def inbox(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What the service sent, for programs; who may not read it is turned away as a call is."""
    tryout = TryOut.objects.filter(public_id=public_id).first()
    if tryout is None:
        return _unknown_tryout(public_id)
    try:
        return read_inbox(request, tryout)
    except problems.CallProblem as problem:
        call = call_request(request, with_body=False)
        answered = turn_away(tryout=tryout, call=call, problem=problem, now=timezone.now())
    return _http_answer(answered, request)


def _description(request: HttpRequest, tryout: TryOut) -> HttpResponse | None:
    """The contract at ``?wsdl`` and its further files at ``?xsd=...``, where its kind has that; it is no call."""
    if request.method != "GET" or not {"wsdl", "WSDL", "xsd"} & request.GET.keys():
        return None
    base_url = request.build_absolute_uri(tryout.base_path)
    found = contract_of(tryout).compiled.description(base_url=base_url, path=request.GET.get("xsd", ""))
    return HttpResponse(found.content, content_type=found.content_type) if found is not None else None


def call_request(request: HttpRequest, *, with_body: bool) -> CallRequest:
    """The HTTP request as the engine reads it: path after the try-out's base, still percent-encoded."""
    path = request.get_full_path().partition("?")[0].split("/", 3)[3:]
    return CallRequest(
        method=request.method or "GET",
        path="/" + "".join(path),
        query=parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True),
        headers=_headers(request),
        body=request.body if with_body else b"",
    )


def _http_answer(answered: Answered, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return http_answer(answered.reply, _id_of(answered), without_body=request.method == "HEAD")


def _id_of(answered: Answered) -> UUID | None:
    return answered.logged.pk if answered.logged is not None else None


def http_answer(reply: Reply, call_id: UUID | None, *, without_body: bool) -> HttpResponse | StreamingHttpResponse:
    """The answer over HTTP, with the id of the call in the log; by the short way and the long way alike."""
    response = UnscopedStream() if reply.dropped and not without_body else HttpResponse()
    _fill(response, reply, call_id, without_body=without_body)
    return response


def _fill(
    response: HttpResponse | StreamingHttpResponse, reply: Reply, call_id: UUID | None, *, without_body: bool
) -> None:
    response.status_code = reply.status
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _until_it_breaks(reply.body) if reply.dropped else iter([reply.body])
    else:
        response.content = b"" if without_body else reply.body
    response["Content-Length"] = str(len(reply.body))  # HEAD says what GET would send (RFC 9110 section 9.3.2)
    if reply.content_type:
        response["Content-Type"] = reply.content_type
    else:
        del response["Content-Type"]
    for name, value in reply.headers:
        response[name] = value
    response["Cache-Control"] = "no-store"
    if call_id is not None:
        response[CALL_HEADER] = str(call_id)


def _until_it_breaks(body: bytes) -> Iterator[bytes]:
    """Half the body, and then the error on which a WSGI server closes the connection (granian and gunicorn do)."""
    yield body[: (len(body) + 1) // 2]
    sleep(_SECONDS_TO_LEAVE)
    raise ConnectionAbortedError("A disturbance of this try-out breaks the connection on purpose.")


def _declared_size(request: HttpRequest) -> int:
    """Content-Length; a body without one is not read by the server at all."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdigit() else 0


def _headers(request: HttpRequest) -> list[tuple[str, str]]:
    headers = [pair for pair in request.headers.items() if pair[0] != "Cookie" and was_sent(*pair)]
    cookies = "; ".join(f"{name}={value}" for name, value in request.COOKIES.items() if name not in _OF_THE_PAGES)
    return [*headers, ("Cookie", cookies)] if cookies else headers


def _unknown_tryout(public_id: str) -> HttpResponse:
    document = {
        "type": "/developers/problems/#no-such-try-out",
        "title": _("No try-out lives at this address"),
        "status": HTTPStatus.NOT_FOUND,
        "detail": _("There is no try-out “%(id)s” here. Copy the base address from the try-out's page.")
        % {"id": public_id},
    }
    written = problem_details(document)
    return HttpResponse(written.body, status=written.status, content_type=written.content_type)
