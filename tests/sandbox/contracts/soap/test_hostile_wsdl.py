# ruff: noqa: E501 - XML reads best by the line
"""WSDL, XSD and zip files made to hurt: each is refused or read without harm, within a second and 100 MB, offline."""

from __future__ import annotations

import random
import re
import socket
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.sandbox.contracts.soap.dossiers import (
    REQUEST,
    TYPES,
    SoapCaller,
    accepted,
    envelope,
    refused,
    request,
    wsdl,
    zipped,
)
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract
from vlavirgem_sandbox.contracts.served import NoOperation

_BYTES = 100_000_000


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The engine reads the schema of schemas at its first use; that is no contract's fault."""
    read_contract(wsdl().encode())


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection fails the test."""

    def refuse(*_args: object) -> None:
        raise AssertionError("an outgoing connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read_small(data: bytes) -> ContractReport:
    """Read it, with memory held to its limit; `vlavirgem prove imports` measures the time."""
    tracemalloc.start()
    report = read_contract(data, name="dossiers.wsdl")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < _BYTES
    return report


def with_types(types: str) -> bytes:
    return wsdl(types=TYPES + types).encode()


def groups(depth: int) -> str:
    """Each group refers ten times to the one below: 10 ** depth elements once written out."""
    last = '<xs:group name="g0"><xs:sequence><xs:element name="e" type="xs:string"/></xs:sequence></xs:group>'
    return last + "".join(
        f'<xs:group name="g{level}"><xs:sequence>{f"""<xs:group ref="tns:g{level - 1}"/>""" * 10}</xs:sequence></xs:group>'
        for level in range(1, depth)
    )


def unions(depth: int) -> str:
    return '<xs:simpleType name="u0"><xs:restriction base="xs:int"/></xs:simpleType>' + "".join(
        f'<xs:simpleType name="u{level}"><xs:union memberTypes="{f"tns:u{level - 1} " * 10}"/></xs:simpleType>'
        for level in range(1, depth)
    )


def chain(length: int) -> str:
    first = (
        '<xs:complexType name="t0"><xs:sequence><xs:element name="e" type="xs:string"/></xs:sequence></xs:complexType>'
    )
    return first + "".join(
        f'<xs:complexType name="t{level}"><xs:complexContent><xs:extension base="tns:t{level - 1}"/></xs:complexContent></xs:complexType>'
        for level in range(1, length)
    )


_ENTITIES = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "external entity": (lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + wsdl().split("?>", 1)[1].replace("Geef een dossier.", "&x;").encode(), "DOCTYPE"),
    "entities that multiply": (lambda: b"<!DOCTYPE a [%s]><a>&a11;</a>" % _ENTITIES.encode(), "DOCTYPE"),
    "DTD after a comment": (lambda: b"<?xml version='1.0'?><!-- x -->\n<?p i?><!DOCTYPE a SYSTEM 'http://evil.example/x.dtd'><a/>", "DOCTYPE"),
    "DTD in UTF-16": (lambda: "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>".encode("utf-16"), "DOCTYPE"),
    "encoding of its own": (lambda: b"<?xml version='1.0' encoding='utf-7'?><a/>", "encoding"),
    "bytes that are no text": (lambda: b"<a>\xff\xfe\xfd</a>", "not text"),
    "deeply nested": (lambda: b"<a>" * 100_000, "XML"),
    "nested to the limit": (lambda: b"<a>" * 200 + b"</a>" * 200, "nested"),
    "very many elements": (lambda: b"<a>" + b"<b/>" * 500_000 + b"</a>", "elements"),
    "very many attributes": (lambda: b"<a " + b" ".join(b"b%d='1'" % n for n in range(200_000)) + b"/>", ""),
    "another vocabulary": (lambda: b"<project><body/></project>", "not a WSDL"),
    "WSDL 2.0": (lambda: b'<description xmlns="http://www.w3.org/ns/wsdl"/>', "WSDL 2.0"),
    "cut off": (lambda: wsdl().encode()[:-100], "not well-formed"),
    "groups that multiply": (lambda: with_types(groups(10)), "groups are written out"),
    "unions that multiply": (lambda: with_types(unions(10)), "groups are written out"),
    "types that go on and on": (lambda: with_types(chain(1_500)), "groups are written out"),
    "patterns by the thousand": (lambda: with_types("".join(f'<xs:simpleType name="p{n}"><xs:restriction base="xs:string"><xs:pattern value="a{n}"/></xs:restriction></xs:simpleType>' for n in range(1_100))), "patterns"),
    "an answer without end": (lambda: wsdl(types=TYPES.replace('<xs:element name="Status"', '<xs:element ref="tns:GeefDossierAntwoord"/><xs:element name="Status"')).encode(), "None of the operations"),
    "an answer of a million elements": (lambda: wsdl(types=TYPES.replace('<xs:element name="Status"', '<xs:element name="Status" minOccurs="1000000" maxOccurs="1000000"')).encode(), "None of the operations"),
    "an answer that is a million times larger a level down": (lambda: wsdl(types=TYPES.replace('<xs:element name="Status"', '<xs:element name="A" minOccurs="0"/><xs:sequence minOccurs="1500" maxOccurs="1500"><xs:sequence minOccurs="1500" maxOccurs="1500"><xs:element name="S" type="xs:int"/></xs:sequence></xs:sequence><xs:element name="Status"')).encode(), "None of the operations"),
    "an archive without a contract": (lambda: zipped({"a.txt": "a"}), "no WSDL"),
    "an archive with a way out": (lambda: zipped({"../../etc/cron.d/x.wsdl": wsdl()}), "leads out of it"),
    "an archive with an absolute path": (lambda: zipped({"/etc/x.wsdl": wsdl()}), "leads out of it"),
    "an archive with a drive": (lambda: zipped({"C:\\x.wsdl": wsdl()}), "leads out of it"),
    "an archive that swells": (lambda: zipped({"a.wsdl": wsdl(), "b.xml": b"<a/>" + b" " * 60_000_000}), "Unpacked"),
    "an archive of very many files": (lambda: zipped({f"{n}.xml": "" for n in range(2_500)}), "Unpacked"),
    "a damaged archive": (lambda: zipped({"a.wsdl": wsdl()})[:-30], "cannot be unpacked"),
    "two services": (lambda: zipped({"a.wsdl": wsdl(), "b.wsdl": wsdl()}), "2 WSDL files"),
    "files that import each other": (lambda: zipped({"a.wsdl": wsdl(more='<wsdl:import location="b.wsdl"/>'), "b.wsdl": wsdl(more='<wsdl:import location="a.wsdl"/>')}), "0 WSDL files"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), _REFUSED.values(), ids=_REFUSED.keys())
def test_a_hostile_file_is_refused_with_its_reason(make: Callable[[], bytes], sentence: str) -> None:
    report = read_small(make())

    assert report.contract is None
    assert sentence in report.problems[0].message


_HARMLESS: dict[str, Callable[[], bytes]] = {
    "a remote import": lambda: with_types('<xs:import namespace="urn:x" schemaLocation="http://evil.example/x.xsd"/>'),
    "a remote include": lambda: with_types('<xs:include schemaLocation="http://evil.example/x.xsd"/>'),
    "a file of ours": lambda: with_types('<xs:include schemaLocation="file:///etc/passwd"/>'),
    "a path out of the archive": lambda: zipped({"d/a.wsdl": wsdl(types=TYPES + '<xs:include schemaLocation="../../../etc/passwd"/>'), "d/b.xml": "<b/>"}),
    "a schema that includes itself": lambda: zipped({"a.wsdl": wsdl(types=TYPES + '<xs:include schemaLocation="b.xsd"/>'), "b.xsd": '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:voorbeeld:dossiers"><xs:include schemaLocation="b.xsd"/></xs:schema>'}),
    "a huge maxOccurs": lambda: wsdl(types=TYPES.replace('maxOccurs="2"', 'maxOccurs="999999999"')).encode(),
    "a pattern that backtracks": lambda: with_types('<xs:simpleType name="p"><xs:restriction base="xs:string"><xs:pattern value="(a+)+b"/></xs:restriction></xs:simpleType><xs:simpleType name="q"><xs:restriction base="tns:p"><xs:enumeration value="' + "a" * 40 + 'c"/></xs:restriction></xs:simpleType>'),
    "a pattern too large to compile": lambda: with_types('<xs:simpleType name="p"><xs:restriction base="xs:string"><xs:pattern value="((a{1,900}){1,900}){1,900}"/></xs:restriction></xs:simpleType>'),
    "a group that is itself": lambda: with_types('<xs:group name="g"><xs:sequence><xs:group ref="tns:g"/></xs:sequence></xs:group>'),
    "a type that is itself": lambda: with_types('<xs:complexType name="t"><xs:complexContent><xs:extension base="tns:t"/></xs:complexContent></xs:complexType>'),
    "a location for instances": lambda: with_types('<xs:element name="z" type="xs:string"/>').replace(b"<wsdl:definitions", b'<wsdl:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://evil.example/x.xsd"'),
}  # fmt: skip


@pytest.mark.parametrize("make", _HARMLESS.values(), ids=_HARMLESS.keys())
def test_what_is_odd_but_harmless_is_read_without_fetching_anything(make: Callable[[], bytes]) -> None:
    report = read_small(make())

    assert report.contract is not None, report.problems
    assert report.contract.operations[0].works


def test_a_pattern_that_backtracks_does_not_hold_up_a_call() -> None:
    types = re.sub(r'value="D-[^"]*"', 'value="(a+)+b"', TYPES)
    caller = SoapCaller(accepted(wsdl(types=types).encode()))

    found = caller.violations(request(REQUEST.replace("D-0007", "a" * 5_000)))

    assert "does not match the pattern" in found[0].message


def test_a_call_cannot_bring_a_schema_along() -> None:
    caller = SoapCaller(accepted(wsdl().encode()))
    brought = REQUEST.replace(
        "<d:GeefDossier",
        '<d:GeefDossier xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://evil.example/x.xsd"',
    )

    assert caller.violations(request(brought)) == []


def test_an_archive_that_lies_about_its_sizes_is_measured_as_it_unpacks() -> None:
    data = bytearray(zipped({"a.xml": b" " * 30_000_000}))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = archive.infolist()[0].file_size.to_bytes(4, "little")

    lying = bytes(data).replace(size, (100).to_bytes(4, "little"))

    assert len(refused(lying)) == 1


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    accepted(zipped({"dienst/dossiers.wsdl": wsdl()}))

    assert list(tmp_path.iterdir()) == []


_PIECES = [
    b"xs:",
    b"name=",
    b"type=",
    b'"',
    b"<",
    b">",
    b"ref=",
    b"xs:int",
    b"tns:",
    b"minOccurs",
    b"element",
    b"base=",
    b"",
    b"/",
    b"\xff",
]


def test_random_damage_to_a_wsdl_never_raises() -> None:
    source = wsdl().encode()
    chance = random.Random(20_261_122)  # noqa: S311 - repeatable, not secret
    read = 0

    for _turn in range(120):
        damaged = bytearray(source)
        for _piece in range(chance.randint(1, 3)):
            where = damaged.find(chance.choice(_PIECES[:12]), chance.randrange(len(source)))
            damaged[where : where + chance.randint(0, 8)] = chance.choice(_PIECES)
        read += read_contract(bytes(damaged), name="dossiers.wsdl").contract is not None

    assert 0 < read < 120


def test_random_damage_to_a_call_is_answered_or_refused() -> None:
    caller = SoapCaller(accepted(wsdl().encode()))
    chance = random.Random(20_261_122)  # noqa: S311 - repeatable, not secret
    outcomes = {"valid": 0, "refused": 0}

    for _turn in range(300):
        damaged = bytearray(envelope(REQUEST))
        where = chance.randrange(len(damaged))
        damaged[where : where + chance.randint(0, 6)] = chance.choice(
            [b"<", b">", b"&#0;", b"\x00", b"]]>", b"<!--", b"x", b""]
        )
        call = request(bytes(damaged))
        try:
            outcomes["valid"] += not caller.violations(call)
        except NoOperation:
            outcomes["refused"] += 1

    assert all(outcomes.values())
