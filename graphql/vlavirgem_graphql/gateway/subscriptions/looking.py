"""One look for events: the document executed once more, in a transaction of its own, from the mark on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import orjson
from django.db import transaction
from django.utils.translation import override
from graphql import execute

from vlavirgem_graphql.changes.marks import mark_of
from vlavirgem_graphql.gateway.compiler.execution import FragmentExecutionContext
from vlavirgem_graphql.gateway.errors import formatted
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError, errors_of
from vlavirgem_graphql.gateway.subscriptions.context import Progress, StreamContext
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.scope import unit_of_work

if TYPE_CHECKING:
    from graphql import ExecutionResult

    from vlavirgem.graphql_requests.requests import GraphQLRequest
    from vlavirgem_graphql.gateway.compiler.plan import PlannedDocument
    from vlavirgem_graphql.gateway.context import Caller
    from vlavirgem_tenants.directory.models import Tenant


@dataclass(frozen=True)
class Next:
    """One message of the stream: its mark (None for an error) and its payload."""

    mark: str | None
    payload: dict[str, Any]


@dataclass
class Subscription:
    """A document with its request, and who asked it: found anew at each look, so that a revoked key ends the stream."""

    tenant: Tenant
    language: str
    document: PlannedDocument
    asked: GraphQLRequest
    find_caller: Callable[[], Caller]
    progress: Progress = field(default_factory=Progress)

    def look(self) -> list[Next]:
        """What there is behind the mark; the last is an error where the stream is over."""
        with override(self.language), unit_of_work(self.tenant):
            try:
                context = StreamContext(self.find_caller(), self.document, progress=self.progress)
            except HttpRefusalError as refused:
                return [Next(None, errors_of(refused))]
            return self._execute(context)

    def _execute(self, context: StreamContext) -> list[Next]:
        result = cast(
            "ExecutionResult",  # no resolver is a coroutine
            execute(
                gateway_schema().graphql,
                self.document.node,
                context_value=context,
                variable_values=self.asked.variables,
                operation_name=self.asked.operation_name,
                execution_context_class=FragmentExecutionContext,
            ),
        )
        if result.errors:
            if any(error.original_error is not None for error in result.errors):
                transaction.set_rollback(True)
            return [Next(None, {"errors": [formatted(error, code="INVALID_REQUEST") for error in result.errors]})]
        found: list[Next] = []
        for key, fragment in (result.data or {}).items():
            for mark, event in orjson.loads(orjson.dumps(fragment)):
                payload: dict[str, Any] = {"data": {key: event}}
                found.append(Next(mark, {**payload, "extensions": said} if (said := context.extensions) else payload))
        if found and found[-1].mark is not None:
            self.progress.after = mark_of(found[-1].mark)
        return found
