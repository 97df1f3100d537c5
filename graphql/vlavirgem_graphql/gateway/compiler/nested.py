"""Lists under a row: a connection within a connection, in the same statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene

from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.fields import Asked, NotCompilableError
from vlavirgem_graphql.gateway.compiler.page import located_at, open_page, page_size
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.gateway.compiler.sql import Json


class NestedConnection(Connection):
    """The rows of ``source`` whose column ``on`` holds what the row above has in ``of``: a page of them for each.

    Where a column does not say it, ``on`` writes the condition, from the row and the row above. With ``among`` the row
    above has a list in ``of``.

    Its cost is that of a page, once for each row of the page around it. A list that is read under an authorisation of
    its own stands at the root only: one statement reads under one.
    """

    default_page = 10

    def __init__(
        self,
        node: type[graphene.ObjectType] | str,
        source: RowSource,
        *,
        on: str | Callable[[Rows, Rows], str],
        of: str = "id",
        among: bool = False,
        **settings: Any,
    ) -> None:
        if type(source).authorise is not RowSource.authorise:
            raise NotCompilableError(f"{type(source).__name__} is read under an authorisation of its own.")
        super().__init__(node, source, required=True, **settings)
        self.on, self.of, self.among, self.reads = on, of, among, (of,)

    def write(self, source: Rows, asked: Asked) -> Json:
        """A select of one row, whose page is worked out for each row of the list around it (LATERAL by its place)."""
        with located_at(asked.nodes):
            size = page_size(asked.arguments, self.default_page)
        page = open_page(self.source.under(lambda rows: self.belongs(rows, source)), asked, size)
        written = asked.write_object(page).sql
        # One row of an aggregate, also where only a count or nothing of the rows is asked for.
        return Json.of(f"(select {written} from {page.placed()} having true)")

    def belongs(self, rows: Rows, above: Rows) -> str:
        """The condition that a row stands in the list under the row above."""
        if not isinstance(self.on, str):
            return self.on(rows, above)
        value = above.column(self.of)
        return f"{rows.column(self.on)}={f'any({value})' if self.among else value}"
