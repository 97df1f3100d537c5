"""One look for events: the document executed once more, in a transaction of its own, from the mark on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction
from django.utils.translation import override

from vlavirgem_graphql.changes.marks import mark_of
from vlavirgem_graphql.gateway.budgets import charge
from vlavirgem_graphql.gateway.errors import formatted
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError, errors_of
from vlavirgem_graphql.gateway.running import run
from vlavirgem_graphql.gateway.subscriptions.context import Progress, StreamContext
from vlavirgem_tenants.scope import unit_of_work

if TYPE_CHECKING:
    from graphql import GraphQLSchema

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
    """A document with its request, and who asked it: found anew at each look, so that a revoked key ends the stream.

    ``schema`` is the one that the document was held against: kinds that are made later do not concern it.
    """

    tenant: Tenant
    language: str
    schema: GraphQLSchema
    document: PlannedDocument
    asked: GraphQLRequest
    find_caller: Callable[[], Caller]
    progress: Progress = field(default_factory=Progress)
    cost: int = 0
    """In points, of each delivery; opening the stream cost as much."""
    _owed: int = 0

    def look(self) -> list[Next]:
        """What there is behind the mark; the last is an error where the stream is over."""
        with override(self.language), unit_of_work(self.tenant):
            try:
                caller = self.find_caller()
                if self._owed:
                    charge(caller, self._owed)
            except HttpRefusalError as refused:
                return [Next(None, errors_of(refused))]
            found = self._execute(StreamContext(caller, self.document, progress=self.progress))
            # A look that finds nothing costs next to nothing. One that found something ran before anybody could know,
            # so it is paid before the next: who cannot has seen all that was read.
            self._owed = self.cost if found else 0
            return found

    def _execute(self, context: StreamContext) -> list[Next]:
        result = run(self.schema, self.asked, context)
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
        else:
            context.go_on()
        return found
