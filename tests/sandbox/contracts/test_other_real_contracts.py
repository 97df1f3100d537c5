"""Contracts that Microcks and X-Road test their own readers with, good and bad."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, real_contracts
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract

REFUSED = {
    "microcks/HelloService-soapui-project.xml": "XML",
    "microcks/HelloService.postman.json": "has no field 'openapi'",
    "microcks/HelloService.metadata.yml": "has no field 'openapi'",
    "microcks/api-pastries-0.0.1.har": "has no field 'openapi'",
    "microcks/hello-v1.proto": "holds no contract of a kind",
    "microcks/weather-forecast-openapi-relative-ref.yaml": "another file",
    "microcks/weather-forecast-schema.yaml": "has no field 'openapi'",
    "xroad/duplicateendpoint.yaml": "'get' is given twice",
    "xroad/invalid_version.json": "not read",
}
READ = {
    "microcks/APIPastry-openapi.yaml": 3,
    "microcks/PetstoreAPI-swagger.json": 20,
    "microcks/Petstore-webhooks-openapi.yaml": 0,
    "microcks/UserSignedUpAPI-asyncapi.yml": 1,
    "microcks/user-signedup-asyncapi-2.1.yaml": 0,
    "microcks/user-signedup-asyncapi-3.0.yaml": 0,
    "microcks/UserRegistration-callbacks-openapi.yaml": 1,
    "microcks/films.graphql": 4,
    "microcks/cars-openapi-3.1-complete.yaml": 4,
    "microcks/pastry-with-script-openapi.yaml": 1,
    "xroad/v310.json": 3,
    "xroad/v310.yaml": 3,
    "xroad/valid.json": 2,
    "xroad/valid.yaml": 2,
    "xroad/valid_modified.yaml": 3,
    "xroad/warnings.yml": 2,
}


def _report(name: str) -> ContractReport:
    folder, _slash, file = name.partition("/")
    return read_contract((real_contracts(folder) / file).read_bytes(), name=name)


def _caller(name: str) -> Caller:
    contract = _report(name).contract
    assert contract is not None
    return Caller(contract)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_openapi_3_contract_is_refused_by_name(name: str) -> None:
    report = _report(name)

    assert report.contract is None
    assert any(REFUSED[name] in problem.message for problem in report.problems), report.problems


@pytest.mark.parametrize("name", READ)
def test_every_operation_of_a_readable_contract_answers_validly(name: str) -> None:
    contract = _report(name).contract
    assert contract is not None
    assert len(contract.operations) == READ[name]

    for operation in contract.operations:
        assert operation.works, operation.why_not
        Caller(contract).call_example(operation)


def test_the_answer_has_the_name_of_the_example_that_the_call_equals() -> None:
    caller = _caller("microcks/APIPastry-openapi.yaml")

    assert caller.json("GET", "/pastry/Eclair%20Cafe")["price"] == 2.5
    assert caller.json("GET", "/pastry/Millefeuille")["price"] == 4.4


def test_accept_chooses_between_json_and_xml() -> None:
    caller = _caller("microcks/APIPastry-openapi.yaml")

    xml = caller.call("GET", "/pastry/Eclair%20Cafe", Accept="text/xml")

    assert xml.content_type == "text/xml"
    assert xml.body.startswith(b"<pastry>")
    assert caller.call("GET", "/pastry/Eclair%20Cafe", Accept="*/*").content_type == "application/json"


def test_a_json_example_written_as_text_is_answered_as_json() -> None:
    cars: list[dict[str, Any]] = json.loads(
        _caller("microcks/cars-openapi-3.1-complete.yaml").call("GET", "/owner/laurent/car").body
    )

    assert [car["name"] for car in cars] == ["307", "jean-pierre"]


def test_an_unquoted_version_keeps_its_text() -> None:
    contract = _report("xroad/valid.yaml").contract

    assert contract is not None
    assert contract.version == "1.0"
