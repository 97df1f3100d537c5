"""Executing a document: a query as it comes, a mutation whole or not at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from django.db import transaction
from graphql import ExecutionResult, FieldNode, GraphQLError, GraphQLSchema, execute

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.context import record_refusal
from vlavirgem_graphql.gateway.contract import GatewayExecution, delegated_shape
from vlavirgem_graphql.gateway.delegated_documents import refused_beyond
from vlavirgem_graphql.gateway.errors import code_of

if TYPE_CHECKING:
    from vlavirgem.graphql_requests.requests import GraphQLRequest
    from vlavirgem_graphql.gateway.context import GatewayContext


def run(schema: GraphQLSchema, asked: GraphQLRequest, context: GatewayContext) -> ExecutionResult:
    """Execute the operation that is asked for; what the caller's roles or key do not allow goes on record.

    A mutation with an error anywhere is undone, and answers with its errors alone: a program never has to find out
    which half of its document was done.
    """
    beyond = _beyond_delegation(schema, asked, context)
    if beyond is not None:
        result = ExecutionResult(None, [beyond])
    elif context.document.writes(asked.operation_name):
        with transaction.atomic():
            result = _execute(schema, asked, context)
            if result.errors:
                transaction.set_rollback(True)
                result = ExecutionResult(None, result.errors)
    else:
        result = _execute(schema, asked, context)
    for error in result.errors or ():
        _put_on_record(error, context)
    return result


def _beyond_delegation(schema: GraphQLSchema, asked: GraphQLRequest, context: GatewayContext) -> GraphQLError | None:
    delegated = context.caller.delegated
    if delegated is None:
        return None
    shape = delegated_shape(delegated.kind)
    return refused_beyond(shape, schema, context.document.node, asked.operation_name, context.caller)


def _put_on_record(error: GraphQLError, context: GatewayContext) -> None:
    """The answer names the event (``extensions.evidence``)."""
    refusal = error.original_error
    if isinstance(refusal, Refusal) and refusal.status == HTTPStatus.FORBIDDEN:
        field = next((node.name.value for node in error.nodes or () if isinstance(node, FieldNode)), None)
        refusal.evidence = record_refusal(context.caller, code_of(refusal), field=field)


def _execute(schema: GraphQLSchema, asked: GraphQLRequest, context: GatewayContext) -> ExecutionResult:
    return cast(
        "ExecutionResult",  # no resolver is a coroutine
        execute(
            schema,
            context.document.node,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            execution_context_class=GatewayExecution,
        ),
    )
