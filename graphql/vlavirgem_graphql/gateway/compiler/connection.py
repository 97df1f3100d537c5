"""Relay connections: one statement gives the page, its edges, its page info and the record that it was read."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import graphene
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from graphql import GraphQLObjectType, GraphQLResolveInfo, get_named_type

from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation, CompiledField
from vlavirgem_graphql.gateway.compiler.parameters import Parameters, Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Selections, Shape, shape_of
from vlavirgem_graphql.gateway.compiler.source import PageText, RowSource
from vlavirgem_graphql.gateway.compiler.sql import Json, base64_json
from vlavirgem_graphql.gateway.errors import refused

DEFAULT_PAGE, LARGEST_PAGE = 50, 1000


@dataclass(frozen=True)
class Page:
    """A page in the statement, which the fields of a connection and of an edge are written from.

    ``peeks``: whether one row more was fetched, to know whether more follow. Only then do rows carry ``place_``.
    """

    rows: Rows
    source: RowSource
    connection: Asked
    size: int
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
        return self.source.order.by(self.rows)

    def listed(self, one: Json) -> Json:
        """The JSON list with ``one`` for each row."""
        rows = f"string_agg({one.sql},',' order by {self.in_order}){self.returned}"
        return Json.join("[", Json.of(f"coalesce({rows},'')"), "]")

    def table(self, inner: str) -> str:
        """The rows that SQL ``inner`` yields, numbered in reading order where that is needed."""
        if not self.peeks:
            return f"({inner}) {self.rows.alias}"
        order = self.source.order.by(Rows("i_", iter(())), reverse=not self.forward)
        return f"(select i_.*,row_number() over (order by {order}) place_ from ({inner}) i_) {self.rows.alias}"


class _Edges(CompiledField):
    """The page's rows with their cursors."""

    cost = 0
    per_row = True

    def write(self, source: Page, asked: Asked) -> Json:
        return source.listed(asked.write_object(source))


class _Nodes(CompiledField):
    """The page's rows, without the edges between."""

    cost = 0
    per_row = True

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
        return Json.of(f"(count(*)>{source.size})::text")


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
        place = f"least(count(*),{source.size})" if at_end else "1"
        cursors = f"array_agg({cursor} order by {source.rows.alias}.place_){source.returned}"
        return Json.of(f"coalesce(({cursors})[{place}],'null')")


class PageInfo(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Where a page stands in its list (Relay's cursor connections specification)."""

    class Meta:
        description = gettext_lazy("Where a page stands in its list (Relay's cursor connections specification).")

    has_next_page = _HasMore(forward=True, description=gettext_lazy("Whether more rows follow after this page."))
    has_previous_page = _HasMore(forward=False, description=gettext_lazy("Whether rows stand before this page."))
    start_cursor = _EndCursor(last=False, description=gettext_lazy("The first edge's cursor, for `before`."))
    end_cursor = _EndCursor(last=True, description=gettext_lazy("The last edge's cursor, for `after`."))


def connection_of(node: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """Make the connection type and the edge type of a node type."""
    name = node._meta.name
    required = partial(graphene.NonNull)
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": _("One %(type)s in its list.") % {"type": name},
            "cursor": _Cursor(required(graphene.String), description=_("Where it stands in the list.")),
            "node": _Node(required(node), description=_("The %(type)s itself.") % {"type": name}),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": _("A page of a list of %(type)s.") % {"type": name},
            "edges": _Edges(_list_of(edge), description=_("The page's rows with their cursors.")),
            "nodes": _Nodes(_list_of(node), description=_("The page's rows.")),
            "page_info": _PageInfoField(required(PageInfo), description=_("Where the page stands in the list.")),
            "total_count": _TotalCount(
                required(graphene.Int), description=_("How many rows the list has. Costs a count: ask it once.")
            ),
        },
    )


def _list_of(of_type: Any) -> Any:
    return graphene.NonNull(graphene.List(graphene.NonNull(of_type)))


class Connection(CompiledField):
    """A list in pages, forward with ``first``/``after`` or backward with ``last``/``before``."""

    cost = 5

    def __init__(self, node: type[graphene.ObjectType], source: RowSource, **settings: Any) -> None:
        settings.setdefault(
            "first", graphene.Int(description=_("How many, at most %(most)s.") % {"most": LARGEST_PAGE})
        )
        settings.setdefault("after", graphene.String(description=_("Start behind this cursor.")))
        settings.setdefault("last", graphene.Int(description=_("How many, counted from the end.")))
        settings.setdefault("before", graphene.String(description=_("End before this cursor.")))
        super().__init__(connection_of(node), **settings)
        self.source = source

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Answer at the root: authorise, take the plan (or make it), run its one statement."""
        size = page_size(arguments)
        authorisation = self.source.authorise(info, arguments)
        return answer_with_plan(
            info,
            authorisation,
            find_key=partial(self._key, size, authorisation),
            compile_plan=partial(self._compile, info, authorisation, size),
        )

    def _key(self, size: int, authorisation: Any, shape: Shape) -> Hashable:
        # The size stands in the text: PostgreSQL plans a page of 20 and one of 1,000 differently.
        return size, self.source.key(authorisation, shape)

    def _compile(self, info: GraphQLResolveInfo, authorisation: Any, size: int) -> Plan:
        compilation = Compilation(Selections.of_info(info), Parameters(), authorisation)
        asked = Asked(compilation, info.parent_type, info.parent_type.fields[info.field_name], info.field_nodes)
        given = asked.arguments
        forward = given.get("last") is None
        bounded = given.get("after" if forward else "before") is not None
        peeks = "pageInfo" in shape_of(info.field_nodes, info.fragments).names
        page = Page(self.source.rows(compilation), self.source, asked, size, forward, bounded, peeks)
        text = PageText(size + peeks, self._bounds(asked, forward=forward) if bounded else (), forward)
        inner = self.source.page(self.source.rows(compilation), asked, text)
        written = asked.write_object(page).sql
        noted = f"array_agg({self.source.noted(page.rows)}){page.returned}"
        # A page that is not full tells that there is nothing else, as a count does.
        whole_list = "true" if _tells_of_whole_list(asked) else f"coalesce(cardinality(noted_),0)<{max(size, 1)}"
        evidence = self.source.evidence("noted_", asked, whole_list=whole_list)
        return Plan(
            sql=f"select json_,{evidence} from (select {written} json_,{noted} noted_ "
            f"from {page.rows.placed(page.table(inner), page.in_order)}) page_",
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


def _tells_of_whole_list(asked: Asked) -> bool:
    """Whether a count or a page info is asked for: these tell about rows that are not returned."""
    connection = get_named_type(asked.field.type)
    if not isinstance(connection, GraphQLObjectType):
        raise TypeError(f"{connection} is no connection.")
    selected = asked.compilation.selections.of(connection, asked.nodes)
    return any(nodes[0].name.value in {"totalCount", "pageInfo"} for nodes in selected.values())


def page_size(arguments: dict[str, Any]) -> int:
    """How many rows are asked for; raises a refusal with code BAD_PAGE for a page that cannot be read."""
    first, last = arguments.get("first"), arguments.get("last")
    if (first is not None and last is not None) or (arguments.get("after") and arguments.get("before")):
        raise refused(_("Read forward with first and after, or backward with last and before."), code="BAD_PAGE")
    if (last is not None and arguments.get("after")) or (last is None and arguments.get("before")):
        raise refused(_("after belongs to first, before belongs to last."), code="BAD_PAGE")
    size = first if first is not None else last
    if size is None:
        return DEFAULT_PAGE
    if not 0 <= size <= LARGEST_PAGE:
        said = _("A page holds 0 to %(most)s rows; %(asked)s were asked for.") % {"most": LARGEST_PAGE, "asked": size}
        raise refused(said, code="BAD_PAGE")
    return int(size)
