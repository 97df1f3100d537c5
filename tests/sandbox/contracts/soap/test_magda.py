"""The WSDL of MAGDA, its request templates and test answers: real input, held against libxml2."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.contracts.calling import shared_data
from tests.sandbox.contracts.soap.dossiers import SoapCaller, request
from vlavirgem.cli.independent_judges import SoapJudge
from vlavirgem_sandbox.catalogue.gathering import gathered
from vlavirgem_sandbox.contracts.comparing.soap import compare_services
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract

_FOLDER = (shared_data() or Path("/nonexistent")) / "contracts/magda"
_WSDLS = sorted(path.relative_to(_FOLDER).as_posix() for path in _FOLDER.rglob("*.wsdl"))

pytestmark = pytest.mark.skipif(not _WSDLS, reason="the real contracts (shared/data/contracts/magda) are not here")


def contract_of(wsdl: str, samples: str = "") -> Contract:
    file = gathered(_FOLDER / wsdl, samples=_FOLDER / samples if samples else None)
    report = read_contract(file.data, name=file.filename)
    assert report.contract is not None, report.problems
    return report.contract


@pytest.mark.parametrize("wsdl", _WSDLS or [""])
def test_each_operation_answers_and_the_answer_is_valid_for_libxml2(wsdl: str, tmp_path: Path) -> None:
    contract = contract_of(wsdl)
    caller = SoapCaller(contract)
    compiled = caller.compiled
    assert isinstance(compiled, SoapContract)
    judge = SoapJudge(compiled, tmp_path)

    for operation in contract.operations:
        example = operation.request_example
        assert operation.works, operation.why_not
        assert example is not None
        for seed in (1, 2, 3):
            caller.seed = seed
            answer = caller.call(request(example.body.encode(), SOAPAction=dict(example.headers)["SOAPAction"]))
            assert judge.complaint(operation, answer) == ""


def test_a_test_person_gets_the_test_answer_and_an_unknown_one_notfound() -> None:
    person = contract_of(
        "wsdl/Persoon.GeefPersoonDienst-02.02/WebService/GeefPersoon.wsdl", "testantwoorden/Persoon/GeefPersoon"
    )
    caller = SoapCaller(person)
    template = (_FOLDER / "verzoek-sjablonen/GeefPersoon_02.02.0000_template.xml").read_text()

    known = caller.call(request(template.replace("90010100123", "99650635955").encode(), SOAPAction='""'))
    unknown = caller.call(request(template.encode(), SOAPAction='""'))

    assert (known.origin, unknown.origin) == ("example", "example")
    assert "Goethals" in known.body.decode()
    assert "Geen gegevens gevonden" in unknown.body.decode()


@pytest.mark.parametrize(
    ("wsdl", "template"),
    [
        ("Persoon.GeefPersoonDienst-02.02/WebService/GeefPersoon.wsdl", "GeefPersoon_02.02.0000"),
        ("Onderneming.GeefOndernemingDienst-02.00/WebService/GeefOnderneming.wsdl", "GeefOnderneming_02.00.0000"),
        ("Repertorium.RegistreerInschrijvingDienst-02.00/WebService/RegistreerInschrijving.wsdl", "RegistreerInschrijving_02.00.0000"),
        ("Repertorium.RegistreerInschrijvingDienst-02.01/WebService/RegistreerInschrijving.wsdl", "RegistreerInschrijving_02.01.0000"),
    ],
)  # fmt: skip
def test_the_request_templates_that_have_a_wsdl_are_valid_and_answered(wsdl: str, template: str) -> None:
    caller = SoapCaller(contract_of(f"wsdl/{wsdl}"))
    body = (_FOLDER / f"verzoek-sjablonen/{template}_template.xml").read_bytes()

    assert caller.call(request(body, SOAPAction='""')).status == 200


def test_a_broken_template_gets_the_reason_of_the_xsd() -> None:
    caller = SoapCaller(contract_of("wsdl/Persoon.GeefPersoonDienst-02.02/WebService/GeefPersoon.wsdl"))
    template = (_FOLDER / "verzoek-sjablonen/GeefPersoon_02.02.0000_template.xml").read_text()

    found = caller.violations(request(template.replace("90010100123", "9001").encode(), SOAPAction='""'))

    assert {violation.pointer.rpartition("/")[2] for violation in found} == {"INSZ"}
    assert all(".xsd#" in violation.rule for violation in found)


def test_two_versions_of_a_service_differ_by_the_fields_that_moved() -> None:
    older, newer = (
        SoapContract(
            contract_of(
                f"wsdl/Repertorium.RegistreerInschrijvingDienst-{version}/WebService/RegistreerInschrijving.wsdl"
            ).document
        )
        for version in ("02.00", "02.01")
    )

    changes = compare_services(older, newer)

    registered = "Verzoek/Vragen/Vraag/Inhoud/Inschrijving"
    assert {(change.level, change.field) for change in changes if change.field} == {
        ("breaking", f"{registered}/INSZ"),
        ("breaking", f"{registered}/BetrokkenSubject"),
        ("compatible", f"{registered}/Periode"),
    }
    assert {change.part for change in changes if "02_01" in change.message} == {"body", "answer"}
    assert compare_services(newer, newer) == ()
