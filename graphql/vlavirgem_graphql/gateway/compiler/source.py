"""Where a list's rows come from, and who may read them: what each domain of the schema tells the compiler."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import graphene
from django.db import models
from graphql import GraphQLResolveInfo

from vlavirgem.database.quoting import identifier
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.sql import Json
from vlavirgem_graphql.gateway.key_scopes import KeyScope


@dataclass(frozen=True)
class PageText:
    """SQL of one page's rows: ``LIMIT`` and, behind a cursor, the bound that it starts from."""

    limit: int
    bounds: Sequence[str]
    forward: bool
    order: Order


class RowSource(ABC):
    """A table as a list: its order, its conditions, and the authorisation under which it is read."""

    order: Order
    # What a global id holds of a row.
    identity = OrderKey("id", "uuid")
    belongs: Callable[[Rows], str] | None = None
    # What a key has to be made for; without it there is nothing here for the key, and it does not see the type.
    scope: KeyScope | None = None
    # Whether its rows can be looked for by words, and the column that tells when a row last changed.
    is_searched = False
    changed_at = "updated_at"

    @property
    @abstractmethod
    def model(self) -> type[models.Model]:
        """The table."""

    @property
    def arguments(self) -> dict[str, graphene.Argument]:
        """The list's arguments besides those of paging."""
        return {}

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Find out what may be read; raises an error with a code where nothing may. A delegate reads records
        of one agreement and no other rows."""
        del arguments
        info.context.caller.require_own()
        return None

    def is_readable(self, info: GraphQLResolveInfo) -> bool:
        """Whether there may be anything here for the reader, without asking for it."""
        del info
        return True

    def holding(self, rows: Rows, asked: Asked, words: str) -> str:
        """The condition that a row holds these words; raises TypeError where its rows cannot be looked for by words."""
        del rows, asked, words
        raise TypeError(f"Nobody looks for words in {self.table}.")

    def write_row(self, rows: Rows, asked: Asked) -> Json:
        """The row as the type is written that the list is of."""
        del self
        return asked.write_object(rows)

    def key(self, authorisation: Any, shape: Shape) -> Hashable:
        """What of the authorisation changes the statement's text."""
        del authorisation, shape
        return None

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """The WHERE conditions that the arguments and the authorisation give."""
        del rows, asked
        return []

    def shown(self, rows: Rows, compilation: Compilation) -> list[str]:
        """Conditions under which a row is shown at all, wherever it is asked for: what the database lets a tenant read
        and its pages yet leave out, such as what was taken back."""
        del rows, compilation
        return []

    def under(self, belongs: Callable[[Rows], str]) -> Self:
        """The same list of those rows only that belong to a row of another: ``belongs`` is that condition."""
        narrowed = copy(self)
        narrowed.belongs = belongs
        return narrowed

    def all_conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """Everything that decides which rows the list has."""
        belongs = [self.belongs(rows)] if self.belongs is not None else []
        return [*belongs, *self.shown(rows, asked.compilation), *self.conditions(rows, asked)]

    def order_asked(self, asked: Asked) -> Order:
        """The order that the arguments ask for."""
        del asked
        return self.order

    def rows(self, compilation: Compilation) -> Rows:
        """The table under a name of its own: what the node type's fields are written from."""
        return Rows(next(compilation.aliases), compilation.aliases)

    def noted(self, rows: Rows) -> str:
        """SQL of what the evidence needs to know of each row that is read."""
        del rows
        return "null::uuid"

    def evidence(self, noted: str, asked: Asked, *, whole_list: str = "false") -> str:
        """SQL that puts the reading on record and yields its id; ``noted`` is the array of what each row noted.

        ``whole_list``: the condition under which the answer tells about rows that it does not hold, so that whatever
        may have been looked at counts.
        """
        del noted, asked, whole_list
        return "null"

    def missed(self, info: GraphQLResolveInfo, keys: Sequence[str]) -> None:
        """Put on record that rows were asked for by their keys and not found, or not readable: nobody learns which."""
        del info, keys

    def page(self, rows: Rows, asked: Asked, text: PageText) -> str:
        """SQL of a page's rows, in order, one more than are returned when there is one."""
        conditions = self.all_conditions(rows, asked)
        if text.bounds:
            conditions.append(text.order.beyond(rows, list(text.bounds), after=text.forward))
        return (
            f"select {rows.alias}.*{text.order.carried(rows)} from {self.table} {rows.alias}{where(conditions)} "
            f"order by {text.order.within(rows, reverse=not text.forward)} limit {text.limit}"
        )

    def count(self, rows: Rows, asked: Asked) -> str:
        """SQL of the number of rows in the whole list."""
        return f"(select count(*) from {self.table} {rows.alias}{where(self.all_conditions(rows, asked))})"

    @property
    def table(self) -> str:
        """The table's quoted name."""
        return identifier(self.model._meta.db_table)


def where(conditions: Sequence[str]) -> str:
    """A WHERE clause, or nothing."""
    return f" where {' and '.join(conditions)}" if conditions else ""
