"""The WSDL of MAGDA, its request templates and test answers: real input, held against libxml2."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.sandbox.contracts.calling import shared_data
from tests.sandbox.contracts.soap.dossiers import SoapCaller, request
from vlavirgem_sandbox.catalogue.gathering import gathered
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract, element_of

_FOLDER = (shared_data() or Path("/nonexistent")) / "contracts/magda"
_WSDLS = sorted(path.relative_to(_FOLDER).as_posix() for path in _FOLDER.rglob("*.wsdl"))

pytestmark = pytest.mark.skipif(not _WSDLS, reason="the real contracts (shared/data/contracts/magda) are not here")


def contract_of(wsdl: str, samples: str = "") -> Contract:
    file = gathered(_FOLDER / wsdl, samples=_FOLDER / samples if samples else None)
    report = read_contract(file.data, name=file.filename)
    assert report.contract is not None, report.problems
    return report.contract


def independent(compiled: SoapContract, element: str, folder: Path) -> etree.XMLSchema:
    """libxml2's view on the element's namespace, with the files of the contract on disk."""
    space = etree.QName(element).namespace
    included = []
    for path, (namespace, text) in compiled.sources.schemas().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if namespace == space and ".types-" in path:
            included.append(f'<xs:include schemaLocation="{file}"/>')
    schema = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{space}">{"".join(included)}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(schema))


@pytest.mark.parametrize("wsdl", _WSDLS or [""])
def test_each_operation_answers_and_the_answer_is_valid_for_libxml2(wsdl: str, tmp_path: Path) -> None:
    contract = contract_of(wsdl)
    caller = SoapCaller(contract)
    compiled = caller.compiled
    assert isinstance(compiled, SoapContract)

    for operation in contract.operations:
        example = operation.request_example
        assert operation.works, operation.why_not
        assert example is not None
        answered = compiled.declared(operation).answer
        assert answered is not None
        schema = independent(compiled, element_of(answered), tmp_path)
        for seed in (1, 2, 3):
            caller.seed = seed
            content = caller.content(request(example.body.encode(), SOAPAction=dict(example.headers)["SOAPAction"]))
            assert schema.validate(content), schema.error_log


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


def test_a_broken_template_gets_the_reason_of_the_xsd() -> None:
    caller = SoapCaller(contract_of("wsdl/Persoon.GeefPersoonDienst-02.02/WebService/GeefPersoon.wsdl"))
    template = (_FOLDER / "verzoek-sjablonen/GeefPersoon_02.02.0000_template.xml").read_text()

    found = caller.violations(request(template.replace("90010100123", "9001").encode(), SOAPAction='""'))

    assert {violation.pointer.rpartition("/")[2] for violation in found} == {"INSZ"}
    assert all(".xsd#" in violation.rule for violation in found)
