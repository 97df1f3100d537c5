"""What the gateway's fields cost, as their declarations say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLField

from vlavirgem.graphql_requests.limits import Size
from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.fields import CompiledField, NotCompilableError, declaration_of
from vlavirgem_graphql.gateway.compiler.filters import ARGUMENT, conditions_in
from vlavirgem_graphql.gateway.compiler.page import LARGEST_PAGE

# These look at every row that may be read: another order than that of the index, and words to search for.
_DEAR_ARGUMENTS, DEAR_COST = ("orderBy", "search"), 100


class GatewayPricing:
    """A field costs ``CompiledField.cost``; a page is asked for with ``first`` and ``last``."""

    def cost(self, field: GraphQLField) -> int:
        """See :class:`~vlavirgem.graphql_requests.limits.Pricing`; 1 for introspection."""
        declared = _declared(field)
        if declared is not None:
            return declared.cost
        return int(getattr(getattr(field.resolve, "__self__", None), "cost", 1))  # an act's, else introspection

    def arguments(self, field: GraphQLField, given: Mapping[str, Any]) -> Size:
        """The conditions that its rows have to meet, another order than the usual one, and words to search for."""
        del field
        conditions, nesting, cost = conditions_in(given.get(ARGUMENT))
        dear = sum(given.get(name) is not None for name in _DEAR_ARGUMENTS)
        return Size(conditions=conditions, nesting=nesting, cost=cost + dear * DEAR_COST)

    def rows(self, field: GraphQLField, asked: Mapping[str, int | None]) -> int:
        """See :class:`~vlavirgem.graphql_requests.limits.Pricing`."""
        declared = _declared(field)
        if declared is not None and declared.listed_by:
            return asked.get(declared.listed_by) or 1
        if not isinstance(declared, Connection):
            return 1
        sizes = [size for name in ("first", "last") if (size := asked.get(name)) is not None]
        return min(max(1, *sizes), LARGEST_PAGE) if sizes else declared.default_page

    def times(self, field: GraphQLField, *, page: int, rows: int) -> int:
        """Once for each row of the page that it lists the rows of, and for each row that it is asked for by name."""
        declared = _declared(field)
        if declared is None:
            return 1
        return rows if declared.listed_by else page if declared.per_row else 1


def _declared(field: GraphQLField) -> CompiledField | None:
    try:
        return declaration_of(field)
    except NotCompilableError:
        return None
