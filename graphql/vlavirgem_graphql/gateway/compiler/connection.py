"""Relay connections: one statement gives the page, its edges, its page info and the record that it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation, CompiledField
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Parameters, Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Selections
from vlavirgem_graphql.gateway.compiler.source import PageText, RowSource
from vlavirgem_graphql.gateway.compiler.sql import Json, base64_json
from vlavirgem_graphql.gateway.errors import refused

DEFAULT_PAGE, LARGEST_PAGE = 50, 1000


@dataclass(frozen=True)
class Page:
    """A page in the statement, which the fields of a connection and of an edge are written from."""

    rows: Rows
    source: RowSource
    connection: Asked
    limit: str
    forward: bool
    bounded: bool

    @property
    def returned(self) -> str:
        """The condition that a row is on the page, and is not the one that only tells that there are more."""
        return f"{self.rows.alias}.place_<={self.limit}"

    @property
    def in_order(self) -> str:
        """The order in which rows are returned, also of a page that was read backwards."""
        return f"{self.rows.alias}.place_ {'asc' if self.forward else 'desc'}"

    def listed(self, one: Json) -> Json:
        """The JSON list with ``one`` for each row."""
        rows = f"string_agg({one.sql},',' order by {self.in_order}) filter (where {self.returned})"
        return Json.join("[", Json.of(f"coalesce({rows},'')"), "]")


class _Edges(CompiledField):
    """The page's rows with their cursors."""

    cost = 0

    def write(self, source: Page, asked: Asked) -> Json:
        return source.listed(asked.write_object(source))


class _Nodes(CompiledField):
    """The page's rows, without the edges between."""

    cost = 0

    def write(self, source: Page, asked: Asked) -> Json:
        return source.listed(_node(source, asked))


class _Node(CompiledField):
    """An edge's row."""

    cost = 0

    def write(self, source: Page, asked: Asked) -> Json:
        return _node(source, asked)


def _node(page: Page, asked: Asked) -> Json:
    return asked.write_object(page.rows)


class _Cursor(CompiledField):
    """Where an edge's row stands."""

    cost = 0

    def write(self, source: Page, asked: Asked) -> Json:
        del asked
        return base64_json(source.source.order.cursor_text(source.rows))


class _PageInfoField(CompiledField):
    """The page info, which reads from the same page."""

    cost = 0

    def write(self, source: Page, asked: Asked) -> Json:
        return asked.write_object(source)


class _TotalCount(CompiledField):
    """How many rows the whole list has. Counted only when asked for, since that reads every one of them."""

    cost = 200

    def write(self, source: Page, asked: Asked) -> Json:
        rows = source.source.rows(asked.compilation)
        return Json.of(f"{source.source.count(rows, source.connection)}::text")


class _HasMore(CompiledField):
    """Whether rows follow on one side: known exactly on the side that is read towards, by the cursor on the other."""

    cost = 0

    def __init__(self, *, forward: bool, **settings: Any) -> None:
        super().__init__(graphene.NonNull(graphene.Boolean), **settings)
        self.forward = forward

    def write(self, source: Page, asked: Asked) -> Json:
        del asked
        if source.forward != self.forward:
            return Json(("true" if source.bounded else "false",))
        return Json.of(f"(count(*)>{source.limit})::text")


class _EndCursor(CompiledField):
    """The cursor of the first or the last edge; null on an empty page."""

    cost = 0

    def __init__(self, *, last: bool, **settings: Any) -> None:
        super().__init__(graphene.String, **settings)
        self.last = last

    def write(self, source: Page, asked: Asked) -> Json:
        del asked
        cursor = base64_json(source.source.order.cursor_text(source.rows)).sql
        # The page's first row in reading order stands at place 1, its last at the highest place that is returned.
        at_end = self.last == source.forward
        place = f"least(count(*),{source.limit})" if at_end else "1"
        cursors = f"array_agg({cursor} order by {source.rows.alias}.place_) filter (where {source.returned})"
        return Json.of(f"coalesce(({cursors})[{place}],'null')")


class PageInfo(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Where a page stands in its list (Relay's cursor connections specification)."""

    has_next_page = _HasMore(forward=True, description="Whether more rows follow after this page.")
    has_previous_page = _HasMore(forward=False, description="Whether rows stand before this page.")
    start_cursor = _EndCursor(last=False, description="The first edge's cursor, for `before`.")
    end_cursor = _EndCursor(last=True, description="The last edge's cursor, for `after`.")


def connection_of(node: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """Make the connection type and the edge type of a node type."""
    name = node._meta.name
    required = partial(graphene.NonNull)
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"A {name} in its list.",
            "cursor": _Cursor(required(graphene.String), description="Where it stands in the list."),
            "node": _Node(required(node), description=f"The {name} itself."),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"A page of a list of {name}.",
            "edges": _Edges(_list_of(edge), description="The page's rows with their cursors."),
            "nodes": _Nodes(_list_of(node), description="The page's rows."),
            "page_info": _PageInfoField(required(PageInfo), description="Where the page stands in the list."),
            "total_count": _TotalCount(
                required(graphene.Int), description="How many rows the list has. Costs a count: ask it once."
            ),
        },
    )


def _list_of(of_type: Any) -> Any:
    return graphene.NonNull(graphene.List(graphene.NonNull(of_type)))


class Connection(CompiledField):
    """A list in pages, forward with ``first``/``after`` or backward with ``last``/``before``."""

    cost = 5

    def __init__(self, node: type[graphene.ObjectType], source: RowSource, **settings: Any) -> None:
        settings.setdefault("first", graphene.Int(description=f"How many, at most {LARGEST_PAGE}."))
        settings.setdefault("after", graphene.String(description="Start behind this cursor."))
        settings.setdefault("last", graphene.Int(description="How many, counted from the end."))
        settings.setdefault("before", graphene.String(description="End before this cursor."))
        super().__init__(connection_of(node), **settings)
        self.source = source

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Answer at the root: authorise, take the plan (or make it), run its one statement."""
        check_page(arguments)
        authorisation = self.source.authorise(info, arguments)
        return answer_with_plan(
            info,
            authorisation,
            find_key=partial(self.source.key, authorisation),
            compile_plan=partial(self._compile, info, authorisation),
        )

    def _compile(self, info: GraphQLResolveInfo, authorisation: Any) -> Plan:
        compilation = Compilation(Selections.of_info(info), Parameters(), authorisation)
        asked = Asked(compilation, info.parent_type, info.parent_type.fields[info.field_name], info.field_nodes)
        given = asked.arguments
        forward = given.get("last") is None
        bounded = given.get("after" if forward else "before") is not None
        limit = compilation.parameters.bind((asked.place.key, "limit"), partial(_limit, place=asked.place), "int")
        bounds = self._bounds(asked, forward=forward) if bounded else ()
        page = Page(self.source.rows(compilation), self.source, asked, limit, forward, bounded)
        inner = self.source.page(self.source.rows(compilation), asked, PageText(f"{limit}+1", bounds, forward))
        written = asked.write_object(page).sql
        evidence = self.source.evidence(f"page_ where place_<={limit}", asked)
        order = self.source.order.by(Rows("i_", compilation.aliases), reverse=not forward)
        placed = f"select i_.*,row_number() over (order by {order}) place_ from ({inner}) i_"
        return Plan(
            sql=f"with page_ as materialized ({placed})"
            f" select {written},{evidence} from page_ {page.rows.alias}{page.rows.joins} having true",
            readers=tuple(compilation.parameters.readers),
            withheld=tuple(sorted(compilation.withheld)),
        )

    def _bounds(self, asked: Asked, *, forward: bool) -> Sequence[str]:
        place, order = asked.place, self.source.order
        name = "after" if forward else "before"

        def reader(run: Run, at: int) -> str:
            return order.read(run.arguments(place)[name])[at]

        return [
            asked.compilation.parameters.bind((place.key, name, at), partial(reader, at=at), key.cast)
            for at, key in enumerate(order.keys)
        ]


def _limit(run: Run, place: ArgumentPlace) -> int:
    given = run.arguments(place)
    first, last = given.get("first"), given.get("last")
    return int(first if first is not None else last if last is not None else DEFAULT_PAGE)


def check_page(arguments: dict[str, Any]) -> None:
    """Refuse a page that cannot be read, with code BAD_PAGE."""
    first, last = arguments.get("first"), arguments.get("last")
    if (first is not None and last is not None) or (arguments.get("after") and arguments.get("before")):
        raise refused("Read forward with first and after, or backward with last and before.", code="BAD_PAGE")
    if (last is not None and arguments.get("after")) or (last is None and arguments.get("before")):
        raise refused("after belongs to first, before belongs to last.", code="BAD_PAGE")
    size = first if first is not None else last
    if size is not None and not 0 <= size <= LARGEST_PAGE:
        raise refused(f"A page holds 0 to {LARGEST_PAGE} rows; {size} were asked for.", code="BAD_PAGE")
