"""A page of a list in the statement: how many rows, from where, in which direction, and what stands in ``FROM``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from graphql import FieldNode, GraphQLError

from vlavirgem_graphql.gateway.compiler.cursor import Order
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.parameters import Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import shape_of
from vlavirgem_graphql.gateway.compiler.source import PageText, RowSource
from vlavirgem_graphql.gateway.compiler.sql import Json
from vlavirgem_graphql.gateway.errors import refused

LARGEST_PAGE = 1000


@dataclass(frozen=True)
class Page:
    """A page in the statement, which the fields of a connection and of an edge are written from.

    ``peeks``: whether one row more was fetched, to know whether more follow. Only then do rows carry ``place_``.
    """

    rows: Rows
    source: RowSource
    connection: Asked
    order: Order
    size: int
    inner: str
    forward: bool
    bounded: bool
    peeks: bool

    @property
    def returned(self) -> str:
        """An aggregate's clause that leaves out the row which only tells that there are more."""
        return f" filter (where {self.rows.alias}.place_<={self.size})" if self.peeks else ""

    @property
    def in_order(self) -> str:
        """The order in which rows are returned, also of a page that was read backwards."""
        return self.order.by(self.rows)

    def listed(self, one: Json) -> Json:
        """The JSON list with ``one`` for each row."""
        rows = f"string_agg({one.sql},',' order by {self.in_order}){self.returned}"
        return Json.join("[", Json.of(f"coalesce({rows},'')"), "]")

    def placed(self) -> str:
        """What stands in ``FROM``, once all that is asked of the rows is written."""
        return self.rows.placed(self._table(), self.in_order)

    def _table(self) -> str:
        """The rows that SQL ``inner`` yields, numbered in reading order where that is needed."""
        if not self.peeks:
            return f"({self.inner}) {self.rows.alias}"
        order = self.order.by(Rows("i_", iter(())), reverse=not self.forward)
        return f"(select i_.*,row_number() over (order by {order}) place_ from ({self.inner}) i_) {self.rows.alias}"


def open_page(source: RowSource, asked: Asked, size: int) -> Page:
    """The page that a connection's arguments ask for."""
    given = asked.arguments
    forward = given.get("last") is None
    bounded = given.get("after" if forward else "before") is not None
    peeks = "pageInfo" in shape_of(asked.nodes, asked.compilation.selections.fragments).names
    order = source.order_asked(asked)
    text = PageText(size + peeks, _bounds(order.bare(), asked, forward=forward) if bounded else (), forward, order)
    rows = source.rows(asked.compilation)
    inner = source.page(source.rows(asked.compilation), asked, text)
    return Page(rows, source, asked, order.bare(), size, inner, forward, bounded, peeks)


def _bounds(order: Order, asked: Asked, *, forward: bool) -> Sequence[str]:
    place = asked.place
    name = "after" if forward else "before"

    def reader(run: Run, at: int) -> str:
        with located_at(asked.nodes):
            return order.read(run.arguments(place)[name])[at]

    return [
        asked.compilation.parameters.bind((place.key, name, at), partial(reader, at=at), key.cast)
        for at, key in enumerate(order.keys)
    ]


@contextmanager
def located_at(nodes: Sequence[FieldNode]) -> Iterator[None]:
    """A refusal that leaves the block says where in the document the field stands. Its path is that of the root field,
    which is null in the answer: no row was read that a longer one could name."""
    try:
        yield
    except GraphQLError as refusal:
        raise GraphQLError(refusal.message, nodes, extensions=refusal.extensions) from refusal


def page_size(arguments: dict[str, Any], default: int) -> int:
    """How many rows are asked for; raises a refusal with code BAD_PAGE for a page that cannot be read."""
    first, last = arguments.get("first"), arguments.get("last")
    if (first is not None and last is not None) or (arguments.get("after") and arguments.get("before")):
        raise refused(_("Read forward with first and after, or backward with last and before."), code="BAD_PAGE")
    if (last is not None and arguments.get("after")) or (last is None and arguments.get("before")):
        raise refused(_("after belongs to first, before belongs to last."), code="BAD_PAGE")
    size = first if first is not None else last
    if size is None:
        return default
    if not 0 <= size <= LARGEST_PAGE:
        said = _("A page holds 0 to %(most)s rows; %(asked)s were asked for.") % {"most": LARGEST_PAGE, "asked": size}
        raise refused(said, code="BAD_PAGE")
    return int(size)
