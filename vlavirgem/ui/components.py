"""The values that components draw: what a view hands to ``vlavirgem/components/*.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise

Words = str | Promise  # lazily translated texts too


@dataclass(frozen=True)
class Fact:
    """A pair in a list of facts; ``url`` makes the value a link."""

    label: Words
    value: object
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of something that is done in steps; ``url`` where the person may go there now."""

    title: Words
    progress: Literal["done", "current", "later"]
    url: str = ""
    note: Words = ""


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """Who did what when, and why; ``what`` follows the name. ``details`` are sentences below it."""

    at: datetime
    who: str
    what: Words
    reason: str = ""
    details: Sequence[Words] = ()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value of a facet; ``count`` is how many there are of it, None where that is not counted."""

    value: str
    label: Words
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A question by which a list is narrowed; ``name`` is its word in the address, ``chosen`` the value there now.

    ``nothing`` is said of no choice, where that is not all of them.
    """

    name: str
    label: Words
    choices: Sequence[Choice]
    chosen: str = ""
    nothing: Words = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; ``number`` aligns figures, ``state`` draws the value as a state."""

    label: Words
    _: KW_ONLY
    number: bool = False
    state: bool = False


@dataclass(frozen=True)
class Cell:
    """A value and the column that it stands in, so that a narrow screen can name it."""

    column: Column
    value: object


@dataclass(frozen=True)
class Row:
    """A row of a table; ``url`` makes the first cell a link."""

    cells: Sequence[Cell]
    url: str = ""


@dataclass
class Table:
    """Builds rows of cells; ``columns`` and ``rows`` go to ``components/table.html``."""

    columns: Sequence[Column]
    rows: list[Row] = field(default_factory=list)

    def add(self, *values: object, url: str = "") -> None:
        """Add a row; raises ValueError where it has more or fewer values than there are columns."""
        cells = [Cell(column, value) for column, value in zip(self.columns, values, strict=True)]
        self.rows.append(Row(cells, url))
