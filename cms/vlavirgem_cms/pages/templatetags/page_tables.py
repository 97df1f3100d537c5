"""Reads a table that an editor typed as rows of text."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

register = template.Library()


@register.simple_tag
def table_cells(rows: Iterable[str]) -> list[list[str]]:
    """Return the cells of each row, every row as wide as the heading so that columns stay under their name."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    width = len(cells[0]) if cells else 0
    return [row[:width] + [""] * (width - len(row)) for row in cells]
