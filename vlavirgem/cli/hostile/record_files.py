"""Files of records (JSON-LD, tables, CEVI's XML) that are none, or that grow, call out or work something out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from openpyxl import Workbook

from vlavirgem.cli.hostile.case import Case, Import

_ENTITIES: Final = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))
_BOMB: Final = f'<!DOCTYPE a [<!ENTITY e0 "x">{_ENTITIES}]>'
_JSON_LD: Final[dict[str, str | bytes]] = {
    "nothing": "",
    "a NUL": b"\x00" * 100,
    "no JSON": "{",
    "lists in lists": "[" * 100_000 + "]" * 100_000,
    "objects in objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "a context elsewhere": '{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "http://a.example/1"}',
    "contexts elsewhere in a list": '{"@context": [{}, "http://127.0.0.1:9/c.jsonld"]}',
    "a context that imports": '{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:9/c.jsonld"}}',
    "a context of a term elsewhere": '{"@context": {"a": {"@id": "b:c", "@context": "http://127.0.0.1:9/"}}, "a": {}}',
    "a context in a circle": '{"@context": {"a": "b:c", "b": "a:c"}, "a": 1}',
    "a file as context": '{"@context": "file:///etc/passwd"}',
    "an address that is a script": '{"@id": "javascript:alert(1)", "@type": "http://purl.org/vocab/cpsv#PublicService"}',
    "half a surrogate pair": '{"@id": "http://a.example/\\ud800"}',
    "a number that is none": '{"http://a.example/a": 1e999999}',
    "lists of statements": '{"http://a.example/a": [' + "1," * 200_000 + "1]}",
    "a reverse of everything": '{"@reverse": {"http://a.example/a": [{"@id": "b:c"}]}}',
}
_CEVI: Final[dict[str, str | bytes]] = {
    "nothing": "",
    "a NUL": b"<Product>\x00</Product>",
    "entities that grow": _BOMB + "<Product><Id>&e39;</Id></Product>",
    "entities inside a product": f"<Product>{_BOMB}<Id>&e39;</Id></Product>",
    "a file as entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Product><Id>&b;</Id></Product>',
    "a DTD elsewhere": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><Product><Id>1</Id></Product>',
    "an inclusion": '<Product xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="http://127.0.0.1:9/"/></Product>',
    "elements in elements": "<Product>" + "<a>" * 100_000 + "</Product>",
    "a product without end": "<Product><Id>1",
    "products without end": "<Product>" * 15_000,
    "a text of four megabytes": "<Product><Id>1</Id><Title>" + "x" * 4_000_000 + "</Title></Product>",
    "HTML nested without end": "<Product><Id>1</Id><Description>"
    + "&amp;lt;b&amp;gt;" * 20_000
    + "</Description></Product>",
    "a script in a text": "<Product><Id>1</Id><Description>&amp;lt;script&amp;gt;x</Description></Product>",
    "another encoding": "<Product><Id>1</Id></Product>".encode("utf-16"),
    "a style sheet": '<?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?><Product><Id>1</Id></Product>',
}
_TABLES: Final[dict[str, str | bytes]] = {
    "nothing": "",
    "a NUL": b"a;b\n\x00;1\n",
    "no names": "\n\n\n",
    "a quote without end": 'a;b\n"' + "x" * 1_000_000,
    "columns without end": "a;" * 2_000_000,
    "rows without end": "a\n" + "1\n" * 2_000_000,
    "a formula": "id;naam\n1;=cmd|'/C calc'!A0\n",
    "one text of four megabytes": "id;naam\n1;" + "x" * 4_000_000,
    "no zip": b"PK\x03\x04" + b"\xff" * 1_000,
    "a zip that breaks off": b"PK\x03\x04",
}


def _workbook(*parts: tuple[str, bytes]) -> bytes:
    made = Workbook()
    made.active.append(["id", "naam"])
    made.active.append(["1", "Aalst"])
    file = io.BytesIO()
    made.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return file.getvalue()


def _sheet(rows: str) -> bytes:
    """A workbook whose sheet holds these rows, whatever they are."""
    source, made = zipfile.ZipFile(io.BytesIO(_workbook())), io.BytesIO()
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            is_sheet = part == "xl/worksheets/sheet1.xml"
            packed.writestr(part, f"{head}{rows}</sheetData></worksheet>" if is_sheet else source.read(part))
    return made.getvalue()


def _rows_at_the_end(names: str, cell: str) -> bytes:
    return _sheet(names + "".join(f'<row r="{row}">{cell.format(f"XFD{row}")}</row>' for row in range(2, 2_000)))


def _bomb() -> bytes:
    return _workbook(("xl/bom.xml", bytes(200_000_000)))


def _many_parts() -> bytes:
    return _workbook(*((f"xl/{number}.xml", b"<a/>") for number in range(3_000)))


def _workbooks() -> dict[str, Callable[[], bytes]]:
    cell = '<c r="{0}" t="inlineStr"><is><t>a</t></is></c>'
    names = f'<row r="1">{cell.format("A1")}{cell.format("B1")}</row>'
    sheets = {
        "a row at the end of the sheet": f'{names}<row r="1048576">{cell.format("A1048576")}</row>',
        "a cell at the end of the row": f'{names}<row r="2">{cell.format("XFD2")}</row>',
        "a cell that is nowhere": '<row r="1"><c r="ZZZZZZ99999999"><v>1</v></c></row>',
        "a text that is not there": '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        "a date beyond time": '<row r="1"><c r="A1" t="d"><v>99999-99-99</v></c></row>',
        "a row that breaks off": "<row><c>",
    }
    return {
        "a part of 200 megabytes": _bomb,
        "thousands of parts": _many_parts,
        "entities that grow": partial(_workbook, ("xl/bom.xml", f"{_BOMB}<a>&e39;</a>".encode())),
        "a way out of the archive": partial(_workbook, ("../../../etc/passwd", b"x")),
        "cells at the end of each row": partial(_rows_at_the_end, names, cell),
        **{name: partial(_sheet, rows) for name, rows in sheets.items()},
    }


def cases() -> Iterator[Case]:
    """Each is a file of records to its sender."""
    kinds: tuple[tuple[Import, dict[str, str | bytes]], ...] = (
        ("json-ld", _JSON_LD),
        ("cevi", _CEVI),
        ("table", _TABLES),
    )
    for kind, files in kinds:
        for name, text in files.items():
            data = text.encode() if isinstance(text, str) else text
            yield Case(name=f"{kind}: {name}", kind=kind, make=partial(bytes, data))
    for name, make in _workbooks().items():
        yield Case(name=f"table: {name}", kind="table", make=make)
