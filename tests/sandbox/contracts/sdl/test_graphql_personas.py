"""Test personas beside a GraphQL schema: which objects of an answer are about whom, and what they show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.sandbox.contracts.sdl.associations import answered, request
from tests.sandbox.contracts.sdl.people import EMILE, ROSA, archive
from vlavirgem_sandbox.contracts.authored.personas import EXTENSION
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.state import InMemoryStore

FIELDS = "insz voornaam achternaam geboren postcode adres { straat } kinderen { insz voornaam }"


def contract_with(*personas: Any) -> Contract:
    report = read_contract(archive(*personas), name="dienst.zip")
    assert report.contract is not None, report.problems
    return report.contract


def ask(
    query: str, variables: Mapping[str, Any] | None = None, *personas: Any, store: InMemoryStore | None = None
) -> Any:
    contract = contract_with(*(personas or (ROSA, EMILE)))
    served = compile_contract(contract.document, contract.digest)
    body = json.loads(answered(served, request(query, variables), store=store).body)
    assert "errors" not in body, body
    return body["data"]


def test_an_argument_that_tells_a_persona_gets_its_data_by_the_names_of_the_fields() -> None:
    person = ask(f'{{ persoon(insz: "58671512347") {{ {FIELDS} }} }}')["persoon"]

    assert (person["insz"], person["voornaam"], person["achternaam"]) == ("58671512347", "Rosa", "Verdonck")
    assert (person["postcode"], person["adres"]["straat"]) == (2800, "Lindelaan")


def test_a_variable_tells_it_too_and_each_field_of_the_request_its_own() -> None:
    query = 'query($een: String!) { een: mensen(insz: $een) { voornaam } ander: mensen(insz: "1") { voornaam } }'

    found = ask(query, {"een": "58.67.15-123.47"})

    assert {each["voornaam"] for each in found["een"]} == {"Rosa"}
    assert "Rosa" not in {each["voornaam"] for each in found["ander"]}


def test_what_a_type_does_not_take_is_made_as_always() -> None:
    person = ask(f'{{ persoon(insz: "58671512347") {{ {FIELDS} }} }}')["persoon"]

    assert person["geboren"].count("-") == 2


def test_a_list_inside_the_persona_is_about_others_unless_it_is_asked_for_one() -> None:
    query = '{ persoon(insz: "58671512347") { kinderen { voornaam insz } buur(insz: "79620354107") { voornaam } } }'

    person = ask(query)["persoon"]

    assert {each["voornaam"] for each in person["kinderen"]}.isdisjoint({"Rosa", "Emile"})
    assert person["buur"]["voornaam"] == "Emile"


def test_an_example_of_the_author_goes_before_a_persona() -> None:
    assert ask('{ persoon(insz: "79620354107") { voornaam } }')["persoon"]["voornaam"] == "An"
    assert ask('{ persoonMetId(id: "P-7") { voornaam } }')["persoonMetId"]["voornaam"] == "An"


def test_what_a_call_wrote_about_a_persona_is_about_it_when_it_is_read() -> None:
    store = InMemoryStore()

    written = ask('mutation { maakDossier(input: {insz: "58671512347"}) { id voornaam } }', store=store)["maakDossier"]
    read = ask("query($id: ID!) { dossier(id: $id) { id voornaam } }", {"id": written["id"]}, store=store)["dossier"]

    assert written["voornaam"] == "Rosa"
    assert read == written


def test_a_schema_without_personas_answers_as_before() -> None:
    query = '{ mensen(insz: "58671512347") { voornaam } }'
    contract = contract_with()

    body = answered(compile_contract(contract.document, contract.digest), request(query)).body

    assert "Rosa" not in body.decode()
    assert EXTENSION not in contract.document


def test_a_schema_that_was_packed_with_its_personas_is_called_by_its_own_name() -> None:
    report = read_contract(archive(ROSA), name="mensen-zoeken.graphql.zip")

    assert report.contract is not None
    assert report.contract.title == "Mensen zoeken"
