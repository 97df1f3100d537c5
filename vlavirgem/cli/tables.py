"""Tables of which everything can be copied: nothing is cut, and an id or a short name stands on one line."""

from __future__ import annotations

from rich.measure import measure_renderables
from rich.table import Column, Table

from vlavirgem.cli.ground import out

_ANY_WIDTH = 100_000


def whole(header: str) -> Column:
    """A column of ids, short names or addresses: each on one line, however narrow the terminal is."""
    return Column(header, no_wrap=True)


def print_table(table: Table, *, markup: bool | None = None) -> None:
    """Print a table. A terminal folds long texts to its width; in a pipe or a file each row is a line, however long."""
    options = out.options.update(width=_ANY_WIDTH)
    for column in table.columns:
        column.overflow = "fold"
        if column.no_wrap:
            column.min_width = measure_renderables(out, options, [column.header, *column.cells]).maximum
    if not out.is_terminal:
        table.width = out.measure(table, options=options).maximum
    out.print(table, crop=False, markup=markup)
