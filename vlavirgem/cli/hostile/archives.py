"""Archives that unpack into more than they seem to hold, or to somewhere else."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from vlavirgem.cli.hostile.case import Case, contract, openapi, written
from vlavirgem.cli.hostile.xml_files import wsdl

_SYMLINK: Final = 0o120777 << 16
_MAIN: Final = written(openapi(paths={"/x": {"$ref": "parts/x.json"}}))
_NAMES: Final = (
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\windows\\win.ini",
    "..\\..\\a.json",
    "a/../../b.json",
    "./././a.json",
    "a//b.json",
    "a\x00.json",
    "con.json",
    "a" * 5_000 + ".json",
    "a/" * 500 + "b.json",
    ".git/config",
    "__MACOSX/._a.json",
    "\u202egnp.nosj",
    "a.json/",
    " ",
)


def _zip(files: Sequence[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # the same name twice is the point of one
        for name, data in files:
            archive.writestr(name, data, compress_type=method)
    return buffer.getvalue()


def cases() -> Iterator[Case]:
    """Each is a contract over several files to its sender."""
    for name in _NAMES:
        yield _case(f"a file called {name[:30]!r}", partial(_zip, [("openapi.json", _MAIN), (name, b"{}")]))
    yield _case("a bomb", lambda: _zip([("openapi.json", b" " * 300_000_000)]))
    yield _case("a bomb in pieces", lambda: _zip([(f"a{n}.json", b" " * 10_000_000) for n in range(30)]))
    yield _case("a bomb in another", lambda: _zip([("a.zip", _zip([("b.json", b" " * 50_000_000)]))]))
    yield _case("files without end", lambda: _zip([(f"a{n}.json", b"{}") for n in range(10_000)]))
    yield _case("nothing", lambda: _zip([]))
    yield _case("folders only", lambda: _zip([("a/", b""), ("a/b/", b"")]))
    yield _case("a link", lambda: _zip([("openapi.json", _MAIN), (_link("parts/x.json"), b"/etc/passwd")]))
    yield _case("a link out", lambda: _zip([(_link("openapi.json"), b"../../../../etc/passwd")]))
    yield _case("the same name twice", lambda: _zip([("openapi.json", _MAIN), ("openapi.json", b"{}")]))
    yield _case("two contracts", lambda: _zip([("a.json", written(openapi())), ("b.json", written(openapi()))]))
    yield _case("a missing part", lambda: _zip([("openapi.json", _MAIN)]))
    yield _case("parts in a circle", lambda: _zip([("openapi.json", _MAIN), ("parts/x.json", b'{"$ref": "x.json"}')]))
    yield _case("a part of the network", lambda: _zip([("openapi.json", _MAIN), ("parts/x.json", _away())]))
    yield _case("a part from above", lambda: _zip([("openapi.json", _MAIN), ("parts/x.json", _above())]))
    yield _case("a part that is a picture", lambda: _zip([("openapi.json", _MAIN), ("parts/x.json", b"\x89PNG\r\n")]))
    yield _case("bzip2", lambda: _zip([("openapi.json", _MAIN)], zipfile.ZIP_BZIP2))
    yield _case("lzma", lambda: _zip([("openapi.json", _MAIN)], zipfile.ZIP_LZMA))
    yield _case("cut off", lambda: _zip([("openapi.json", _MAIN)])[:-30])
    yield _case("cut off in front", lambda: _zip([("openapi.json", _MAIN)])[10:])
    yield _case("a changed byte", lambda: _changed(_zip([("openapi.json", _MAIN)])))
    yield _case("a false size", lambda: _zip([("openapi.json", _MAIN)]).replace(_size(_MAIN), _size(b"")))
    yield _case("something in front", lambda: b"#!/bin/sh\n" + _zip([("openapi.json", _MAIN)]))
    yield _case("an encrypted file", lambda: _encrypted(_zip([("openapi.json", _MAIN)])))
    yield _case("a WSDL and an OpenAPI", lambda: _zip([("a.wsdl", wsdl("")), ("openapi.json", _MAIN)]))
    yield _case("a WSDL with schemas in a circle", _schemas_in_a_circle)


def _case(name: str, make: Callable[[], bytes]) -> Case:
    return contract(f"archive: {name}", make, "contract.zip")


def _link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = _SYMLINK
    return info


def _away() -> bytes:
    return b'{"$ref": "http://127.0.0.1:9/a.json"}'


def _above() -> bytes:
    return b'{"$ref": "../../../etc/passwd"}'


def _size(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little")


def _changed(archive: bytes) -> bytes:
    middle = 40
    return archive[:middle] + bytes([archive[middle] ^ 0xFF]) + archive[middle + 1 :]


def _encrypted(archive: bytes) -> bytes:
    """The mark of an encrypted file in both of its headers."""
    return archive.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def _schemas_in_a_circle() -> bytes:
    head = b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:%d">'
    files: list[tuple[str | zipfile.ZipInfo, bytes]] = []
    for number in range(150):
        after = (number + 1) % 150
        link = b'<xs:import namespace="urn:%d" schemaLocation="s%d.xsd"/></xs:schema>' % (after, after)
        files.append((f"s{number}.xsd", head % number + link))
    start = '<xs:import namespace="urn:0" schemaLocation="s0.xsd"/>'
    simple = '<xs:element name="Vraag" type="xs:string"/><xs:element name="Antwoord" type="xs:string"/>'
    return _zip([("dienst.wsdl", wsdl(start + simple)), *files])
