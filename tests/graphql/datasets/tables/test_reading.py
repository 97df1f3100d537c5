"""A table is read from CSV and from a workbook, within limits; one that means harm is refused before it is opened."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import Workbook

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.tables import reading
from vlavirgem_graphql.datasets.tables.reading import read_table

# As a workbook has them: without a time zone.
NEW_YEARS_EVE, NEW_YEARS_DAY = datetime.fromisoformat("2026-12-31"), datetime.fromisoformat("2026-01-01T08:00")


def workbook(*rows: list[object], sheet: str = "Blad1") -> bytes:
    made = Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def refused(source: bytes, sheet: str = "") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_table(source, sheet=sheet)
    return caught.value


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_sign_between_columns_is_found(sign: str) -> None:
    table = read_table(f"nis{sign}naam\n41002{sign}Aalst\n".encode())

    assert table.columns == ["nis", "naam"]
    assert table.rows == [{"nis": "41002", "naam": "Aalst"}]


def test_empty_cells_and_rows_are_left_out_and_columns_of_one_name_are_told_apart() -> None:
    table = read_table(b"naam;naam;;x\nAalst;;;1\n;;;\n")

    assert table.columns == ["naam", "naam (2)", "x"]
    assert table.rows == [{"naam": "Aalst", "x": "1"}]


def test_a_row_of_names_that_a_program_made_up_is_passed_over() -> None:
    assert read_table(b"Column1;Column2\nnis;naam\n1;Aalst\n").columns == ["nis", "naam"]


def test_a_file_of_an_older_windows_is_read() -> None:
    assert read_table("naam\nBr\u00fbly\n".encode("cp1252")).rows == [{"naam": "Br\u00fbly"}]


def test_a_workbook_gives_its_cells_as_people_see_them() -> None:
    source = workbook(["nis", "sinds", "eigen"], [41002, NEW_YEARS_EVE, True], [1.5, NEW_YEARS_DAY, None])

    table = read_table(source)

    assert table.rows == [
        {"nis": "41002", "sinds": "2026-12-31", "eigen": "true"},
        {"nis": "1.5", "sinds": "2026-01-01T08:00:00"},
    ]


def test_a_sheet_is_chosen_by_name_and_another_is_refused_with_those_that_are_there() -> None:
    source = workbook(["naam"], ["Aalst"], sheet="Gemeenten")

    assert read_table(source, sheet="Gemeenten").rows == [{"naam": "Aalst"}]
    assert "Gemeenten" in refused(source, sheet="Steden").message


@pytest.mark.parametrize(
    "source",
    [b"", b"\n\n", b"PK\x03\x04nonsense", b"\x00\x01\x02", b'a;b\n"open'],
    ids=["nothing", "no names", "no zip", "binary", "quote"],
)
def test_what_is_no_table_is_refused(source: bytes) -> None:
    assert refused(source).code == "not-a-table"


@pytest.mark.parametrize(
    ("limit", "value", "source"),
    [
        ("MAX_ROWS", 2, b"a\n1\n2\n3\n"),
        ("MAX_COLUMNS", 2, b"a;b;c\n"),
        ("MAX_CELL", 3, b"a\nlong\n"),
        ("MAX_BYTES", 3, b"a\n1\n"),
    ],
)
def test_a_table_above_a_limit_is_refused(
    limit: str, value: int, source: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_table(source).columns

    monkeypatch.setattr(reading, limit, value)

    assert refused(source).code == "file-too-large"


def with_part(source: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one more part, packed as small as it goes."""
    file = io.BytesIO(source)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()


def test_a_workbook_that_grows_without_end_is_not_unpacked() -> None:
    source = workbook(["naam"], ["Aalst"])

    assert refused(with_part(source, "xl/bom.xml", b" " * 20_000_000)).code == "file-too-large"
    assert read_table(with_part(source, "xl/note.txt", b"x")).rows


@pytest.mark.parametrize(
    "content", [b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")]
)
def test_a_workbook_with_declarations_is_refused(content: bytes) -> None:
    source = workbook(["naam"], ["Aalst"])

    assert refused(with_part(source, "xl/extra.xml", content)).code == "not-a-table"
    assert read_table(with_part(source, "xl/extra.xml", b"<!-- well --><a/>")).rows


def test_a_formula_is_not_worked_out() -> None:
    assert read_table(workbook(["naam"], ["=1+1"], ["Aalst"])).rows == [{"naam": "Aalst"}]


def rewritten(source: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts otherwise; noise keeps it from being packed too well."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, change(content) if part == name else content)
        after.writestr("noise.bin", random.Random(1).randbytes(300_000), zipfile.ZIP_STORED)  # noqa: S311
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (SHEET, lambda _: b"<worksheet><sheetData><row>" + b"<c/>" * 2_000_000 + b"</row></sheetData></worksheet>"),
        ("xl/styles.xml", lambda _: b"<styleSheet><cellXfs>" + b"<xf/>" * 300_000 + b"</cellXfs></styleSheet>"),
    ],
    ids=["cells", "styles"],
)
def test_a_workbook_of_more_elements_than_a_table_has_is_refused_before_it_is_opened(
    name: str, change: Callable[[bytes], bytes]
) -> None:
    assert refused(rewritten(workbook(["naam"], ["Vos"]), name, change)).code == "file-too-large"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (
            "xl/workbook.xml",
            lambda content: content.replace(b"<sheets>", b"<sheets><!--").replace(b"</sheets>", b"--></sheets>"),
        ),
        (SHEET, lambda content: content[:-30]),
        (SHEET, lambda content: b"<!--" + b" " * 5_000 + b"--><!DOCTYPE x [<!ENTITY y 'z'>]>" + content),
        ("xl/styles.xml", lambda content: content.replace(b'xfId="0"', b'xfId="99"')),
    ],
    ids=["no sheets", "cut off", "declarations far in", "a style that is not there"],
)
def test_a_workbook_that_is_broken_inside_is_refused(name: str, change: Callable[[bytes], bytes]) -> None:
    source = workbook(["naam"], ["Vos"])
    assert refused(rewritten(source, name, change)).code == "not-a-table"
    assert read_table(rewritten(source, name, bytes)).rows == [{"naam": "Vos"}]


def test_a_workbook_with_a_flipped_byte_is_refused() -> None:
    rows: list[list[object]] = [["Vos", number] for number in range(500)]
    source = bytearray(workbook(["naam"], *rows))
    with zipfile.ZipFile(io.BytesIO(bytes(source))) as packed:
        start = packed.getinfo(SHEET).header_offset + 30 + len(SHEET)
    source[start + 200] ^= 0xFF
    assert refused(bytes(source)).code == "not-a-table"
