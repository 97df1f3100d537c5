"""SOAP calls: which operation they are for, what is wrong with them, and how that is said."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

import pytest
from django.utils import translation
from lxml import etree

from tests.sandbox.contracts.soap.dossiers import REQUEST, SoapCaller, accepted, envelope, request, wsdl
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.routing import MethodNotAllowed
from vlavirgem_sandbox.contracts.served import NoOperation
from vlavirgem_sandbox.contracts.soap.faults import PROBLEM
from vlavirgem_sandbox.contracts.soap.names import ENVELOPES, SoapVersion


@pytest.fixture(scope="module")
def caller() -> SoapCaller:
    with translation.override("en"):
        return SoapCaller(accepted(wsdl().encode()))


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_valid_call_has_no_violations_and_is_answered_in_its_own_version(
    caller: SoapCaller, version: SoapVersion
) -> None:
    answer = caller.call(request(version=version))

    assert etree.fromstring(answer.body).tag == f"{{{ENVELOPES[version]}}}Envelope"


@pytest.mark.parametrize(
    ("body", "place", "sentence"),
    [
        (REQUEST.replace("D-0007", "7"), "/Envelope/Body/GeefDossier/Nummer", "does not match the pattern D-\\d{4}"),
        (REQUEST.replace("<Referte>R1</Referte>", ""), "/Envelope/Body/GeefDossier", "'Nummer' may not stand here; expected: Referte"),
        (REQUEST.replace("<Nummer>D-0007</Nummer>", ""), "/Envelope/Body/GeefDossier", "An element is missing: Nummer"),
        (REQUEST.replace(' taal="nl"', ""), "/Envelope/Body/GeefDossier", "The attribute 'taal' is missing"),
        (REQUEST.replace(' taal="nl"', ' taal="nl" kleur="rood"'), "/Envelope/Body/GeefDossier", "'kleur' is not known"),
        (REQUEST.replace("</Nummer>", "</Nummer><Datum>morgen</Datum>"), "/Envelope/Body/GeefDossier/Datum", "not of type date"),
        (REQUEST.replace("</Nummer>", "</Nummer><Aantal>10</Aantal>"), "/Envelope/Body/GeefDossier/Aantal", "at most 9"),
        (REQUEST.replace("</Nummer>", "</Nummer>" + "<Aantal>1</Aantal>" * 3), "/Envelope/Body/GeefDossier", "'Aantal' stands here too often"),
        (REQUEST.replace("</Nummer>", "</Nummer>los"), "/Envelope/Body/GeefDossier", "Text may not stand between"),
        (REQUEST.replace("R1", "<a/>"), "/Envelope/Body/GeefDossier/Referte", "may not hold other elements"),
    ],
)  # fmt: skip
def test_each_violation_has_its_place_a_sentence_and_the_rule_in_the_schema(
    caller: SoapCaller, body: str, place: str, sentence: str
) -> None:
    found = caller.violations(request(body))

    assert [violation.pointer for violation in found] == [place]
    assert sentence in found[0].message
    assert found[0].rule.startswith(("dossiers.wsdl#", "XML Schema 1.0#date"))


def test_all_violations_are_found_and_the_value_is_in_none_of_them(caller: SoapCaller) -> None:
    body = REQUEST.replace("D-0007", "geheim").replace(
        "</Nummer>", "</Nummer><Datum>geheim</Datum><Aantal>geheim</Aantal>"
    )

    found = caller.violations(request(body))

    assert [violation.pointer.rpartition("/")[2] for violation in found] == ["Nummer", "Datum", "Aantal"]
    assert not any("geheim" in violation.message for violation in found)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (request(Content_Type="application/json"), "A SOAP call has Content-Type"),
        (request(b"<a"), "not well-formed XML"),
        (request(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "has a DOCTYPE"),
        (request(b"<a/>"), "must be a SOAP Envelope"),
        (request(envelope(REQUEST, "1.2")), "The envelope is of SOAP 1.2, which is sent as application/soap+xml"),
        (request(""), "exactly one element; it holds 0"),
        (request("<GeefDossier/>"), "no operation for 'GeefDossier' in namespace ''; it knows: GeefDossier"),
        (request(b"<a>" * 300 + b"</a>" * 300), "XML"),
    ],
)
def test_what_is_no_call_of_the_contract_says_why(caller: SoapCaller, call: CallRequest, sentence: str) -> None:
    with pytest.raises(NoOperation) as refused:
        caller.compiled.match(call)

    assert sentence in refused.value.violations[0].message


def test_only_post_is_a_call(caller: SoapCaller) -> None:
    with pytest.raises(MethodNotAllowed):
        caller.compiled.match(CallRequest(method="GET", path="/"))


@pytest.mark.parametrize(("action", "found"), [('"geef"', 0), ('""', 0), ('"neem"', 1), ("", 1)])
def test_the_soap_action_must_be_the_contracts_when_it_says_one(caller: SoapCaller, action: str, found: int) -> None:
    assert len(caller.violations(request(SOAPAction=action))) == found


@pytest.mark.parametrize(("version", "status", "code"), [("1.1", 500, "soap:Client"), ("1.2", 400, "soap:Sender")])
def test_a_refusal_is_a_fault_with_the_facts_of_problem_details(
    caller: SoapCaller, version: SoapVersion, status: int, code: str
) -> None:
    error = {"place": "body", "pointer": "#/Envelope/Body", "detail": "Waarom \x01", "rule": "a.xsd#B"}
    members = {"type": "t", "title": "Titel", "status": 422, "detail": "Uitleg", "errors": [error]}

    written = caller.compiled.refusal(members, request(version=version))

    fault = etree.fromstring(written.body)[0][0]
    assert (written.status, fault.tag) == (status, f"{{{ENVELOPES[version]}}}Fault")
    assert code in [element.text for element in fault.iter()]
    assert [each.text for each in fault.iter(f"{{{PROBLEM}}}xpath")] == ["/Envelope/Body"]
    assert [each.text for each in fault.iter(f"{{{PROBLEM}}}rule")] == ["a.xsd#B"]
    assert [each.text for each in fault.iter(f"{{{PROBLEM}}}status")] == ["422"]
