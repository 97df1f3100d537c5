"""A SOAP service that tells of a person, with a test persona beside its WSDL."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

import json
from typing import Any

from tests.sandbox.contracts.soap.dossiers import wsdl, zipped

TYPES = """
<xs:element name="GeefDossier"><xs:complexType><xs:sequence><xs:element name="INSZ" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="GeefDossierAntwoord"><xs:complexType><xs:sequence><xs:element name="Persoon"><xs:complexType><xs:sequence>
  <xs:element name="Insz"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="\\d{11}"/></xs:restriction></xs:simpleType></xs:element>
  <xs:choice><xs:element name="Ondernemingsnummer" type="xs:string"/><xs:element name="FirstName" type="xs:string"/></xs:choice>
  <xs:element name="Achternaam" minOccurs="0" maxOccurs="3"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="8"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="Straat"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="Adres" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Postcode" type="xs:int"/></xs:sequence><xs:attribute name="gezinslast" type="xs:boolean"/></xs:complexType></xs:element>
  <xs:element name="Kind" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="Insz" type="xs:string"/><xs:element name="Voornaam" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
"""
ROSA: dict[str, Any] = {
    "key": "rosa",
    "situation": "Recht op een tegemoetkoming.",
    "values": {
        "insz": "58.67.15-123.47",
        "voornaam": "Rosa",
        "achternaam": "Verdonck",
        "postcode": 2800,
        "gezinslast": True,
        "straat": "Lindelaan",
    },
}


def archive(personas: Any = (ROSA,), *, path: str = "personas.json", **more: str) -> bytes:
    """The zip that its agency uploads."""
    return zipped({"dienst/dossiers.wsdl": wsdl(types=TYPES), path: json.dumps(personas)} | more)
