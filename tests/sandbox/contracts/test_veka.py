"""The nine contracts that the Flemish energy agency really publishes, slips and all: every operation answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.contracts.calling import Caller, real_contracts
from vlavirgem_sandbox.contracts.model import Operation
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract

OPERATIONS = {
    "datadiensten_prod_v1": 4,
    "datadienstencontainer_prod_v1": 1,
    "dossier-api-prod-v1": 22,
    "energie-api-prod-v1": 11,
    "energie-api-test-v1": 11,
    "energiepremies-api-prod-v1": 1,
    "examens-api-prod-v1": 7,
    "mcs-api-prod-v1": 2,
    "mcs-api-test-v1": 2,
}


def _folder() -> Path:
    return real_contracts("openapi/veka")


def _report(name: str) -> ContractReport:
    return read_contract((_folder() / f"{name}.yaml").read_bytes(), name=f"{name}.yaml")


def test_the_folder_holds_the_contracts_that_are_accounted_for() -> None:
    assert {path.stem for path in _folder().glob("*.yaml")} == OPERATIONS.keys()


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_contract_is_read_with_all_its_operations(name: str) -> None:
    report = _report(name)

    assert report.contract is not None, report.problems
    assert len(report.contract.operations) == OPERATIONS[name]
    assert [operation.key for operation in report.contract.operations if not operation.works] == []
    assert [problem for problem in report.problems if problem.severity == "error"] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_answers_its_example_call_as_its_schema_says(name: str) -> None:
    contract = _report(name).contract
    assert contract is not None

    for seed in range(3):
        for operation in contract.operations:
            _call(Caller(contract, seed), operation)


def _call(caller: Caller, operation: Operation) -> None:
    """``Caller.call`` asserts that the call and the answer are valid."""
    caller.call_example(operation)
    assert caller.match(operation.method, operation.request_example.path).operation.key == operation.key


def test_slips_of_a_real_contract_are_warnings_that_name_their_place() -> None:
    problems = _report("energie-api-test-v1").problems

    assert problems
    assert {problem.severity for problem in problems} == {"warning"}
    assert any("Afgifte en regelsysteem" in problem.message for problem in problems)
    assert all(problem.place.startswith("/") for problem in problems)


def test_an_example_that_breaks_its_own_schema_is_reported_and_replaced() -> None:
    report = _report("datadiensten_prod_v1")
    assert report.contract is not None
    pointer = "/paths/~1api~1datadiensten~1v1~1mvp~1werken/get/responses/200/content/application~1json/example"
    operation = next(o for o in report.contract.operations if o.path == "/api/datadiensten/v1/mvp/werken")
    assert operation.request_example is not None

    answer = Caller(report.contract).call(
        "GET", operation.path, query=list(operation.request_example.query), **dict(operation.request_example.headers)
    )

    assert [problem.place for problem in report.problems] == [pointer]
    assert answer.origin == "generated"
