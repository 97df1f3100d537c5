"""What changed between two versions of a WSDL, and what of it breaks who calls the older one."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

import pytest

from tests.sandbox.contracts.soap.dossiers import TYPES, accepted, wsdl
from vlavirgem_sandbox.contracts.comparing.changes import Change
from vlavirgem_sandbox.contracts.comparing.soap import compare_services
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract

ASKED_DATE = '<xs:element name="Datum" type="xs:date" minOccurs="0"/>'
GIVEN_STATUS = '<xs:element name="Status" type="tns:Status"/>'
CHOICE = (
    '<xs:choice><xs:element name="Bedrag" type="xs:decimal"/><xs:element name="Sinds" type="xs:gYear"/></xs:choice>'
)
BOTH = '<xs:element name="Bedrag" type="xs:decimal" minOccurs="0"/><xs:element name="Sinds" type="xs:gYear" minOccurs="0"/>'


def compiled(document: str) -> SoapContract:
    return SoapContract(accepted(document.encode()).document)


def changed(old: str, new: str) -> tuple[Change, ...]:
    """From the WSDL to itself with ``new`` in the place of ``old``."""
    before = wsdl()
    assert before.count(old) >= 1
    return compare_services(compiled(before), compiled(before.replace(old, new)))


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(change.level, change.part, change.subject, change.field) for change in changes]


def test_the_same_contract_has_no_changes() -> None:
    assert compare_services(compiled(wsdl()), compiled(wsdl())) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(ASKED_DATE, "", [("breaking", "body", "", "Datum")], id="asked-gone"),
        pytest.param(
            ASKED_DATE,
            ASKED_DATE.replace(' minOccurs="0"', ""),
            [("breaking", "body", "", "Datum")],
            id="asked-required",
        ),
        pytest.param(
            ASKED_DATE,
            ASKED_DATE + '<xs:element name="Dienst" type="xs:token" minOccurs="0"/>',
            [("compatible", "body", "", "Dienst")],
            id="asked-added",
        ),
        pytest.param(
            ASKED_DATE,
            ASKED_DATE + '<xs:element name="Dienst" type="xs:token"/>',
            [("breaking", "body", "", "Dienst")],
            id="asked-added-required",
        ),
        pytest.param('maxOccurs="2"', "", [("breaking", "body", "", "Aantal")], id="asked-once"),
        pytest.param('maxOccurs="2"', 'maxOccurs="3"', [("compatible", "body", "", "Aantal")], id="asked-more-often"),
        pytest.param(
            'maxInclusive value="9"', 'maxInclusive value="5"', [("breaking", "body", "", "Aantal")], id="asked-less"
        ),
        pytest.param(
            'maxInclusive value="9"', 'maxInclusive value="11"', [("compatible", "body", "", "Aantal")], id="asked-wider"
        ),
        pytest.param(
            'type="xs:date" minOccurs', 'type="xs:gYear" minOccurs', [("breaking", "body", "", "Datum")], id="asked-type"
        ),
        pytest.param('use="required"', "", [("compatible", "body", "", "@taal")], id="attribute-optional"),
        pytest.param(
            '<xs:attribute name="taal" type="xs:language" use="required"/>',
            "",
            [("breaking", "body", "", "@taal")],
            id="attribute-gone",
        ),
        pytest.param(GIVEN_STATUS, "", [("breaking", "answer", "", "Status")], id="given-gone"),
        pytest.param(
            GIVEN_STATUS,
            GIVEN_STATUS.replace("/>", ' minOccurs="0"/>'),
            [("breaking", "answer", "", "Status")],
            id="given-optional",
        ),
        pytest.param(
            GIVEN_STATUS,
            GIVEN_STATUS.replace("/>", ' nillable="true"/>'),
            [("breaking", "answer", "", "Status")],
            id="given-nil",
        ),
        pytest.param(
            GIVEN_STATUS,
            GIVEN_STATUS + '<xs:element name="Dienst" type="xs:token"/>',
            [("attention", "answer", "", "Dienst")],
            id="given-added",
        ),
        pytest.param(
            '<xs:enumeration value="gesloten"/>',
            '<xs:enumeration value="gesloten"/><xs:enumeration value="heropend"/>',
            [("attention", "answer", "", "Status")],
            id="given-new-value",
        ),
        pytest.param(
            '<xs:enumeration value="gesloten"/>', "", [("compatible", "answer", "", "Status")], id="given-lost-value"
        ),
        pytest.param(
            'maxOccurs="unbounded"', "", [("compatible", "answer", "", "Onderdeel")], id="given-at-most-once"
        ),
        pytest.param(CHOICE, BOTH, [("breaking", "answer", "", "Onderdeel")], id="given-together"),
        pytest.param(
            'value="D-\\d{4}"',
            'value="D-\\d{5}"',
            [("attention", "body", "", "Nummer"), ("attention", "answer", "", "Nummer")],
            id="pattern",
        ),
    ],
)  # fmt: skip
def test_each_change_of_a_schema_is_judged_for_its_direction(
    old: str, new: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert told(changed(old, new)) == expected


def test_another_order_of_the_same_fields_breaks() -> None:
    (change,) = changed(
        '<xs:element name="Referte" type="xs:token"/>\n  <xs:element name="Nummer" type="tns:DossierNummer"/>\n  <xs:element name="Datum"',
        '<xs:element name="Nummer" type="tns:DossierNummer"/>\n  <xs:element name="Referte" type="xs:token"/>\n  <xs:element name="Datum"',
    )  # fmt: skip

    assert (change.level, change.part) == ("breaking", "body")
    assert "Nummer, Referte, Datum, Aantal" in change.message


def test_a_schema_that_says_the_same_otherwise_has_no_changes() -> None:
    grouped = TYPES.replace(ASKED_DATE, f"<xs:sequence>{ASKED_DATE}</xs:sequence>")

    assert compare_services(compiled(wsdl()), compiled(wsdl(types=grouped))) == ()


def test_a_namespace_with_the_version_in_it_is_told_once_for_each_direction() -> None:
    changes = changed("urn:voorbeeld:dossiers", "urn:voorbeeld:dossiers-2")

    assert told(changes) == [("breaking", "body", "", ""), ("breaking", "answer", "", "")]
    assert all("urn:voorbeeld:dossiers-2" in change.message for change in changes)


def test_a_soap_version_that_is_no_longer_offered_breaks() -> None:
    port = '<wsdl:port name="P11" binding="tns:B11"><s11:address location="https://echt.example/dossiers"/></wsdl:port>'

    (change,) = changed(port, "")

    assert (change.level, change.part) == ("breaking", "operation")
    assert "1.1" in change.message
    assert told(compare_services(compiled(wsdl().replace(port, "")), compiled(wsdl()))) == [
        ("compatible", "operation", "", "")
    ]


def test_another_action_breaks() -> None:
    assert set(told(changed('soapAction="geef"', 'soapAction="geef2"'))) == {("breaking", "header", "SOAPAction", "")}


def test_an_operation_under_another_name_is_one_gone_and_one_added() -> None:
    changes = changed('operation name="GeefDossier"', 'operation name="ToonDossier"')

    assert [(change.level, change.operation) for change in changes] == [
        ("breaking", "GeefDossier"),
        ("compatible", "ToonDossier"),
    ]


def test_an_operation_that_no_longer_answers_breaks() -> None:
    assert told(changed('<wsdl:output message="tns:Antwoord"/>', "")) == [("breaking", "answer", "", "")]


def test_an_action_where_there_was_none_may_break() -> None:
    before, after = wsdl().replace('soapAction="geef"', 'soapAction=""'), wsdl()

    assert set(told(compare_services(compiled(before), compiled(after)))) == {("attention", "header", "SOAPAction", "")}
