"""``/graphql``: from an HTTP request to an answer, through limits, documents, the compiled schema and masked errors."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import transaction
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLError

from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.requests import RESPONSE_JSON, GraphQLRequest
from vlavirgem_graphql.exchange.kinds.made.known import one_set_of_kinds
from vlavirgem_graphql.gateway.authentication import caller_by_key, caller_by_session, carries_key
from vlavirgem_graphql.gateway.budgets import charge
from vlavirgem_graphql.gateway.context import Caller, GatewayContext
from vlavirgem_graphql.gateway.documents import REFUSED_COST, documents
from vlavirgem_graphql.gateway.errors import formatted
from vlavirgem_graphql.gateway.kept_answers import answered_once
from vlavirgem_graphql.gateway.language import language_of, speaking
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError, answer, media_type, read_request, refusal
from vlavirgem_graphql.gateway.running import run
from vlavirgem_graphql.gateway.subscriptions.opening import asks_for_stream, is_subscription, open_stream, stream_needed
from vlavirgem_graphql.gateway.trusted_documents import with_trusted_text
from vlavirgem_graphql.schema.history.deprecation import deprecation_headers
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.requests.retried import REPLAYED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from graphql import GraphQLSchema

    from vlavirgem_tenants.requests.typing import TenantRequest


_RETRY_KEY = "HTTP_IDEMPOTENCY_KEY"


@csrf_exempt
@transaction.non_atomic_requests
def endpoint(request: TenantRequest) -> HttpResponseBase:
    """Answer one GraphQL request. The tenant's transaction is open already; the view adds no savepoint to it."""
    if not carries_key(request):
        return _answered(request, caller_by_session)
    # A program has a language of its own; the thread still has that of whoever it served before.
    with speaking(language_of(request)), one_set_of_kinds():
        return _answered(request, caller_by_key)


def _answered(request: TenantRequest, find_caller: Callable[[TenantRequest], Caller]) -> HttpResponseBase:
    if asks_for_stream(request):
        return open_stream(request, find_caller, respond)
    try:
        media = media_type(request)
    except HttpRefusalError as refused:
        return refusal(refused)
    try:
        asked = read_request(request)
        return respond(asked, find_caller(request), media, retry_key=request.META.get(_RETRY_KEY, ""))
    except HttpRefusalError as refused:
        return refusal(refused, media)


def respond(asked: GraphQLRequest, caller: Caller, media: str, *, retry_key: str = "") -> HttpResponse:
    """Read the document, take its cost from the caller's budget, execute it, and answer.

    ``retry_key`` is the Idempotency-Key as it came: a mutation under one that came before is answered and not done.
    """
    asked = with_trusted_text(asked, caller)
    try:
        document = documents().read(asked.query, may_introspect=caller.may_introspect)
        if is_subscription(document.node, asked):
            raise stream_needed()
        context = GatewayContext(caller, document, cost=documents().cost(document, asked))
    except DocumentRefusedError as refused:
        headers = charge(caller, REFUSED_COST).items()  # reading it has a price too
        return answer(_errors(refused.errors, refused.code), media, status=_failed(media), headers=headers)
    headers = (charge(caller, context.cost) | deprecation_headers(document.deprecated, caller.tenant)).items()
    executed = partial(_executed, gateway_schema().graphql, asked, context, failed=_failed(media))
    if retry_key and document.writes(asked.operation_name):
        text, status, is_repeat = answered_once(asked, caller.id, retry_key, executed)
        return answer(text, media, status=status, headers=[*headers, REPLAYED] if is_repeat else headers)
    payload, status = executed()
    return answer(payload, media, status=status, headers=headers)


def _executed(
    schema: GraphQLSchema, asked: GraphQLRequest, context: GatewayContext, *, failed: HTTPStatus
) -> tuple[dict[str, Any], HTTPStatus]:
    result = run(schema, asked, context)
    errors = result.errors or []
    if any(isinstance(error.original_error, psycopg.Error) for error in errors):
        # The transaction is lost, and with it the record of what other fields have read: so nothing was read.
        transaction.set_rollback(True)
        return {**_errors(errors, "BAD_VALUE"), "data": None}, HTTPStatus.OK
    if result.data is None and not any(error.path for error in errors):
        return _errors(errors, "INVALID_REQUEST"), failed
    payload: dict[str, Any] = _errors(errors, "BAD_VALUE") if errors else {}
    payload["data"] = result.data
    if extensions := context.extensions:
        payload["extensions"] = extensions
    return payload, HTTPStatus.OK


def _failed(media: str) -> HTTPStatus:
    """A request that failed before execution has no data: the status says so, but only in the newer media type."""
    return HTTPStatus.BAD_REQUEST if media == RESPONSE_JSON else HTTPStatus.OK


def _errors(errors: Sequence[GraphQLError], code: str) -> dict[str, Any]:
    return {"errors": [formatted(error, code=code) for error in errors]}
