"""Records as a table: a row each, a column per field and per part of a group, under the names that an import knows.

What a table cannot hold is made flat: several values stand in one cell with bars between them, and so do the members
of a group; a group within a group is left out. A text that a spreadsheet would take for a formula is kept a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from vlavirgem_graphql.datasets.mapping.targets import Target, targets_of
from vlavirgem_graphql.exchange.kinds import Kind

BETWEEN: Final = " | "
# What an Excel cell can hold.
LONGEST: Final = 32_767
# One that has apostrophes before it gets another, so that an import takes off the one that was put there.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?[\d\s.,()/]+\Z")

Body = Mapping[str, Any]


def as_csv(kind: Kind, bodies: Iterable[Body]) -> bytes:
    """The table as CSV: UTF-8 with a byte-order mark and semicolons, as spreadsheets here open it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    for row in _rows(kind, bodies):
        writer.writerow([_no_formula(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(kind: Kind, bodies: Iterable[Body]) -> bytes:
    """The table as an Excel workbook with one sheet, named after the kind."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", str(kind.plural))[:31])
    sheet.freeze_panes = "A2"
    for row in _rows(kind, bodies):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST])
            cell.data_type = "s"  # never a formula, whatever it begins with
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _rows(kind: Kind, bodies: Iterable[Body]) -> Iterator[list[str]]:
    targets = list(targets_of(kind))
    yield [kind.key_field, *(target.name for target in targets)]
    for body in bodies:
        yield [str(body[kind.key_field]), *(_cell(body, target) for target in targets)]


def _cell(body: Body, target: Target) -> str:
    if target.group is None:
        return _text(body.get(target.field.name))
    members = body.get(target.group.name) or []
    return BETWEEN.join(text for member in members if (text := _text(member.get(target.field.name))))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN.join(_text(each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _no_formula(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would work out."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text
