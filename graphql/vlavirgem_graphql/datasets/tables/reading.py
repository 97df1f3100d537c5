"""A table within limits: its columns, and its rows as texts; or a refusal that says what is wrong with the file.

A workbook is a zip of XML from outside: it is looked at before it is opened (sizes, number of parts, no DTD), formulas
are not worked out and links are not followed.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from vlavirgem.refusal import Refusal

MAX_BYTES: Final = 16_000_000
MAX_UNPACKED: Final = 60_000_000
MAX_RATIO: Final = 200
MAX_PARTS: Final = 2_000
# Elements cost far more than their bytes: a cell with its value has four tags; styles and the like have few.
MAX_SHEET_TAGS: Final = 1_800_000
MAX_OTHER_TAGS: Final = 200_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
MAX_CELLS: Final = 400_000
# A sheet may leave out most of a row; what it leaves out costs time as well.
MAX_PLACES: Final = 2_000_000
# Signs between columns in one line: a text in quotes can hold some, a real row no more than that.
MAX_SIGNS: Final = 5_000
MAX_CELL: Final = 100_000
_ZIP: Final = b"PK\x03\x04"
# What a zip, and what a reader of a workbook raise for a file that is not what it should be.
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)
_UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, ValueError, TypeError, SyntaxError)
# The apostrophe that an export writes before what a spreadsheet would work out.
_KEPT_A_TEXT: Final = re.compile(r"''*[=+\-@\t\r]")
_DELIMITERS: Final = ";,\t|"
# Some exports have a first row of their own above the real names.
_NO_NAME: Final = re.compile(r"(Column|Kolom|Colonne)\s?\d+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the rows: a text per column, without those that are empty.

    A row without anything stands for one about a real person, of which nothing was kept.
    """

    columns: list[str]
    rows: list[dict[str, str]]


def read_table(source: bytes, *, sheet: str = "") -> Table:
    """Read CSV, or a workbook (``sheet``: which one; empty: the first). The first row holds the names of the columns.

    Raises :class:`Refusal` (400) for what is no table, and (413) for one above the limits.
    """
    if len(source) > MAX_BYTES:
        raise _too_large(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1_000_000})
    lines = _workbook(source, sheet) if source.startswith(_ZIP) else _csv(source)
    return _table(_bounded(lines))


def _table(lines: Iterator[list[str]]) -> Table:
    names = next(lines, [])
    if names and all(_NO_NAME.match(name) for name in names if name):
        names = next(lines, [])
    columns = _different(names)
    if not any(name for name in names):
        raise _no_table(_("its first row holds no names of columns."))
    rows = []
    for line in lines:
        row = {name: cell for name, cell in zip(columns, line, strict=False) if cell}
        if row:
            rows.append(row)
    return Table([name for name, given in zip(columns, names, strict=True) if given], rows)


def _different(names: list[str]) -> list[str]:
    """The names, of which a second one that is the same has a number after it."""
    met: dict[str, int] = {}
    different = []
    for name in names:
        met[name] = met.get(name, 0) + 1
        different.append(name if met[name] == 1 else f"{name} ({met[name]})")
    return different


def _bounded(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    filled = 0
    for number, line in enumerate(lines):
        if number > MAX_ROWS:
            raise _too_large(_("The table has more than %(limit)s rows.") % {"limit": MAX_ROWS})
        cells = [cell.strip() for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise _too_large(_("The table has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
        if any(len(cell) > MAX_CELL for cell in cells):
            place = _("row %(number)s") % {"number": number + 1}
            raise _too_large(_("A cell holds more than %(limit)s characters.") % {"limit": MAX_CELL}, place)
        filled += len(cells) - cells.count("")
        if filled > MAX_CELLS:
            raise _too_large(_("The table has more than %(limit)s cells.") % {"limit": MAX_CELLS})
        if cells:
            yield cells


def _csv(source: bytes) -> Iterator[list[str]]:
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = source.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise _no_table(_("it is neither CSV nor an Excel workbook (.xlsx)."))
    head = text[:20_000].splitlines()[:5]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in head))
    if any(line.count(delimiter) > MAX_SIGNS for line in io.StringIO(text)):
        raise _too_large(_("The table has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [cell[1:] if _KEPT_A_TEXT.match(cell) else cell for cell in line]
    except csv.Error as error:
        raise _no_table(
            _("a row does not follow the rules of CSV (the reader's own words: %(fault)s).") % {"fault": error}
        ) from error


def _workbook(source: bytes, sheet: str) -> Iterator[list[str]]:
    _look_at_zip(source)
    try:
        workbook = load_workbook(io.BytesIO(source), read_only=True, data_only=True, keep_links=False)
    except (*_BROKEN, *_UNREADABLE, InvalidFileException) as error:
        raise _no_table(_("it is no Excel workbook (.xlsx) that can be opened.")) from error
    if not workbook.sheetnames:
        raise _no_table(_("it is no Excel workbook (.xlsx) that can be opened."))
    if sheet and sheet not in workbook.sheetnames:
        raise _no_table(
            _("it has no sheet “%(sheet)s”, but these: %(sheets)s.")
            % {"sheet": sheet, "sheets": ", ".join(workbook.sheetnames)[:200]}
        )
    chosen = workbook[sheet or workbook.sheetnames[0]]
    places = 0
    try:
        chosen.reset_dimensions()  # what a file says of its own size may be anything
        for line in chosen.iter_rows(values_only=True):
            places += len(line) + 1
            if places > MAX_PLACES:
                raise _too_large(_("The table has more than %(limit)s cells.") % {"limit": MAX_CELLS})
            yield [_cell(value) for value in line]
    except (*_BROKEN, *_UNREADABLE) as error:
        raise _no_table(_("a sheet in it cannot be read.")) from error
    finally:
        workbook.close()


def _look_at_zip(source: bytes) -> None:
    """Refuse a workbook that would grow too large, or that holds a DTD: an entity in it can grow without end."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(source):
                raise _too_large(_("Unpacked, this workbook is too large."))
            sheets = others = 0
            for part in parts:
                tags = _tags_in(packed, part)
                if part.filename.startswith(("xl/worksheets/", "xl/sharedStrings")):
                    sheets += tags
                else:
                    others += tags
                if sheets > MAX_SHEET_TAGS or others > MAX_OTHER_TAGS:
                    raise _too_large(_("Unpacked, this workbook is too large."))
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:
        raise _no_table(_("it is no Excel workbook (.xlsx) that can be opened.")) from error


def _tags_in(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags there are in a part; raises Refusal for one of XML with declarations. Reading it to its end holds
    its checksum too."""
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    tags, before = 0, b""
    with packed.open(part) as opened:
        while piece := opened.read(65_536):
            tags += piece.count(b"<")
            seen = before + piece
            if is_xml and (b"\x00" in seen or b"<!DOCTYPE" in seen or b"<!ENTITY" in seen):
                raise _no_table(_("a part of it holds declarations that no workbook needs."))
            before = piece[-8:]
    return tags


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _no_table(detail: str) -> Refusal:
    return Refusal(
        _("This file is no table that can be read: %(detail)s") % {"detail": detail},
        remedy=_("Save it as CSV (UTF-8) or as an Excel workbook (.xlsx) and import that file. Nothing was stored."),
        code="not-a-table",
        status=HTTPStatus.BAD_REQUEST,
        place="file",
    )


def _too_large(message: str, place: str = "file") -> Refusal:
    return Refusal(
        message,
        remedy=_("Split the table over several files. Nothing was stored."),
        code="file-too-large",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        place=place,
    )
