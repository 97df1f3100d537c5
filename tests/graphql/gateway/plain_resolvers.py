"""The gateway's schema answered by ordinary graphql-core resolvers over Python objects: what the compiler must equal.

Nothing of the compiler is used: the schema is read back from its printed form, the data from the ORM, and who may read
which field is written out here again.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, print_schema

DEFAULT_PAGE, DEFAULT_NESTED = 50, 10
Granted = dict[str, set[str]]
Matches = Callable[["Row", dict[str, Any]], bool]
Orders = Callable[[str], list["Row"]]
Figures = Callable[[Sequence["Row"]], dict[str, Any]]
Requires = Callable[["World", dict[str, Any]], None]


@dataclass
class Row:
    """A row of any list: what its GraphQL fields give (a list or an object that is looked up later is a callable), what
    its cursor holds, and what arguments look at."""

    type_name: str
    key: str
    place: tuple[Any, ...]
    values: dict[str, Any]
    search: dict[str, Any] = field(default_factory=dict)
    mark: str = "1"

    def __post_init__(self) -> None:
        global_id = base64.b64encode(f"{self.type_name}:{self.key}".encode()).decode()
        self.values = {"__typename": self.type_name, "id": global_id, **self.values}

    @property
    def cursor(self) -> str:
        """Its cursor: version, and the values of its place as PostgreSQL writes them."""
        return base64.b64encode("|".join([self.mark, *map(_written, self.place)]).encode()).decode()


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
        moment = value.astimezone(UTC)
        return f"{moment.year:04}-{moment:%m-%d %H:%M:%S}{fraction}+00"
    return str(value).replace("%", "%25").replace("|", "%7C")


@dataclass
class World:
    """Everything that one tenant may read: the rows of each type in the order of its list."""

    rows: dict[str, list[Row]]
    roots: dict[str, str]  # the type of each root list
    matches: dict[str, Matches] = field(default_factory=dict)
    readable: dict[str, set[str]] = field(default_factory=dict)  # of records: whose may be read
    orders: dict[str, Orders] = field(default_factory=dict)  # the rows of a type in an order by its name
    figures: dict[str, Figures] = field(default_factory=dict)
    granted: dict[str, Granted] = field(default_factory=dict)  # of records: the fields that agreements cover
    requires: dict[str, Requires] = field(default_factory=dict)  # what raises for arguments that a list refuses

    def schema(self, of: GraphQLSchema) -> GraphQLSchema:
        """The schema with a resolver on every root field; the rest is plain dictionaries."""
        schema = build_schema(print_schema(of))
        root = schema.query_type
        assert root is not None
        for name, type_name in self.roots.items():
            root.fields[name].resolve = self._root(type_name)
            if type_name in self.figures:
                root.fields[f"{name}Aggregate"].resolve = self._root(type_name, figures=True)
        root.fields["node"].resolve = self._node
        root.fields["_entities"].resolve = self._entities
        for of_type in schema.type_map.values():
            if hasattr(of_type, "resolve_type"):
                of_type.resolve_type = lambda value, *_rest: value["__typename"]
        return schema

    def listed(self, type_name: str, **wanted: Any) -> Callable[..., dict[str, Any]]:
        """A list under a row: of what has these values among what arguments look at."""

        def resolve(_info: Any, **arguments: Any) -> dict[str, Any]:
            rows = [row for row in self.rows[type_name] if wanted.items() <= row.search.items()]
            return self._page(type_name, rows, arguments, DEFAULT_NESTED)

        return resolve

    def some(self, type_name: str, keys: Iterable[Any]) -> Callable[..., dict[str, Any]]:
        """A list under a row: of what has these keys."""
        wanted = set(map(str, keys))

        def resolve(_info: Any, **arguments: Any) -> dict[str, Any]:
            rows = [row for row in self.rows[type_name] if row.key in wanted]
            return self._page(type_name, rows, arguments, DEFAULT_NESTED)

        return resolve

    def one(self, type_name: str, key: Any) -> Callable[..., dict[str, Any] | None]:
        """An object that another points to; None where the reader sees none of that key."""

        def resolve(_info: Any) -> dict[str, Any] | None:
            return next((row.values for row in self.rows[type_name] if row.key == str(key)), None)

        return resolve

    def _root(self, type_name: str, *, figures: bool = False) -> Callable[..., Any]:
        def resolve(_root: Any, _info: Any, **arguments: Any) -> dict[str, Any]:
            self._authorise(type_name, arguments.get("provider"))
            if type_name in self.requires:
                self.requires[type_name](self, arguments)
            if figures:
                rows = [row for row in self.rows[type_name] if self.matches[type_name](row, arguments)]
                return self.figures[type_name](rows)
            return self._page(type_name, self.rows[type_name], arguments, DEFAULT_PAGE)

        return resolve

    def in_order(self, type_name: str, name: str | None) -> list[Row]:
        """The rows of a type in one of its orders."""
        return self.orders[type_name](name) if name and name != "UPDATED_AT_DESC" else self.rows[type_name]

    def _page(self, type_name: str, rows: Sequence[Row], arguments: dict[str, Any], default: int) -> dict[str, Any]:
        matches = self.matches.get(type_name)
        whole = self.in_order(type_name, arguments.get("orderBy"))
        order = {row.cursor: at for at, row in enumerate(whole)}
        for cursor in (arguments.get("after"), arguments.get("before")):
            if cursor is not None and cursor not in order:
                raise GraphQLError("", extensions={"code": "BAD_CURSOR"})
        wanted = {row.key for row in rows}
        found = [row for row in whole if row.key in wanted and (matches is None or matches(row, arguments))]
        return page(found, arguments, order, default)

    def records(self) -> list[Row]:
        """The records of all kinds."""
        return [row for name in self.readable for row in self.rows[name]]

    def named(self, global_id: str) -> tuple[str, str]:
        """The type and the key in an id; raises the refusal of a text that is none."""
        try:
            name, key = base64.b64decode(global_id, validate=True).decode().split(":")
        except ValueError:
            name = key = ""
        if name not in self.rows:
            raise GraphQLError("", extensions={"code": "BAD_ID"})
        return name, key

    def _authorise(self, type_name: str, providers: list[str] | None = None) -> None:
        readable = self.readable.get(type_name)
        if readable is not None and (not readable if providers is None else set(providers) - readable):
            raise GraphQLError("", extensions={"code": "AGREEMENT_REQUIRED"})

    def _node(self, _root: Any, _info: Any, *, id: str) -> Any:  # noqa: A002 - GraphQL's name of the argument
        name, _key = self.named(id)
        self._authorise(name)
        return next((row.values for row in self.rows[name] if row.values["id"] == id), None)

    def _entities(self, _root: Any, info: Any, *, representations: list[Any]) -> list[Any]:
        return [self._entity(info, each) for each in representations]

    def _entity(self, info: Any, asked: Any) -> Any:
        """A row, or what graphql-core puts among the errors at the place of that row."""
        given = asked.get("id") if isinstance(asked, dict) else None
        global_id = given if isinstance(given, str) else ""
        try:
            name, _key = self.named(global_id)
            return self._node(None, info, id=global_id if asked.get("__typename") == name else "")
        except GraphQLError as refusal:
            return refusal


def page(rows: Sequence[Row], arguments: dict[str, Any], order: dict[str, int], default: int) -> dict[str, Any]:
    """A Relay connection over rows that are in order; ``order`` has the place of each cursor in the whole list."""
    total = len(rows)
    first, last, after, before = (arguments.get(name) for name in ("first", "last", "after", "before"))
    if after is not None:
        rows = [row for row in rows if order[row.cursor] > order[after]]
    if before is not None:
        rows = [row for row in rows if order[row.cursor] < order[before]]
    size = first if first is not None else last if last is not None else default
    more = len(rows) > size
    backward = last is not None
    chosen = list(rows[max(len(rows) - size, 0) :] if backward else rows[:size])
    return {
        "edges": [{"cursor": row.cursor, "node": row.values} for row in chosen],
        "nodes": [row.values for row in chosen],
        "totalCount": total,
        "pageInfo": {
            "hasNextPage": before is not None if backward else more,
            "hasPreviousPage": more if backward else after is not None,
            "startCursor": chosen[0].cursor if chosen else None,
            "endCursor": chosen[-1].cursor if chosen else None,
        },
    }
