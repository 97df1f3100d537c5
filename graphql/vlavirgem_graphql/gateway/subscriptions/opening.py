"""Opening a stream: the request that asks for one, and what is answered before the first event."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from graphql import (
    DocumentNode,
    FieldNode,
    NullValueNode,
    OperationType,
    ValueNode,
    VariableNode,
    get_operation_ast,
)

from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.limits import LARGEST_BODY
from vlavirgem.graphql_requests.requests import PLAIN_JSON, GraphQLRequest, NoRequestError, request_in
from vlavirgem_graphql.gateway.authentication import carries_key, visitor_now
from vlavirgem_graphql.gateway.budgets import charge
from vlavirgem_graphql.gateway.documents import REFUSED_COST, documents
from vlavirgem_graphql.gateway.errors import formatted, refused
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError, bad_request, read_request, refusal
from vlavirgem_graphql.gateway.subscriptions.context import Progress
from vlavirgem_graphql.gateway.subscriptions.looking import Next, Subscription
from vlavirgem_graphql.gateway.subscriptions.places import STREAM_PLACES
from vlavirgem_graphql.gateway.subscriptions.stream import COMPLETE, STREAM, SubscriptionBody, stream_of, written
from vlavirgem_graphql.gateway.trusted_documents import with_trusted_text
from vlavirgem_graphql.schema.history.deprecation import deprecation_headers
from vlavirgem_graphql.schema.root import gateway_schema

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from vlavirgem_graphql.gateway.compiler.plan import PlannedDocument
    from vlavirgem_graphql.gateway.context import Caller
    from vlavirgem_tenants.requests.typing import TenantRequest


FindCaller = Callable[["TenantRequest"], "Caller"]
Respond = Callable[[GraphQLRequest, "Caller", str], "HttpResponse"]


def asks_for_stream(request: TenantRequest) -> bool:
    """Whether the client takes server-sent events."""
    return STREAM in request.META.get("HTTP_ACCEPT", "")


def is_subscription(document: DocumentNode, asked: GraphQLRequest) -> bool:
    """Whether the request runs a subscription."""
    operation = get_operation_ast(document, asked.operation_name)
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


def stream_needed() -> DocumentRefusedError:
    """The refusal of a subscription whose client takes no stream."""
    said = _("A subscription is answered as a stream: send Accept: text/event-stream.")
    return DocumentRefusedError([refused(said, code="STREAM_NEEDED")], "STREAM_NEEDED")


def open_stream(request: TenantRequest, find_caller: FindCaller, respond: Respond) -> HttpResponseBase:
    """Answer a client that takes server-sent events; ``respond`` answers an operation that is no subscription."""
    try:
        asked = _read_by_get(request) if request.method == "GET" else read_request(request)
        return _opened(request, asked, find_caller, respond)
    except HttpRefusalError as why:
        return refusal(why)


def _opened(
    request: TenantRequest, asked: GraphQLRequest, find_caller: FindCaller, respond: Respond
) -> HttpResponseBase:
    caller = find_caller(request)
    asked = with_trusted_text(asked, caller)
    try:
        document = documents().read(asked.query, may_introspect=caller.may_introspect)
        if is_subscription(document.node, asked):
            return _streaming(request, asked, document, caller, find_caller)
    except DocumentRefusedError as why:
        # Within the stream, as the protocol wants it: a browser's EventSource shows nothing of another status.
        payload = {"errors": [formatted(error, code=why.code) for error in why.errors]}
        pieces = [written(Next(None, payload)), COMPLETE]
        return stream_of(pieces, headers=charge(caller, REFUSED_COST))
    if request.method == "GET":
        raise HttpRefusalError(
            HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", _("Send a POST request."), {"Allow": "POST"}
        )
    answered = b"event: next\ndata: " + respond(asked, caller, PLAIN_JSON).content + b"\n\n"
    return stream_of([answered, COMPLETE])


def _streaming(
    request: TenantRequest, asked: GraphQLRequest, document: PlannedDocument, caller: Caller, find_caller: FindCaller
) -> HttpResponseBase:
    cost = documents().cost(document, asked)
    last_seen = request.headers.get("Last-Event-ID", "")
    progress = Progress(last_seen=last_seen)
    if not last_seen and not _may_name_cursor(document.node, asked):
        progress.after = progress.opened.mark
    # Before anything is locked, since it may have to wait for a moment.
    place = STREAM_PLACES.take(request.tenant.pk, str(caller.id), asked, resumes=bool(last_seen))
    try:
        headers = charge(caller, cost) | deprecation_headers(document.deprecated, caller.tenant)
    except HttpRefusalError:
        STREAM_PLACES.give_back(place)
        raise
    subscription = Subscription(
        tenant=request.tenant,
        language=get_language() or "en",
        schema=gateway_schema().graphql,
        document=document,
        asked=asked,
        find_caller=partial(_found_again, request, find_caller),
        progress=progress,
        cost=cost,
    )
    return stream_of(SubscriptionBody(subscription, place), headers=headers)


def _may_name_cursor(document: DocumentNode, asked: GraphQLRequest) -> bool:
    """Whether the document itself may say where to begin. Who sends it again, says so again."""
    operation = get_operation_ast(document, asked.operation_name)
    if operation is None or any(given.default_value is not None for given in operation.variable_definitions or ()):
        return True
    fields = operation.selection_set.selections
    return not all(
        isinstance(field, FieldNode) and all(_is_null(argument.value, asked) for argument in field.arguments or ())
        for field in fields
    )


def _is_null(value: ValueNode, asked: GraphQLRequest) -> bool:
    if isinstance(value, VariableNode):
        return (asked.variables or {}).get(value.name.value) is None
    return isinstance(value, NullValueNode)


def _found_again(request: TenantRequest, find_caller: FindCaller) -> Caller:
    if not carries_key(request):
        request.visitor = visitor_now(request)
    return find_caller(request)


def _read_by_get(request: TenantRequest) -> GraphQLRequest:
    """A request in the address, as an EventSource sends it. Only with a key: no link and no page elsewhere has one."""
    if not carries_key(request):
        raise HttpRefusalError(
            HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", _("Send a POST request."), {"Allow": "POST"}
        )
    if len(request.META.get("QUERY_STRING", "")) > LARGEST_BODY:
        raise HttpRefusalError(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "BODY_TOO_LARGE",
            _("The body may have %(most)s bytes at most.") % {"most": LARGEST_BODY},
        )
    body: dict[str, Any] = {name: request.GET.get(name) for name in ("query", "operationName")}
    try:
        for name in ("variables", "extensions"):
            body[name] = orjson.loads(text) if (text := request.GET.get(name)) else None
        return request_in(body)
    except orjson.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise bad_request(_("The body is not JSON: look at line %(line)s, column %(column)s.") % place) from error
    except NoRequestError as error:
        raise bad_request(str(error)) from error
