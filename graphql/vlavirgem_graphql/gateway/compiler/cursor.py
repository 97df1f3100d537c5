"""Cursors: where a row stands in its order, as an opaque text.

A cursor holds the values of the order's keys and nothing of the request, so it stays valid when the filters change, and
a row that was removed leaves no gap. What comes back from outside is read strictly: it ends up as typed parameters.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext as _

from vlavirgem.database.quoting import identifier, literal
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
    "int": int,
    "numeric": Decimal,
    "text": str,
}


@dataclass(frozen=True)
class OrderKey:
    """A column that rows are ordered by, never NULL, and its SQL type.

    ``made`` is for a value that the table has no column for: SQL of it, which a page's rows carry under ``column``.
    """

    column: str
    cast: str
    made: Callable[[Rows], str] | None = None

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
    name: str = ""
    """Of a list with several orders; empty for the usual one. Its cursors carry it."""

    def by(self, rows: Rows, *, reverse: bool = False) -> str:
        """The ORDER BY list."""
        return self._by([rows.column(key.column) for key in self.keys], reverse=reverse)

    def within(self, rows: Rows, *, reverse: bool = False) -> str:
        """The same where the rows come straight from the table."""
        return self._by(self._values(rows), reverse=reverse)

    def carried(self, rows: Rows) -> str:
        """What a select from the table yields besides the table's own columns."""
        return "".join(f",{key.made(rows)} {identifier(key.column)}" for key in self.keys if key.made)

    def beyond(self, rows: Rows, bounds: list[str], *, after: bool) -> str:
        """The condition that a row of the table stands after (or before) the row with these values, given as SQL."""
        values = ",".join(self._values(rows))
        return f"({values}) {'<' if self.descending == after else '>'} ({','.join(bounds)})"

    def bare(self) -> Order:
        """What reading a cursor needs of it: it holds on to no request."""
        return replace(self, keys=tuple(replace(key, made=None) for key in self.keys))

    def _values(self, rows: Rows) -> list[str]:
        return [key.made(rows) if key.made else rows.column(key.column) for key in self.keys]

    def _by(self, values: list[str], *, reverse: bool) -> str:
        direction = "desc" if self.descending != reverse else "asc"
        return ",".join(f"{value} {direction}" for value in values)

    def cursor_text(self, rows: Rows) -> str:
        """SQL of the text inside the row's cursor."""
        values = f"||{literal(_SEPARATOR)}||".join(key.text(rows) for key in self.keys)
        return f"{literal(self._mark + _SEPARATOR)}||{values}"

    @property
    def _mark(self) -> str:
        return f"{_VERSION}:{self.name}" if self.name else _VERSION

    def read(self, cursor: str) -> list[str]:
        """The values in a cursor, each valid for its type; raises a refusal with code BAD_CURSOR."""
        try:
            mark, *values = base64.b64decode(cursor, validate=True).decode().split(_SEPARATOR)
            if mark != self._mark and mark.partition(":")[0] == _VERSION:
                raise refused(_("The cursor belongs to another order of the list."), code="BAD_CURSOR")
            read = [key.read(value) for key, value in zip(self.keys, values, strict=True)]
        except (binascii.Error, ValueError, InvalidOperation) as reason:
            raise bad_cursor() from reason
        if mark != self._mark:
            raise bad_cursor()
        return read


def bad_cursor() -> Exception:
    """The refusal of a text that is no cursor of this list."""
    return refused(_("The cursor is not one of this list. Take it from pageInfo or edges."), code="BAD_CURSOR")
