"""Our own demo contracts: without a single problem, and every operation works as its description promises."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.contracts.calling import DEMO_CONTRACTS, Caller, header_of
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.quality.measuring import measure
from vlavirgem_sandbox.contracts.quality.rules import score_of
from vlavirgem_sandbox.contracts.reading import read_contract

NAMES = ("verenigingsregister", "energieadvies", "documentlevering")
ASYNCHRONOUS = ("adreswijzigingen",)
ASSOCIATION = {
    "name": "Fanfare De Proef",
    "kind": "vzw",
    "seat": {
        "street": "Kerkstraat",
        "houseNumber": "1",
        "postalCode": "9300",
        "municipality": {"nisCode": "41002", "name": "Aalst"},
    },
}
CHANGE = {"content_type": "application/merge-patch+json", "VR_Initiator": "OVO002067"}


def _contract(name: str) -> Contract:
    report = read_contract((DEMO_CONTRACTS / f"{name}.yaml").read_bytes())
    assert report.contract is not None
    return report.contract


@pytest.fixture
def register() -> Caller:
    """The association register, nothing written yet."""
    return Caller(_contract("verenigingsregister"))


def test_every_demo_contract_is_looked_at() -> None:
    assert {path.stem for path in DEMO_CONTRACTS.glob("*.yaml")} == {*NAMES, *ASYNCHRONOUS}


@pytest.mark.parametrize("name", [*NAMES, *ASYNCHRONOUS])
def test_a_demo_contract_is_read_without_any_problem(name: str) -> None:
    report = read_contract((DEMO_CONTRACTS / f"{name}.yaml").read_bytes())

    assert report.problems == ()
    assert report.contract is not None
    assert all(operation.works and operation.request_example for operation in report.contract.operations)


def test_the_graphql_demo_contract_has_no_problem_and_all_that_makes_quality() -> None:
    files = list(DEMO_CONTRACTS.glob("*.graphql"))

    assert [path.name for path in files] == ["verenigingen-zoeken.graphql"]
    report = read_contract(files[0].read_bytes(), name=files[0].name)
    assert report.problems == ()
    assert report.contract is not None
    assert all(operation.works and operation.request_example for operation in report.contract.operations)
    assert score_of(measure(report.contract)) == 100


@pytest.mark.parametrize("name", NAMES)
def test_every_status_that_a_demo_contract_describes_can_be_asked_for(name: str) -> None:
    contract = _contract(name)

    for operation in contract.operations:
        for status in operation.answer_statuses:
            answer = Caller(contract).call_example(operation, Prefer=f"status={status}")
            assert answer.status == int(status)


def test_a_registered_association_can_be_read_changed_and_removed(register: Caller) -> None:
    created = register.call("POST", "/verenigingen", ASSOCIATION, VR_Initiator="OVO002067")
    location, etag = header_of(created, "Location"), header_of(created, "ETag")
    assert created.status == 201
    assert location == f"verenigingen/{json.loads(created.body)['vCode']}"
    location = f"/{location}"
    assert etag == '"1"'

    read = register.json("GET", location)
    changed = register.call("PATCH", location, {"shortName": "Proef"}, If_Match=etag, **CHANGE)
    late = register.call("PATCH", location, {"shortName": "Te laat"}, If_Match=etag, **CHANGE)
    removed = register.call("DELETE", location, If_Match='"2"', VR_Initiator="OVO002067")

    assert read["name"] == "Fanfare De Proef"
    assert read["registeredAt"] == "2026-11-21T20:00:00Z"
    assert (changed.status, header_of(changed, "ETag")) == (200, '"2"')
    assert late.status == 412
    assert removed.status == 204
    assert register.call("GET", location).status == 404


def test_a_v_code_has_the_form_that_the_contract_asks_for_and_is_never_given_twice(register: Caller) -> None:
    codes = {
        register.json("POST", "/verenigingen", ASSOCIATION, VR_Initiator="OVO002067")["vCode"] for _again in range(20)
    }

    assert len(codes) == 20
    assert all(code.startswith("V") and len(code) == 8 for code in codes)


def test_a_new_association_has_no_representatives_until_one_is_added(register: Caller) -> None:
    code = register.json("POST", "/verenigingen", ASSOCIATION, VR_Initiator="OVO002067")["vCode"]
    path = f"/verenigingen/{code}/vertegenwoordigers"
    before = register.json("GET", path)
    person = {"givenName": "Ilias", "familyName": "Proefman", "role": "treasurer"}

    added = register.json("POST", path, person, VR_Initiator="OVO002067")

    assert before == []
    assert register.json("GET", path) == [added]
    assert register.json("GET", f"{path}/{added['representativeId']}")["familyName"] == "Proefman"
    assert register.json("GET", "/verenigingen/V0001001/vertegenwoordigers")[0]["familyName"] == "Testers"


def test_without_the_initiator_header_nothing_is_registered(register: Caller) -> None:
    violations = register.violations("POST", "/verenigingen", ASSOCIATION)

    assert [(violation.place, violation.pointer) for violation in violations] == [("header", "VR-Initiator")]


def test_the_advice_belongs_to_the_dwelling_that_was_sent() -> None:
    energy = Caller(_contract("energieadvies"))
    terraced = {
        "type": "terraced",
        "buildYear": 1962,
        "heatedFloorArea": 142.5,
        "heating": {"source": "gas", "installedIn": 2004},
        "walls": {"insulated": False},
        "roof": {"insulated": True, "thicknessInCentimetres": 12},
        "glazing": "double",
        "incomeCategory": 3,
    }

    assert energy.json("POST", "/berekeningen", terraced)["labelAfter"] == "B"
    assert energy.json("POST", "/berekeningen", terraced, Prefer="example=alInOrde")["measures"] == []


def test_a_grant_is_generated_in_one_of_its_two_forms_and_the_same_each_time() -> None:
    contract = _contract("energieadvies")
    queries = [[("incomeCategory", str(category))] for category in (1, 2, 3, 4)]

    grants = [Caller(contract).json("GET", "/maatregelen/DAK/premie", query=query) for query in queries]
    again = [Caller(contract).json("GET", "/maatregelen/DAK/premie", query=query) for query in queries]

    assert grants == again
    assert {grant["form"] for grant in grants} <= {"fixed", "share"}


def test_a_submitted_document_is_listed_for_its_recipient_and_its_delivery_can_be_followed() -> None:
    service = Caller(_contract("documentlevering"))
    document = {
        "title": "Attest",
        "documentType": "attest",
        "recipient": "TP-00042",
        "file": {"name": "a.pdf", "mediaType": "application/pdf", "sizeInBytes": 10},
    }

    created = service.json("POST", "/documenten", document)
    number = created["documentId"]

    assert service.json("GET", "/documenten", query=[("recipient", "TP-00042")])["count"] == 2, "its sample and ours"
    assert service.json("GET", "/documenten", query=[("recipient", "TP-00107")])["documents"] == []
    assert service.json("GET", f"/documenten/{number}/aflevering")["documentId"] == number
    assert service.call("DELETE", f"/documenten/{number}").status == 204
    assert service.call("GET", f"/documenten/{number}/aflevering").status == 404
