"""XML, WSDL and XSD that reach outside, blow up, or go around in circles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from vlavirgem.cli.hostile.case import Case, contract

_NAMES: Final = (
    'xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:proef" targetNamespace="urn:proef"'
)


def wsdl(schema: str, *, before: str = "", more: str = "") -> bytes:
    """A service of one operation around the inside of one schema; ``before`` stands in front of all."""
    return (
        f'<?xml version="1.0"?>{before}<definitions name="Proef" {_NAMES}><types><xs:schema targetNamespace="urn:proef" '
        f'elementFormDefault="qualified">{schema}</xs:schema></types>'
        '<message name="in"><part name="body" element="t:Vraag"/></message>'
        '<message name="uit"><part name="body" element="t:Antwoord"/></message>'
        '<portType name="P"><operation name="Vraag"><input message="t:in"/><output message="t:uit"/></operation></portType>'
        '<binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
        '<operation name="Vraag"><soap:operation soapAction="urn:vraag"/><input><soap:body use="literal"/></input>'
        '<output><soap:body use="literal"/></output></operation></binding>'
        f'<service name="S"><port name="P" binding="t:B"><soap:address location="https://proef.example/"/></port></service>{more}'
        "</definitions>"
    ).encode()


_SIMPLE: Final = '<xs:element name="Vraag" type="xs:string"/><xs:element name="Antwoord" type="xs:string"/>'
_DOCTYPES: Final[dict[str, str]] = {
    "laughs": "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY a{n} '{'&a' + (str(n - 1) if n else '') + ';'}'>" for n in range(9))
    + "]>",
    "an entity of a file": '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an entity of the network": '<!DOCTYPE l [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>',
    "a parameter entity": '<!DOCTYPE l [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
    "an outside DTD": '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/a.dtd">',
    "a public DTD": '<!DOCTYPE l PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/a.dtd">',
    "a stylesheet": '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/a.xsl"?>',
    "an empty DTD": "<!DOCTYPE definitions>",
}
_SCHEMAS: Final[dict[str, str]] = {
    "an import of the network": '<xs:import namespace="urn:a" schemaLocation="http://127.0.0.1:9/a.xsd"/>' + _SIMPLE,
    "an import of a file": '<xs:import namespace="urn:a" schemaLocation="file:///etc/passwd"/>' + _SIMPLE,
    "an import from above": '<xs:import namespace="urn:a" schemaLocation="../../../../etc/passwd"/>' + _SIMPLE,
    "an include of itself": '<xs:include schemaLocation="contract.wsdl"/>' + _SIMPLE,
    "a redefinition": '<xs:redefine schemaLocation="http://127.0.0.1:9/a.xsd"/>' + _SIMPLE,
    "no element": "",
    "an element without a type": '<xs:element name="Vraag" type="t:Nergens"/><xs:element name="Antwoord"/>',
    "a type that is itself": '<xs:complexType name="T"><xs:complexContent><xs:extension base="t:T"/></xs:complexContent>'
    '</xs:complexType><xs:element name="Vraag" type="t:T"/><xs:element name="Antwoord" type="t:T"/>',
    "an element that needs itself": '<xs:element name="Vraag"><xs:complexType><xs:sequence><xs:element ref="t:Vraag"/>'
    '</xs:sequence></xs:complexType></xs:element><xs:element name="Antwoord" type="xs:string"/>',
    "a group in itself": '<xs:group name="G"><xs:sequence><xs:group ref="t:G"/></xs:sequence></xs:group>' + _SIMPLE,
    "groups twice as large each time": "".join(
        f'<xs:group name="G{n}"><xs:sequence><xs:group ref="t:G{n + 1}"/><xs:group ref="t:G{n + 1}"/></xs:sequence></xs:group>'
        for n in range(30)
    )
    + '<xs:group name="G30"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence></xs:group>'
    '<xs:element name="Vraag"><xs:complexType><xs:group ref="t:G0"/></xs:complexType></xs:element>'
    '<xs:element name="Antwoord" type="xs:string"/>',
    "a milliard of elements": '<xs:element name="Vraag"><xs:complexType><xs:sequence><xs:element name="a" minOccurs="1000000000" '
    'maxOccurs="1000000000" type="xs:string"/></xs:sequence></xs:complexType></xs:element><xs:element name="Antwoord" type="xs:string"/>',
    "a pattern that blows up": '<xs:element name="Vraag"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern '
    'value="(a{1,1000}){1,1000}"/></xs:restriction></xs:simpleType></xs:element><xs:element name="Antwoord" type="xs:string"/>',
    "a pattern that backtracks": '<xs:element name="Vraag"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern '
    'value="(a+)+b"/></xs:restriction></xs:simpleType></xs:element><xs:element name="Antwoord" type="xs:string"/>',
    "substitutions in a circle": '<xs:element name="Vraag" substitutionGroup="t:Antwoord" type="xs:string"/>'
    '<xs:element name="Antwoord" substitutionGroup="t:Vraag" type="xs:string"/>',
    "the same element twice": _SIMPLE + _SIMPLE,
    "a length beyond all": '<xs:element name="Vraag"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength '
    'value="999999999999"/></xs:restriction></xs:simpleType></xs:element><xs:element name="Antwoord" type="xs:string"/>',
    "bounds that cross": '<xs:element name="Vraag"><xs:simpleType><xs:restriction base="xs:int"><xs:minInclusive value="5"/>'
    '<xs:maxInclusive value="4"/></xs:restriction></xs:simpleType></xs:element><xs:element name="Antwoord" type="xs:string"/>',
    "types without end": "".join(f'<xs:simpleType name="S{n}"><xs:restriction base="xs:string"/></xs:simpleType>' for n in range(9_000))
    + _SIMPLE,
}  # fmt: skip
_TEXTS: Final[dict[str, bytes]] = {
    "no end": b"<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'>" + b"<a>" * 50_000,
    "nested without end": b"<a>" * 20_000 + b"</a>" * 20_000,
    "attributes without end": b"<a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>",
    "names without end": b"<a " + b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(30_000)) + b"/>",
    "a name of a megabyte": b"<" + b"a" * 1_000_000 + b"/>",
    "a text of four megabytes": b"<a>" + b"x" * 4_000_000 + b"</a>",
    "a comment of four megabytes": b"<a><!--" + b"x" * 4_000_000 + b"--></a>",
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-',
    "an encoding that is none": b'<?xml version="1.0" encoding="geen"?><a/>',
    "UTF-16 that says UTF-8": '<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"),
    "version 9": b'<?xml version="9.0"?><a/>',
    "XInclude": b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></a>',
    "a SOAP envelope": b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>',
    "an XSD alone": b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>',
    "a WSDL 2.0": b'<description xmlns="http://www.w3.org/ns/wsdl"/>',
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a NUL": b"<a>\x00</a>",
}


def cases() -> Iterator[Case]:
    """Each is a WSDL to its sender."""
    for name, doctype in _DOCTYPES.items():
        yield contract(f"doctype: {name}", partial(wsdl, _SIMPLE, before=doctype), "contract.wsdl")
    for name, schema in _SCHEMAS.items():
        yield contract(f"XSD: {name}", partial(wsdl, schema), "contract.wsdl")
    for name, data in _TEXTS.items():
        yield contract(f"XML: {name}", partial(bytes, data), "contract.wsdl")
    outside = '<import namespace="urn:a" location="http://127.0.0.1:9/a.wsdl"/>'
    yield contract("WSDL: an import of the network", lambda: wsdl(_SIMPLE, more=outside), "contract.wsdl")
