"""Which rows of a list a request asks for, and Relay's connections, whose cursors say where each row stands.

Source of the algorithm: the GraphQL Cursor Connections Specification, section "Pagination algorithm". A cursor that is
none of ours (an author's example) stands before the first row.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from graphql import GraphQLField, GraphQLObjectType, get_named_type

from vlavirgem_sandbox.contracts.sdl.requests import LARGEST_PAGE, PAGE_SIZES
from vlavirgem_sandbox.contracts.sdl.things import Thing

_OFFSETS: Final = ("offset", "skip", "start", "vanaf")
_AFTER, _BEFORE = "after", "before"
PAGING: Final = frozenset({*PAGE_SIZES, *_OFFSETS, _AFTER, _BEFORE})
"""Arguments that say which part of a list is asked for, and nothing of what is in it."""
_PREFIX: Final = "rij:"
_CURSOR: Final = re.compile(rf"{_PREFIX}(?P<at>[0-9]{{1,9}})")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A part of a list."""

    rows: list[Any]
    start: int
    """How many rows stand before it."""
    total: int


def page_of(rows: Sequence[Any], arguments: Mapping[str, Any]) -> Page:
    """The part of a list that is asked for."""
    offset = next((arguments[name] for name in _OFFSETS if isinstance(arguments.get(name), int)), 0)
    low, high = max(0, offset, _position(arguments.get(_AFTER)) + 1), len(rows)
    if _position(arguments.get(_BEFORE)) >= 0:
        high = min(high, _position(arguments[_BEFORE]))
    sizes = [arguments[name] for name in PAGE_SIZES if name != "last" and isinstance(arguments.get(name), int)]
    low = min(low, high)
    high = min([high, *(low + max(0, size) for size in sizes)])
    last = arguments.get("last")
    if isinstance(last, int):
        low = max(low, high - max(0, last))
    return Page(rows=list(rows[low : min(high, low + LARGEST_PAGE)]), start=low, total=len(rows))


def connection(of_field: GraphQLField, source: str, page: Page) -> Thing:
    """The rows as a connection holds them, with how many there are and whether more stand before or after them."""
    of_type = cast("GraphQLObjectType", get_named_type(of_field.type))
    known: dict[str, Any] = {"nodes": page.rows}
    edges = of_type.fields.get("edges")
    if edges is not None:
        edge = cast("GraphQLObjectType", get_named_type(edges.type))
        known["edges"] = [
            Thing(edge, f"{source}|{at}", {"node": each, "cursor": _cursor(at)})
            for at, each in enumerate(page.rows, page.start)
        ]
    for name, each in of_type.fields.items():
        named = get_named_type(each.type)
        if named.name == "Int" and name.lower().startswith(("total", "totaal", "count", "aantal")):
            known[name] = page.total
        elif name == "pageInfo" and isinstance(named, GraphQLObjectType):
            known[name] = Thing(named, f"{source}|{name}", _page_info(page))
    return Thing(of_type, source, known)


def _page_info(page: Page) -> dict[str, Any]:
    end = page.start + len(page.rows)
    return {
        "hasPreviousPage": page.start > 0,
        "hasNextPage": end < page.total,
        "startCursor": _cursor(page.start) if page.rows else None,
        "endCursor": _cursor(end - 1) if page.rows else None,
    }


def _cursor(at: int) -> str:
    return base64.b64encode(f"{_PREFIX}{at}".encode()).decode()


def _position(cursor: object) -> int:
    """Where the row of a cursor stands; -1 for none, or one that is not ours."""
    try:
        told = base64.b64decode(str(cursor), validate=True).decode() if cursor else ""
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return -1
    found = _CURSOR.fullmatch(told)
    return int(found["at"]) if found is not None else -1
