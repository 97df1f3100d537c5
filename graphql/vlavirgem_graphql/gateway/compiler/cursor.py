"""Cursors: where a row stands in its order, as an opaque text.

A cursor holds the values of the order's keys and nothing of the request, so it stays valid when the filters change, and
a row that was removed leaves no gap. What comes back from outside is read strictly: it ends up as typed parameters.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vlavirgem.database.quoting import literal
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.errors import refused

_VERSION = "1"
_SEPARATOR = "|"
# How a text in a cursor is told from what stands between the values.
_CODES = {"%": "%25", "|": "%7C"}
_CHECKS: dict[str, Callable[[str], object]] = {
    "timestamptz": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
    "bigint": int,
    "text": str,
}


@dataclass(frozen=True)
class OrderKey:
    """A column that rows are ordered by, never NULL, and its SQL type."""

    column: str
    cast: str

    def check(self, value: str) -> None:
        """Raises ValueError for a text that is no value of the type."""
        _CHECKS[self.cast](value)

    def text(self, rows: Rows) -> str:
        """SQL of the row's value in a cursor."""
        written = f"{rows.column(self.column)}::text"
        for char, code in _CODES.items() if self.cast == "text" else ():
            written = f"replace({written},{literal(char)},{literal(code)})"
        return written

    def read(self, written: str) -> str:
        """The value that stands in a cursor; raises ValueError for what is none."""
        for char, code in reversed(_CODES.items()):
            written = written.replace(code, char)
        self.check(written)
        return written


@dataclass(frozen=True)
class Order:
    """A total order over rows: all keys in one direction, the last one unique."""

    keys: tuple[OrderKey, ...]
    descending: bool = False

    def by(self, rows: Rows, *, reverse: bool = False) -> str:
        """The ORDER BY list."""
        direction = "desc" if self.descending != reverse else "asc"
        return ",".join(f"{rows.column(key.column)} {direction}" for key in self.keys)

    def beyond(self, rows: Rows, bounds: list[str], *, after: bool) -> str:
        """The condition that a row stands after (or before) the row with these values, given as SQL."""
        columns = ",".join(rows.column(key.column) for key in self.keys)
        return f"({columns}) {'<' if self.descending == after else '>'} ({','.join(bounds)})"

    def cursor_text(self, rows: Rows) -> str:
        """SQL of the text inside the row's cursor."""
        values = f"||{literal(_SEPARATOR)}||".join(key.text(rows) for key in self.keys)
        return f"{literal(_VERSION + _SEPARATOR)}||{values}"

    def read(self, cursor: str) -> list[str]:
        """The values in a cursor, each valid for its type; raises a refusal with code BAD_CURSOR."""
        try:
            version, *values = base64.b64decode(cursor, validate=True).decode().split(_SEPARATOR)
            read = [key.read(value) for key, value in zip(self.keys, values, strict=True)]
        except (binascii.Error, ValueError) as reason:
            raise bad_cursor() from reason
        if version != _VERSION:
            raise bad_cursor()
        return read


def bad_cursor() -> Exception:
    """The refusal of a text that is no cursor of this list."""
    return refused(_("The cursor is not one of this list. Take it from pageInfo or edges."), code="BAD_CURSOR")
