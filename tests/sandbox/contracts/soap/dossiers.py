"""A small SOAP service of our own to vary on: a dossier is opened, or asked for by its number."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from tests.sandbox.contracts.calling import NOW
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Contract, Violation
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.soap.names import ENVELOPES, MEDIA_TYPES, SoapVersion
from vlavirgem_sandbox.contracts.state import InMemoryStore

SPACE = "urn:voorbeeld:dossiers"
TYPES = """
<xs:simpleType name="DossierNummer"><xs:restriction base="xs:string"><xs:pattern value="D-\\d{4}"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Status"><xs:restriction base="xs:string"><xs:enumeration value="open"/><xs:enumeration value="gesloten"/></xs:restriction></xs:simpleType>
<xs:element name="GeefDossier"><xs:complexType><xs:sequence>
  <xs:element name="Referte" type="xs:token"/>
  <xs:element name="Nummer" type="tns:DossierNummer"/>
  <xs:element name="Datum" type="xs:date" minOccurs="0"/>
  <xs:element name="Aantal" minOccurs="0" maxOccurs="2"><xs:simpleType><xs:restriction base="xs:int"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType></xs:element>
</xs:sequence><xs:attribute name="taal" type="xs:language" use="required"/></xs:complexType></xs:element>
<xs:element name="GeefDossierAntwoord"><xs:complexType><xs:sequence>
  <xs:element name="Referte" type="xs:token"/>
  <xs:element name="Nummer" type="tns:DossierNummer"/>
  <xs:element name="Status" type="tns:Status"/>
  <xs:element name="Onderdeel" type="tns:Onderdeel" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:element>
<xs:complexType name="Onderdeel"><xs:sequence>
  <xs:choice><xs:element name="Bedrag" type="xs:decimal"/><xs:element name="Sinds" type="xs:gYear"/></xs:choice>
  <xs:element name="Onderdeel" type="tns:Onderdeel" minOccurs="0"/>
</xs:sequence></xs:complexType>
"""
REQUEST = '<d:GeefDossier xmlns:d="urn:voorbeeld:dossiers" taal="nl"><Referte>R1</Referte><Nummer>D-0007</Nummer></d:GeefDossier>'


def wsdl(*, types: str = TYPES, schema_attributes: str = "", more: str = "") -> str:
    """The WSDL with these types; offered over SOAP 1.1 and 1.2."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="Dossiers" targetNamespace="{SPACE}" xmlns:tns="{SPACE}" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:s11="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/">
<wsdl:types><xs:schema targetNamespace="{SPACE}" {schema_attributes}>{types}</xs:schema></wsdl:types>
<wsdl:message name="Vraag"><wsdl:part name="body" element="tns:GeefDossier"/></wsdl:message>
<wsdl:message name="Antwoord"><wsdl:part name="body" element="tns:GeefDossierAntwoord"/></wsdl:message>
<wsdl:portType name="Dossiers"><wsdl:operation name="GeefDossier">
  <wsdl:documentation>Geef een dossier.</wsdl:documentation><wsdl:input message="tns:Vraag"/><wsdl:output message="tns:Antwoord"/>
</wsdl:operation></wsdl:portType>
{_binding("11", "s11")}{_binding("12", "s12")}{more}
<wsdl:service name="Dossierdienst"><wsdl:port name="P11" binding="tns:B11"><s11:address location="https://echt.example/dossiers"/></wsdl:port>
<wsdl:port name="P12" binding="tns:B12"><s12:address location="https://echt.example/dossiers"/></wsdl:port></wsdl:service>
</wsdl:definitions>"""


def _binding(number: str, prefix: str) -> str:
    return f"""<wsdl:binding name="B{number}" type="tns:Dossiers"><{prefix}:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="GeefDossier"><{prefix}:operation soapAction="geef"/><wsdl:input><{prefix}:body use="literal"/></wsdl:input>
<wsdl:output><{prefix}:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>"""


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of files by path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def accepted(data: bytes) -> Contract:
    """The contract of a file that must be read."""
    report = read_contract(data, name="dossiers.wsdl")
    assert report.contract is not None, report.problems
    return report.contract


def refused(data: bytes) -> list[str]:
    """The messages for a file that must be refused."""
    report = read_contract(data, name="dossiers.wsdl")
    assert report.contract is None
    return [problem.message for problem in report.problems]


def envelope(body: str, version: SoapVersion = "1.1") -> bytes:
    """An envelope around a body."""
    return f'<s:Envelope xmlns:s="{ENVELOPES[version]}"><s:Header/><s:Body>{body}</s:Body></s:Envelope>'.encode()


def request(body: str | bytes = REQUEST, version: SoapVersion = "1.1", **headers: str) -> CallRequest:
    """A call as a SOAP program sends it; ``headers`` replace its own."""
    own = {"Content_Type": MEDIA_TYPES[version]} | ({"SOAPAction": '"geef"'} if version == "1.1" else {})
    sent = [(name.replace("_", "-"), value) for name, value in (own | headers).items() if value]
    raw = body if isinstance(body, bytes) else envelope(body, version)
    return CallRequest(method="POST", path="/", headers=sent, body=raw)


class SoapCaller:
    """Calls one contract the way a try-out does."""

    def __init__(self, contract: Contract, seed: int = 7) -> None:
        self.compiled = compile_contract(contract.document, contract.digest)
        self.seed = seed

    def violations(self, call: CallRequest) -> list[Violation]:
        return self.compiled.violations(self.compiled.match(call), call)

    def call(self, call: CallRequest) -> Answer:
        match = self.compiled.match(call)
        assert self.compiled.violations(match, call) == []
        answer = self.compiled.answer(match, call, store=InMemoryStore(), seed=self.seed, now=NOW)
        assert self.compiled.answer_violations(match.operation, answer) == []
        return answer

    def content(self, call: CallRequest) -> Any:
        """The element in the body of the answer."""
        return etree.fromstring(self.call(call).body)[0][0]
