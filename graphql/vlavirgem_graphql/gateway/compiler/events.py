"""Events: what changed behind a mark, as a list of pairs of a mark and the event's JSON, by one statement."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from functools import partial
from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _
from graphql import GraphQLObjectType, GraphQLResolveInfo, get_named_type

from vlavirgem_graphql.changes.marks import MARK_SQL
from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation, CompiledField, Written
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import where
from vlavirgem_graphql.gateway.compiler.sql import Json

MOST_AT_ONCE = 50
"""Events of one look; those that remain come with the next, at once."""
_ORDER = ("event_xact", "event_number")


class EventSource:
    """Changes of one sort, with the row that each is about. That row's columns keep their names in the statement, those
    of the change begin with ``event_``."""

    table = ""
    """SQL of the table of what the events are about, quoted."""

    @abstractmethod
    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Find out what may be read; raises an error with a code where nothing may, or no longer all that was."""

    def key(self, authorisation: Any, shape: Shape) -> Hashable:
        """What of the authorisation changes the statement's text."""
        del authorisation, shape
        return None

    @abstractmethod
    def conditions(self, asked: Asked) -> list[str]:
        """Which changes, as conditions on ``c_``."""

    def beside(self, asked: Asked) -> list[str]:
        """Which rows of the table may stand beside their change, as conditions on ``about_``."""
        del asked
        return []

    def rows(self, compilation: Compilation) -> Rows:
        """What the fields of an event are written from."""
        return Rows(next(compilation.aliases), compilation.aliases)

    def noted(self, rows: Rows) -> str:
        """As :meth:`~vlavirgem_graphql.gateway.compiler.source.RowSource.noted`."""
        del rows
        return "1"

    def evidence(self, noted: str, asked: Asked) -> str:
        """As :meth:`~vlavirgem_graphql.gateway.compiler.source.RowSource.evidence`; only where something was read."""
        del noted, asked
        return "null"

    def page(self, asked: Asked) -> str:
        """SQL of the changes behind the mark, as far as every transaction has ended that began to write before.

        That is as it was found before this look, the same as what is behind the reader when nothing is found: it may
        have gone back a little since, where a transaction of another database ended.
        """
        bind = asked.compilation.parameters.bind
        xact = bind("after xact", lambda run: run.info.context.after.xact, "bigint")
        number = bind("after number", lambda run: run.info.context.after.number, "bigint")
        reached = bind("reached", lambda run: run.info.context.reached.open_since, "bigint")
        conditions = [*self.conditions(asked), f"(c_.xact,c_.number)>({xact},{number})", f"c_.xact<{reached}"]
        columns = ",".join(
            f"c_.{name} event_{name}" for name in ("xact", "number", "at", "verb", "subject_id", "owner_id", "offer_id")
        )
        return (
            f"select {columns},about_.* from public.changes_change c_ "
            f"left join {self.table} about_ on {' and '.join(['about_.id=c_.subject_id', *self.beside(asked)])}"
            f"{where(conditions)} "
            f"order by c_.xact,c_.number limit {MOST_AT_ONCE}"
        )


def _mark(rows: Rows) -> str:
    xact, number, at = (rows.column(f"event_{name}") for name in ("xact", "number", "at"))
    return MARK_SQL.format(xact=xact, number=number, at=at)


def cursor_field() -> CompiledField:
    """Where an event stands among all: what to go on after."""
    return Written(
        graphene.NonNull(graphene.String), _mark, description=_("Where it stands among the events, for `after`.")
    )


class About(CompiledField):
    """The row that an event is about, as it is now; null where it is gone, or no longer ours to read."""

    cost = 5

    def write(self, source: Rows, asked: Asked) -> Json:
        """The row's own columns stand beside those of the event."""
        written = asked.write_object(source)
        return Json.of(f"case when {source.column('id')} is null then 'null' else {written.sql} end")


class Events(CompiledField):
    """A root field of the subscription. The context knows the mark to go on from
    (:class:`~vlavirgem_graphql.gateway.subscriptions.context.StreamContext`)."""

    cost = 20

    def __init__(self, event: type[graphene.ObjectType], source: EventSource, **settings: Any) -> None:
        settings.setdefault(
            "after",
            graphene.String(
                description=_("Go on after the event with this cursor. Without it: only what is still to come.")
            ),
        )
        super().__init__(graphene.NonNull(event), **settings)
        self.source = source

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """The next events, as JSON of ``[[cursor, event], ...]``: a stream tells them apart."""
        info.context.settle(arguments.get("after"))
        authorisation = self.source.authorise(info, arguments)
        return answer_with_plan(
            info,
            authorisation,
            find_key=partial(self.source.key, authorisation),
            compile_plan=partial(self._compile, info, authorisation),
        )

    def _compile(self, info: GraphQLResolveInfo, authorisation: Any) -> Plan:
        asked = Asked.at_root(info, authorisation)
        compilation = asked.compilation
        event = get_named_type(asked.field.type)
        if not isinstance(event, GraphQLObjectType):
            raise TypeError(f"{event} is no object type.")
        rows = self.source.rows(compilation)
        page = self.source.page(asked)
        one = f"concat('[\"',{_mark(rows)},'\",',{asked.write_object(rows).sql},']')"
        order = ",".join(rows.column(name) for name in _ORDER)
        listed = f"concat('[',string_agg({one},',' order by {order}),']')"
        table = rows.placed(f"({page}) {rows.alias}", order)
        evidence = self.source.evidence("noted_", asked)
        return Plan.of(
            compilation,
            f"select json_,case when cardinality(noted_)>0 then {evidence} end "
            f"from (select {listed} json_,array_agg({self.source.noted(rows)}) noted_ from {table}) page_",
        )
