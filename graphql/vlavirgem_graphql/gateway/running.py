"""Executing a document: a query as it comes, a mutation whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from graphql import ExecutionResult, GraphQLSchema, execute

from vlavirgem_graphql.gateway.compiler.execution import FragmentExecutionContext

if TYPE_CHECKING:
    from vlavirgem.graphql_requests.requests import GraphQLRequest
    from vlavirgem_graphql.gateway.context import GatewayContext


def run(schema: GraphQLSchema, asked: GraphQLRequest, context: GatewayContext) -> ExecutionResult:
    """Execute the operation that is asked for.

    A mutation with an error anywhere is undone, and answers with its errors alone: a program never has to find out
    which half of its document was done.
    """
    if not context.document.writes(asked.operation_name):
        return _execute(schema, asked, context)
    with transaction.atomic():
        result = _execute(schema, asked, context)
        if result.errors:
            transaction.set_rollback(True)
            return ExecutionResult(None, result.errors)
    return result


def _execute(schema: GraphQLSchema, asked: GraphQLRequest, context: GatewayContext) -> ExecutionResult:
    return cast(
        "ExecutionResult",  # no resolver is a coroutine
        execute(
            schema,
            context.document.node,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            execution_context_class=FragmentExecutionContext,
        ),
    )
