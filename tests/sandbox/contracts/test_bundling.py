"""OpenAPI in several files: put together in memory, with nothing fetched and no way out of the archive."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, real_contracts
from tests.sandbox.contracts.soap.dossiers import zipped
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.reading import read_contract

DOSSIER = """
type: object
required: [nummer, eigenaar]
properties:
  nummer: {type: string, pattern: '^D-[0-9]{4}$'}
  eigenaar: {$ref: '../gedeeld/personen.json#/definitions/Persoon'}
  deel: {$ref: '#'}
additionalProperties: false
"""
PERSON: dict[str, Any] = {
    "definitions": {
        "Naam": {"type": "string", "minLength": 2},
        "Persoon": {"type": "object", "required": ["naam"], "properties": {"naam": {"$ref": "#/definitions/Naam"}}},
    }
}
MAIN = """
openapi: 3.0.3
info: {title: Dossiers, version: '1'}
paths:
  /dossiers: {$ref: 'paden/dossiers.yaml'}
components:
  schemas:
    dossier: {type: string}
"""
PATHS = """
post:
  parameters: [{$ref: '../gedeeld/parameters.yaml#/taal'}]
  requestBody: {$ref: '../gedeeld/parameters.yaml#/lichaam'}
  responses:
    '200':
      description: ok
      content: {application/json: {schema: {$ref: '../schemas/dossier.yaml'}}}
"""
PARAMETERS = """
taal: {name: taal, in: query, required: true, schema: {type: string, enum: [nl, fr]}}
lichaam: {required: true, content: {application/json: {schema: {$ref: '../schemas/dossier.yaml'}}}}
"""
FILES = {
    "dienst/api.yaml": MAIN,
    "dienst/paden/dossiers.yaml": PATHS,
    "dienst/schemas/dossier.yaml": DOSSIER,
    "dienst/gedeeld/personen.json": json.dumps(PERSON),
    "dienst/gedeeld/parameters.yaml": PARAMETERS,
}


def accepted(files: dict[str, str]) -> Contract:
    report = read_contract(zipped(dict(files)), name="dossiers.zip")
    assert report.contract is not None, report.problems
    assert report.problems == ()
    return report.contract


def refused(files: dict[str, str]) -> str:
    report = read_contract(zipped(dict(files)), name="dossiers.zip")
    assert report.contract is None
    return report.problems[0].message


def test_what_lies_in_other_files_is_checked_and_answered_as_if_it_were_in_one() -> None:
    caller = Caller(accepted(FILES))
    dossier: dict[str, Any] = {
        "nummer": "D-0001",
        "eigenaar": {"naam": "An"},
        "deel": {"nummer": "D-0002", "eigenaar": {"naam": "B"}},
    }

    found = caller.violations("POST", "/dossiers", dossier)
    whole = dossier | {"deel": {"nummer": "D-0002", "eigenaar": {"naam": "Bo"}}}
    answer = caller.json("POST", "/dossiers", whole, query=[("taal", "nl")])

    assert [(each.place, each.pointer) for each in found] == [("query", "taal"), ("body", "/deel/eigenaar/naam")]
    assert answer["eigenaar"]["naam"]


def test_a_name_that_the_contract_has_already_is_left_to_it() -> None:
    components = accepted(FILES).document["components"]["schemas"]

    assert components["dossier"] == {"type": "string"}
    assert sorted(name for name in components if name.startswith("dossier-")) != []


def test_a_file_that_is_missing_stops_only_what_needs_it() -> None:
    also = MAIN.replace("components:", "  /ok: {get: {responses: {'204': {description: ok}}}}\ncomponents:")
    files = {name: text for name, text in FILES.items() if "personen" not in name} | {"dienst/api.yaml": also}

    report = read_contract(zipped(dict(files)), name="dossiers.zip")

    assert report.contract is not None
    assert {each.key: each.works for each in report.contract.operations} == {"POST /dossiers": False, "GET /ok": True}
    assert any("refers to another file" in problem.message for problem in report.problems)


@pytest.mark.parametrize(
    "way_out", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://evil.example/x.yaml"]
)
def test_a_reference_out_of_the_archive_is_never_followed(way_out: str) -> None:
    assert "None of the operations" in refused(FILES | {"dienst/schemas/dossier.yaml": f"$ref: '{way_out}'"})


def test_two_contracts_in_one_zip_are_named() -> None:
    assert "it holds 2: api.yaml, tweede.yaml" in refused(FILES | {"dienst/tweede.yaml": MAIN})


def test_files_that_refer_to_each_other_without_end_are_refused() -> None:
    circle = {"dienst/paden/dossiers.yaml": "$ref: 'a.yaml'", "dienst/paden/a.yaml": "$ref: 'dossiers.yaml'"}

    assert refused(FILES | circle)


def test_a_small_archive_cannot_become_a_huge_contract() -> None:
    nested: Any = {"type": "object"}
    for _level in range(45):
        nested = {"properties": {"a": nested, "b": {"type": "string", "description": "x"}}}
    pointers = ["/properties/a" * depth for depth in range(45)]
    wide = {"oneOf": [{"$ref": f"diep.json#{pointer}"} for pointer in pointers] * 40}
    files = {"dienst/schemas/dossier.yaml": json.dumps(wide), "dienst/schemas/diep.json": json.dumps(nested)}

    report = read_contract(zipped(dict(FILES | files)), name="dossiers.zip")

    assert report.contract is None


def test_the_relative_references_of_microcks_are_put_together() -> None:
    folder = real_contracts("microcks")
    names = ("weather-forecast-openapi-relative-ref.yaml", "weather-forecast-schema.yaml")

    contract = accepted({name: (folder / name).read_text() for name in names})

    caller = Caller(contract)
    assert caller.json("GET", "/forecast/north", query=[("apiKey", "k")])["region"] == "north"
