"""``/graphql``: from an HTTP request to an answer, through limits, documents, the compiled schema and masked errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import psycopg
from django.db import transaction
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLError, execute

from vlavirgem.graphql_requests.documents import DocumentRefusedError
from vlavirgem.graphql_requests.limits import over_limits_of_request
from vlavirgem.graphql_requests.requests import RESPONSE_JSON, GraphQLRequest
from vlavirgem_graphql.gateway.authentication import caller_by_key, caller_by_session, carries_key
from vlavirgem_graphql.gateway.compiler.execution import FragmentExecutionContext
from vlavirgem_graphql.gateway.context import Caller, GatewayContext
from vlavirgem_graphql.gateway.documents import documents
from vlavirgem_graphql.gateway.errors import formatted
from vlavirgem_graphql.gateway.language import language_of
from vlavirgem_graphql.gateway.negotiation import (
    HttpRefusalError,
    answer,
    media_type,
    read_request,
    refusal,
)
from vlavirgem_graphql.gateway.pricing import GatewayPricing
from vlavirgem_graphql.gateway.subscriptions.opening import (
    asks_for_stream,
    is_subscription,
    open_stream,
    stream_needed,
)
from vlavirgem_graphql.schema.root import gateway_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from graphql import ExecutionResult

    from vlavirgem_tenants.requests.typing import TenantRequest


@csrf_exempt
@transaction.non_atomic_requests
def endpoint(request: TenantRequest) -> HttpResponseBase:
    """Answer one GraphQL request. The tenant's transaction is open already; the view adds no savepoint to it."""
    if not carries_key(request):
        return _answered(request, caller_by_session)
    # A program has a language of its own; the thread still has that of whoever it served before.
    with override(language_of(request)):
        return _answered(request, caller_by_key)


def _answered(request: TenantRequest, find_caller: Callable[[TenantRequest], Caller]) -> HttpResponseBase:
    if asks_for_stream(request):
        return open_stream(request, find_caller, respond)
    try:
        media = media_type(request)
    except HttpRefusalError as refused:
        return refusal(refused)
    try:
        return respond(read_request(request), find_caller(request), media)
    except HttpRefusalError as refused:
        return refusal(refused, media)


def respond(asked: GraphQLRequest, caller: Caller, media: str) -> HttpResponse:
    """Read the document, execute it, and answer."""
    schema = gateway_schema().graphql
    # A request that failed before execution has no data: then the status says so, but only in the newer media type.
    failed = HTTPStatus.BAD_REQUEST if media == RESPONSE_JSON else HTTPStatus.OK
    try:
        document = documents().read(asked.query, may_introspect=caller.may_introspect)
    except DocumentRefusedError as refused:
        return answer(_errors(refused.errors, refused.code), media, status=failed)
    if is_subscription(document.node, asked):
        return answer(_errors([stream_needed()], "STREAM_NEEDED"), media, status=failed)
    if over := over_limits_of_request(schema, GatewayPricing(), document.node, asked.variables, asked.operation_name):
        return answer(_errors(over, "LIMIT_EXCEEDED"), media, status=failed)
    context = GatewayContext(caller, document)
    result = cast(
        "ExecutionResult",  # no resolver is a coroutine
        execute(
            schema,
            document.node,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            execution_context_class=FragmentExecutionContext,
        ),
    )
    errors = result.errors or []
    if any(isinstance(error.original_error, psycopg.Error) for error in errors):
        # The transaction is lost, and with it the record of what other fields have read: so nothing was read.
        transaction.set_rollback(True)
        return answer({**_errors(errors, "BAD_VALUE"), "data": None}, media)
    if result.data is None and not any(error.path for error in errors):
        return answer(_errors(errors, "INVALID_REQUEST"), media, status=failed)
    payload: dict[str, Any] = _errors(errors, "BAD_VALUE") if errors else {}
    payload["data"] = result.data
    if extensions := context.extensions:
        payload["extensions"] = extensions
    return answer(payload, media)


def _errors(errors: Sequence[GraphQLError], code: str) -> dict[str, Any]:
    return {"errors": [formatted(error, code=code) for error in errors]}
