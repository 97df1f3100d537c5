"""Answers of SOAP contracts: made from the XSD, or the samples that the agency sent along."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree

from tests.sandbox.contracts.soap.dossiers import (
    REQUEST,
    SPACE,
    TYPES,
    SoapCaller,
    accepted,
    envelope,
    request,
    wsdl,
    zipped,
)
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.soap import sample_files
from vlavirgem_tenants.test_data_guard import is_real_number
from vlavirgem_tenants.test_data_guard.register_number import has_valid_check


def lxml_schema(types: str, attributes: str = "") -> etree.XMLSchema:
    """The same types for libxml2, which has no part in making or checking our answers."""
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{SPACE}" targetNamespace="{SPACE}" {attributes}>'
    return etree.XMLSchema(etree.fromstring(f"{text}{types}</xs:schema>"))


def test_answers_are_valid_for_an_independent_validator_and_the_same_for_the_same_seed() -> None:
    contract = accepted(wsdl().encode())
    schema = lxml_schema(TYPES)

    answers = [SoapCaller(contract, seed).content(request()) for seed in range(40)]

    assert [schema.validate(answer) for answer in answers] == [True] * 40
    assert len({etree.tostring(answer) for answer in answers}) > 10
    assert etree.tostring(SoapCaller(contract, 3).content(request())) == etree.tostring(answers[3])


def test_references_and_numbers_of_the_request_come_back() -> None:
    answer = SoapCaller(accepted(wsdl().encode())).content(request())

    assert (answer.findtext("Referte"), answer.findtext("Nummer")) == ("R1", "D-0007")


_TYPES = {
    "union": '<xs:simpleType><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>',
    "list": '<xs:simpleType><xs:restriction><xs:simpleType><xs:list itemType="xs:date"/></xs:simpleType><xs:minLength value="3"/></xs:restriction></xs:simpleType>',
    "digits": '<xs:simpleType><xs:restriction base="xs:decimal"><xs:totalDigits value="4"/><xs:fractionDigits value="2"/><xs:minInclusive value="12.5"/></xs:restriction></xs:simpleType>',
    "length": '<xs:simpleType><xs:restriction base="xs:string"><xs:length value="17"/></xs:restriction></xs:simpleType>',
    "pattern": '<xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[A-Z-[AEIOU]]{3}\\.[\\i-[:]]\\d?"/></xs:restriction></xs:simpleType>',
    "negative": '<xs:simpleType><xs:restriction base="xs:negativeInteger"><xs:minExclusive value="-3"/></xs:restriction></xs:simpleType>',
    "bytes": '<xs:simpleType><xs:restriction base="xs:hexBinary"><xs:length value="3"/></xs:restriction></xs:simpleType>',
    "late": '<xs:simpleType><xs:restriction base="xs:dateTime"><xs:minInclusive value="2090-01-01T00:00:00Z"/></xs:restriction></xs:simpleType>',
}


@pytest.mark.parametrize("simple_type", _TYPES.values(), ids=_TYPES.keys())
def test_every_kind_of_value_is_made_valid(simple_type: str) -> None:
    types = TYPES.replace(
        '<xs:element name="Status" type="tns:Status"/>', f'<xs:element name="Status">{simple_type}</xs:element>'
    )
    schema = lxml_schema(types)
    contract = accepted(wsdl(types=types).encode())

    answers = [SoapCaller(contract, seed).content(request()) for seed in range(5)]

    assert [schema.validate(answer) for answer in answers] == [True] * 5


_MODELS = {
    "all": '<xs:all><xs:element name="b" type="xs:int"/><xs:element name="a" type="xs:date" minOccurs="0"/></xs:all>',
    "choice of sequences": '<xs:choice minOccurs="2" maxOccurs="2"><xs:sequence><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/></xs:sequence><xs:element name="c" type="xs:int"/></xs:choice>',
    "wildcard": '<xs:sequence><xs:any processContents="lax" namespace="##other"/></xs:sequence>',
    "substitutes": '<xs:sequence><xs:element ref="tns:Vorm"/></xs:sequence>',
    "abstract type": '<xs:sequence><xs:element name="x" type="tns:Abstract"/></xs:sequence>',
    "nil": '<xs:sequence><xs:element name="x" nillable="true"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="a"/><xs:minLength value="2"/></xs:restriction></xs:simpleType></xs:element></xs:sequence>',
    "fixed": '<xs:sequence><xs:element name="x" type="xs:int" fixed="12"/></xs:sequence><xs:attribute name="y" fixed="z" use="required"/>',
    "recursive through a list": '<xs:sequence><xs:element ref="tns:Groep"/></xs:sequence>',
}  # fmt: skip
_OTHERS = """<xs:element name="Vorm" abstract="true" type="xs:string"/><xs:element name="Vierkant" substitutionGroup="tns:Vorm" type="xs:string"/>
<xs:complexType name="Abstract" abstract="true"/><xs:complexType name="Concreet"><xs:complexContent><xs:extension base="tns:Abstract"><xs:sequence><xs:element name="i" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
<xs:element name="Groep"><xs:complexType><xs:choice><xs:element ref="tns:Groep" maxOccurs="3"/><xs:element name="Einde" type="xs:string"/></xs:choice></xs:complexType></xs:element>"""


@pytest.mark.parametrize("model", _MODELS.values(), ids=_MODELS.keys())
def test_every_kind_of_content_is_made_valid(model: str) -> None:
    before = TYPES.index('<xs:element name="GeefDossierAntwoord">')
    answer = f'<xs:element name="GeefDossierAntwoord"><xs:complexType>{model}</xs:complexType></xs:element>{_OTHERS}'
    types = TYPES[:before] + answer
    schema = lxml_schema(types, 'elementFormDefault="qualified"')
    contract = accepted(wsdl(types=types, schema_attributes='elementFormDefault="qualified"').encode())
    asked = request(
        REQUEST.replace("<Referte", "<d:Referte")
        .replace("</Referte", "</d:Referte")
        .replace("<Nummer", "<d:Nummer")
        .replace("</Nummer", "</d:Nummer")
    )

    answers = [SoapCaller(contract, seed).content(asked) for seed in range(5)]

    assert [schema.validate(each) for each in answers] == [True] * 5


def sample(number: str, status: str = "open") -> str:
    return f'<GeefDossierAntwoord xmlns="{SPACE}"><Referte xmlns="">S</Referte><Nummer xmlns="">{number}</Nummer><Status xmlns="">{status}</Status></GeefDossierAntwoord>'


def test_a_sample_answers_the_request_that_holds_the_values_in_its_path() -> None:
    samples = {
        "voorbeelden/nl/D-0007.xml": sample("D-0007"),
        "voorbeelden/nl/D-0008.xml": sample("D-0008"),
        "voorbeelden/notfound.xml": sample("D-9999", "gesloten"),
    }
    caller = SoapCaller(accepted(zipped({"dienst/dossiers.wsdl": wsdl(), **samples})))

    found = caller.call(request())
    other = caller.content(request(REQUEST.replace("D-0007", "D-0009")))

    assert (found.origin, etree.fromstring(found.body)[0][0].findtext("Nummer")) == ("example", "D-0007")
    assert other.findtext("Status") == "gesloten"


def test_without_a_sample_that_fits_the_answer_is_generated() -> None:
    samples = {"v/D-0007.xml": sample("D-0007"), "v/D-0008.xml": sample("D-0008")}
    caller = SoapCaller(accepted(zipped({"dossiers.wsdl": wsdl(), **samples})))

    assert caller.call(request(REQUEST.replace("D-0007", "D-0009"))).origin == "generated"


def test_a_sample_against_its_schema_is_named_and_not_used() -> None:
    report = read_contract(zipped({"dossiers.wsdl": wsdl(), "v/D-0007.xml": sample("D-0007", "kwijt")}))

    assert report.contract is not None
    assert report.contract.document["samples"] == []
    assert [(problem.place, "must be one of: open, gesloten" in problem.message) for problem in report.problems] == [
        ("v/D-0007.xml /GeefDossierAntwoord/Status", True)
    ]


def test_an_example_request_is_what_the_console_starts_from() -> None:
    template = envelope(REQUEST.replace("R1", "Uit het sjabloon")).decode()

    contract = accepted(zipped({"dossiers.wsdl": wsdl(), "sjabloon.xml": template}))

    example = contract.operations[0].request_example
    assert example is not None
    assert "Uit het sjabloon" in example.body
    assert example.headers == (("SOAPAction", '"geef"'),)


def test_the_download_holds_every_file_with_the_try_outs_address() -> None:
    contract = accepted(wsdl().encode())

    file = SoapCaller(contract).compiled.download(base_url="https://aalst.example/try/abc")

    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        text = archive.read("dossiers.wsdl").decode()
    assert "https://echt.example" not in text
    assert text.count('location="https://aalst.example/try/abc"') == 2


@pytest.mark.parametrize(("name", "of"), [("Jaar", range(2000, 2100)), ("Aantal", range(1, 101))])
def test_a_whole_number_without_bounds_is_one_that_people_write(name: str, of: range) -> None:
    answered = '<xs:element name="Status" type="tns:Status"/>'
    types = TYPES.replace(answered, f'<xs:element name="{name}" type="xs:int"/>')

    made = [
        SoapCaller(accepted(wsdl(types=types).encode()), seed).content(request()).findtext(name) for seed in range(9)
    ]

    assert {int(each or "") in of for each in made} == {True}


def test_a_person_in_an_example_is_one_that_the_guard_lets_through() -> None:
    types = TYPES.replace("Referte", "INSZ").replace('type="xs:token"', 'type="tns:Elf"')
    eleven = '<xs:simpleType name="Elf"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{11}"/></xs:restriction></xs:simpleType>'

    example = accepted(wsdl(types=types + eleven).encode()).operations[0].request_example

    assert example is not None
    number = re.search(r"<INSZ>(\d{11})</INSZ>", example.body)
    assert number is not None
    assert has_valid_check(number[1])
    assert not is_real_number(number[1])


def test_samples_beyond_what_is_looked_at_at_reading_are_held_against_the_schema_when_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sample_files, "MAX_JUDGED_ELEMENTS", -1)
    files = {"dossiers.wsdl": wsdl(), "v/D-0007.xml": sample("D-0007", "kwijt"), "v/D-0008.xml": sample("D-0008")}
    caller = SoapCaller(accepted(zipped(files)))

    wrong = caller.call(request())
    right = caller.call(request(REQUEST.replace("D-0007", "D-0008")))

    assert (wrong.origin, right.origin) == ("generated", "example")


def test_rpc_style_is_served_in_the_wrapper_that_the_binding_names() -> None:
    rpc = (
        wsdl()
        .replace('style="document"', 'style="rpc"')
        .replace('use="literal"', 'use="literal" namespace="urn:rpc"')
        .replace('name="body" element="tns:GeefDossier"', 'name="Nummer" type="tns:DossierNummer"')
        .replace('name="body" element="tns:GeefDossierAntwoord"', 'name="Status" type="tns:Status"')
    )
    caller = SoapCaller(accepted(rpc.encode()))

    answer = caller.content(request('<r:GeefDossier xmlns:r="urn:rpc"><Nummer>D-0001</Nummer></r:GeefDossier>'))
    wrong = caller.violations(request('<r:GeefDossier xmlns:r="urn:rpc"><Nummer>1</Nummer></r:GeefDossier>'))

    assert (answer.tag, answer.findtext("Status") in {"open", "gesloten"}) == ("{urn:rpc}GeefDossierResponse", True)
    assert [each.pointer for each in wrong] == ["/Envelope/Body/GeefDossier/Nummer"]


def test_soap_encoding_and_other_bindings_are_named_and_not_served() -> None:
    http = '<wsdl:binding name="B13" type="tns:Dossiers"/>'
    port = '<wsdl:port name="P13" binding="tns:B13"/></wsdl:service>'
    encoded = read_contract(wsdl().replace('use="literal"', 'use="encoded"').encode(), name="a.wsdl")
    other = read_contract(wsdl(more=http).replace("</wsdl:service>", port).encode(), name="a.wsdl")

    assert encoded.contract is None
    assert any("SOAP encoding" in problem.message for problem in encoded.problems)
    assert other.contract is not None
    assert [problem.message for problem in other.problems] == ["The binding 'B13' is no SOAP binding; it is left out."]
