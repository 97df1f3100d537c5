"""The gateway's schema answered by ordinary graphql-core resolvers over Python objects: what the compiler must equal.

Nothing of the compiler is used: the schema is read back from its printed form, the data from the ORM, and who may read
which field is written out here again.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import GraphQLError, GraphQLSchema, build_schema, print_schema

from tests.graphql.gateway.plain_conditions import finds

DEFAULT_PAGE = 50


@dataclass
class Row:
    """A row of any list, with what its GraphQL fields give, and its place in the order."""

    type_name: str
    pk: UUID
    moment: datetime
    values: dict[str, Any]
    slug: str = ""
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def cursor(self) -> str:
        """Its cursor: version, moment as PostgreSQL writes it, and key."""
        fraction = f".{self.moment.microsecond:06d}".rstrip("0") if self.moment.microsecond else ""
        text = f"1|{self.moment:%Y-%m-%d %H:%M:%S}{fraction}+00|{self.pk}"
        return base64.b64encode(text.encode()).decode()


@dataclass
class World:
    """Everything that one tenant may read."""

    lists: dict[str, list[Row]]
    granted: dict[str, dict[str, set[str] | None]]  # by list of records and provider; None: all fields

    def schema(self, of: GraphQLSchema) -> GraphQLSchema:
        """The schema with a resolver on every root field; the rest is plain dictionaries."""
        schema = build_schema(print_schema(of))
        root = schema.query_type
        assert root is not None
        for name in self.lists:
            root.fields[name].resolve = self._list(name)
        root.fields["node"].resolve = self._node
        schema.type_map["Node"].resolve_type = lambda value, *_rest: value["__typename"]  # type: ignore[attr-defined]
        return schema

    def _list(self, name: str) -> Callable[..., Any]:
        def resolve(_root: Any, _info: Any, **arguments: Any) -> dict[str, Any]:
            asked = arguments.get("provider")
            if name in self.granted and asked is not None and set(asked) - self.granted[name].keys():
                raise GraphQLError("", extensions={"code": "AGREEMENT_REQUIRED"})
            found = [row for row in self.lists[name] if name not in self.granted or self._matches(name, row, arguments)]
            return page(sorted(found, key=lambda row: (row.moment, row.pk), reverse=True), arguments)

        return resolve

    def _matches(self, name: str, row: Row, arguments: dict[str, Any]) -> bool:
        granted = self.granted[name][row.slug]

        def look(field_name: str) -> tuple[bool, Any]:
            if field_name == "updatedAt":
                return True, row.moment.isoformat()
            return granted is None or field_name in granted, row.body.get(field_name)

        providers = arguments.get("provider")
        return (providers is None or row.slug in providers) and finds(arguments.get("where"), look)

    def _node(self, _root: Any, _info: Any, *, id: str) -> Any:  # noqa: A002 - GraphQL's name of the argument
        try:
            name, key = base64.b64decode(id, validate=True).decode().split(":")
            pk = UUID(key)
        except ValueError:
            raise GraphQLError("", extensions={"code": "BAD_ID"}) from None
        for rows in self.lists.values():
            for row in rows:
                if (row.type_name, row.pk) == (name, pk):
                    return row.values
        return None


def page(rows: Sequence[Row], arguments: dict[str, Any]) -> dict[str, Any]:
    """A Relay connection over rows that are in order."""
    total = len(rows)
    first, last, after, before = (arguments.get(name) for name in ("first", "last", "after", "before"))
    if after is not None:
        rows = [row for row in rows if (row.moment, row.pk) < _position(after)]
    if before is not None:
        rows = [row for row in rows if (row.moment, row.pk) > _position(before)]
    size = first if first is not None else last if last is not None else DEFAULT_PAGE
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


def _position(cursor: str) -> tuple[datetime, UUID]:
    _version, moment, key = base64.b64decode(cursor).decode().split("|")
    return datetime.fromisoformat(moment), UUID(key)
