"""Relay connections: one statement gives the page, its edges, its page info and the record that it was read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any

import graphene
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy
from graphene.types.utils import get_type
from graphql import GraphQLObjectType, GraphQLResolveInfo, get_named_type

from vlavirgem_graphql.gateway.compiler.fields import Asked, CompiledField
from vlavirgem_graphql.gateway.compiler.filters import ARGUMENT
from vlavirgem_graphql.gateway.compiler.made_types import object_type
from vlavirgem_graphql.gateway.compiler.page import LARGEST_PAGE, Page, open_page, page_size
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.gateway.compiler.sql import Json, base64_json

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_NARROWING = (ARGUMENT, "search")

# A description with values in it, put into words when its language is known.
_filled: Callable[..., StrOrPromise] = lazy(lambda text, **values: str(text) % values, str)


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
    return page.source.write_row(page.rows, asked)


class _Cursor(CompiledField):
    """Where an edge's row stands."""

    cost = 0

    def write(self, source: Page, asked: Asked) -> Json:
        del asked
        return base64_json(source.order.cursor_text(source.rows))


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
        cursor = base64_json(source.order.cursor_text(source.rows)).sql
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
    """The connection type of a node type, with its edge type: made once, however many lists of it there are."""
    known: type[graphene.ObjectType] | None = vars(node).get("_connection")
    if known is None:
        known = node._connection = _connection_type(node)  # noqa: SLF001 - it is kept with the type, and goes with it
    return known


def _connection_type(node: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    name, required = node._meta.name, graphene.NonNull
    edge = object_type(
        f"{name}Edge",
        _filled(gettext_lazy("One %(type)s in its list."), type=name),
        cursor=_Cursor(required(graphene.String), description=gettext_lazy("Where it stands in the list.")),
        node=_Node(required(node), description=_filled(gettext_lazy("The %(type)s itself."), type=name)),
    )
    return object_type(
        f"{name}Connection",
        _filled(gettext_lazy("A page of a list of %(type)s."), type=name),
        edges=_Edges(_list_of(edge), description=gettext_lazy("The page's rows with their cursors.")),
        nodes=_Nodes(_list_of(node), description=gettext_lazy("The page's rows.")),
        page_info=_PageInfoField(required(PageInfo), description=gettext_lazy("Where the page stands in the list.")),
        total_count=_TotalCount(
            required(graphene.Int), description=gettext_lazy("How many rows the list has. Costs a count: ask it once.")
        ),
    )


def _list_of(of_type: Any) -> Any:
    return graphene.NonNull(graphene.List(graphene.NonNull(of_type)))


class Connection(CompiledField):
    """A list in pages, forward with ``first``/``after`` or backward with ``last``/``before``.

    ``node`` is the type of its rows, or the dotted path of it, for types that name each other.
    ``default_page`` is the size of a page for which none is given.
    """

    cost = 5
    default_page = 50

    def __init__(
        self, node: type[graphene.ObjectType] | str, source: RowSource, *, required: bool = False, **settings: Any
    ) -> None:
        settings = {**source.arguments, **settings}
        first = _filled(gettext_lazy("How many, at most %(most)s."), most=LARGEST_PAGE)
        settings.setdefault("first", graphene.Int(description=first))
        settings.setdefault("after", graphene.String(description=gettext_lazy("Start behind this cursor.")))
        settings.setdefault("last", graphene.Int(description=gettext_lazy("How many, counted from the end.")))
        settings.setdefault("before", graphene.String(description=gettext_lazy("End before this cursor.")))
        super().__init__(lambda: connection_of(get_type(node)), required=required, **settings)
        self.source = source

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Answer at the root: authorise, take the plan (or make it), run its one statement."""
        size = page_size(arguments, self.default_page)
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
        asked = Asked.at_root(info, authorisation)
        compilation = asked.compilation
        page = open_page(self.source, asked, size)
        before, written, after = asked.write_object(page).around
        noted = f"array_agg({self.source.noted(page.rows)}){page.returned}"
        # A page that is not full tells that there is nothing else, as a count does.
        whole_list = "true" if _tells_of_whole_list(asked) else f"coalesce(cardinality(noted_),0)<{max(size, 1)}"
        evidence = self.source.evidence("noted_", asked, whole_list=whole_list)
        rows = f"(select {written.sql} json_,{noted} noted_ from {page.placed()}) page_"
        return Plan.of(compilation, _in_two_rows(evidence, rows), before=before, after=after)


def _in_two_rows(evidence: str, page: str) -> str:
    """SQL of the page's JSON, and of its record, where there is one, in a second row.

    The first row is on its way before the second is worked out. A record locks the reader's chain until the COMMIT, and
    in one row with it the lock was held for as long as the client took to read a quarter of a megabyte: a reader's
    other requests waited for that.
    """
    if evidence == "null":
        return f"select json_,null from {page}"
    # It has to look at the page, else the planner may read the page once for each of the two.
    two = "generate_series(1,2+0*coalesce(cardinality(noted_),0)) row_"
    return f"select case row_ when 1 then json_ end,case row_ when 2 then {evidence} end from {page} cross join {two}"


def _tells_of_whole_list(asked: Asked) -> bool:
    """Whether something is asked for that tells about rows which are not returned: a count, a page info, or conditions
    and words, from which who sets them learns what the rows do not meet that were passed over."""
    if any(asked.arguments.get(name) is not None for name in _NARROWING):
        return True
    connection = get_named_type(asked.field.type)
    if not isinstance(connection, GraphQLObjectType):
        raise TypeError(f"{connection} is no connection.")
    selected = asked.compilation.selections.of(connection, asked.nodes)
    return any(nodes[0].name.value in {"totalCount", "pageInfo"} for nodes in selected.values())
