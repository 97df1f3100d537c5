"""What a contract tells about itself, and how far a contract with slips still works."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation

from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.reading import read_contract


def _problems(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    report = read_contract(json.dumps(document).encode())
    assert report.contract is not None, report.problems
    return [(problem.severity, problem.place, problem.message) for problem in report.problems]


def test_a_contract_is_described_with_its_operations() -> None:
    yaml = b"""
openapi: 3.0.3
info: {title: Dienst, version: 1.10, description: Wat ze doet, contact: {name: Team, email: team@agentschap.example}}
servers: [{url: https://dienst.example/v1}]
paths:
  /x/{nr}:
    parameters:
      - {name: nr, in: path, required: true, description: Nummer, schema: {type: integer}, example: 5}
    put:
      operationId: bewaar
      summary: Bewaar
      tags: [X]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {200: {description: ok}, default: {description: fout}}
"""

    contract = read_contract(yaml).contract

    assert contract is not None
    assert (contract.title, contract.version, contract.dialect) == ("Dienst", "1.10", "openapi-3.0")
    assert (contract.contact.email, contract.servers) == ("team@agentschap.example", ("https://dienst.example/v1",))
    operation = contract.operations[0]
    assert (operation.key, operation.operation_id, operation.tags) == ("PUT /x/{nr}", "bewaar", ("X",))
    assert (operation.request_content_types, operation.answer_statuses) == (("application/json",), ("200", "default"))
    assert [(p.name, p.location, p.required, p.example) for p in operation.parameters] == [("nr", "path", True, 5)]
    assert operation.request_example is not None
    assert operation.request_example.path == "/x/5"


def test_the_example_call_leaves_out_what_only_the_server_sets() -> None:
    yaml = b"""
openapi: 3.0.3
info: {title: Dienst, version: '1'}
paths:
  /dossiers:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Dossier'}}}}
      responses: {200: {description: ok}}
components:
  schemas:
    Dossier:
      required: [id, naam, delen]
      properties:
        id: {type: integer, readOnly: true}
        naam: {type: string}
        delen: {type: array, items: {properties: {id: {type: integer, readOnly: true}, soort: {type: string}}}}
      example: {id: 7, naam: Loket, delen: [{id: 8, soort: bijlage}]}
"""
    contract = read_contract(yaml).contract

    assert contract is not None
    example = contract.operations[0].request_example
    assert example is not None
    assert json.loads(example.body) == {"naam": "Loket", "delen": [{"soort": "bijlage"}]}


def test_yaml_is_read_as_json_would_be() -> None:
    yaml = b"""
openapi: 3.1.0
info: {title: t, version: '1'}
x-basis: &basis {a: 1}
paths:
  /x:
    get:
      responses:
        200:
          description: ok
          content:
            application/json:
              example: {land: NO, dag: 2026-11-21, om: 12:30:45, getal: 0o17, ja: yes, nul: ~, <<: *basis}
"""
    contract = read_contract(yaml).contract
    assert contract is not None

    answer = Caller(contract).json("GET", "/x")

    assert answer == {
        "land": "NO", "dag": "2026-11-21", "om": "12:30:45", "getal": 15, "ja": "yes", "nul": None, "a": 1,
    }  # fmt: skip


def test_a_path_parameter_that_was_forgotten_takes_any_text(small: dict[str, Any]) -> None:
    small["paths"]["/x/{nr}"] = {"get": {"responses": {"200": {"description": "ok"}}}}

    problems = _problems(small)

    assert [(severity, place) for severity, place, _message in problems] == [("warning", "/paths/~1x~1{nr}/get")]
    assert Caller(accepted(small)).violations("GET", "/x/alles") == []


def test_a_title_and_a_version_are_found_for_a_contract_without(small: dict[str, Any]) -> None:
    del small["info"]

    report = read_contract(json.dumps(small).encode(), name="dienst.json")

    assert report.contract is not None
    assert (report.contract.title, report.contract.version) == ("dienst.json", "1")
    assert {problem.place for problem in report.problems} >= {"/info/title", "/info/version"}


def test_an_operation_without_answers_does_not_work_and_the_others_do(small: dict[str, Any]) -> None:
    small["paths"]["/leeg"] = {"get": {"responses": {}}}

    report = read_contract(json.dumps(small).encode())

    assert report.contract is not None
    works = {operation.key: (operation.works, bool(operation.why_not)) for operation in report.contract.operations}
    assert works == {"GET /dingen": (True, False), "GET /leeg": (False, True)}


def test_an_operation_that_cannot_answer_says_which_rule_is_in_the_way(small: dict[str, Any]) -> None:
    content = {"application/json": {"schema": {"type": "integer", "minimum": 3, "maximum": 2}}}
    small["paths"]["/onmogelijk"] = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}

    operation = next(o for o in accepted(small).operations if o.path == "/onmogelijk")

    assert not operation.works
    assert "minimum" in operation.why_not


def test_an_impossible_schema_with_an_example_beside_it_works(small: dict[str, Any]) -> None:
    content = {"application/json": {"schema": {"type": "string", "pattern": r"\bwoord\b"}, "example": "een woord"}}
    small["paths"]["/x"] = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}

    assert Caller(accepted(small)).json("GET", "/x") == "een woord"


@pytest.mark.parametrize("name", ["Met een spatie", "Met/schuine~streep", "Met%procent", 'Met "aanhaling"', "Ünïcode"])
def test_schemas_with_odd_names_are_found_encoded_or_not(small: dict[str, Any], name: str) -> None:
    from urllib.parse import quote

    small["components"]["schemas"][name] = {"type": "object", "required": ["n"], "properties": {"n": {"const": 1}}}
    token = name.replace("~", "~0").replace("/", "~1")
    content = small["paths"]["/dingen"]["get"]["responses"]["200"]["content"]["application/json"]
    content["schema"] = {"$ref": f"#/components/schemas/{quote(token)}"}

    assert Caller(accepted(small)).json("GET", "/dingen") == {"n": 1}


def test_anchors_and_references_into_paths_are_followed(small: dict[str, Any]) -> None:
    small["components"]["schemas"]["Anker"] = {"$anchor": "hier", "const": "gevonden"}
    small["paths"]["/x"] = {"get": {"responses": {"200": {"description": "ok", "content": {"application/json": {
        "schema": {"$ref": "#hier"}}}}}}}  # fmt: skip
    small["paths"]["/y"] = {"get": {"responses": {"200": {"description": "ok", "content": {"application/json": {
        "schema": {"$ref": "#/paths/~1x/get/responses/200/content/application~1json/schema"}}}}}}}  # fmt: skip

    assert Caller(accepted(small)).json("GET", "/y") == "gevonden"


def test_components_of_every_kind_are_referred_to(small: dict[str, Any]) -> None:
    small["components"] |= {
        "parameters": {"N": {"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}},
        "requestBodies": {"B": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}},
        "responses": {
            "R": {
                "description": "ok",
                "headers": {"X-H": {"$ref": "#/components/headers/H"}},
                "content": {"application/json": {"examples": {"e": {"$ref": "#/components/examples/E"}}}},
            }
        },
        "headers": {"H": {"schema": {"const": 7}}},
        "examples": {"E": {"value": "voorbeeld"}},
        "pathItems": {"P": {"post": {
            "parameters": [{"$ref": "#/components/parameters/N"}],
            "requestBody": {"$ref": "#/components/requestBodies/B"},
            "responses": {"201": {"$ref": "#/components/responses/R"}},
        }}},
    }  # fmt: skip
    small["paths"]["/p"] = {"$ref": "#/components/pathItems/P"}
    caller = Caller(accepted(small))

    answer = caller.call("POST", "/p", {}, query=[("n", "1")])

    assert (answer.status, answer.body, answer.headers) == (201, b'"voorbeeld"', (("X-H", "7"),))
    assert len(caller.violations("POST", "/p")) == 2


def test_an_operation_at_the_path_of_the_inbox_is_told_not_to_work(small: dict[str, Any]) -> None:
    small["paths"]["/_inbox"] = small["paths"]["/inbox"] = small["paths"]["/dingen"]

    works = {operation.path: operation.works for operation in accepted(small).operations}

    assert works == {"/dingen": True, "/_inbox": False, "/inbox": True}


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ('{"openapi": "3.1.0",, "info": {}}', "The name of a field belongs here"),
        ('{"openapi" "3.1.0"}', "A colon belongs here"),
        ('{"openapi": "3.1.0" "info": {}}', "A comma belongs here"),
        ('{"openapi": }}', "A value belongs here"),
        ('{"openapi": "3.1.0', "Close the text"),
        ('{"openapi": "3.1.0"}}', "The document ends before this place"),
    ],
)
def test_what_is_wrong_in_json_is_said_in_the_readers_words(text: str, remedy: str) -> None:
    with translation.override("en"):
        [problem] = read_contract(text.encode()).problems

    assert problem.remedy.startswith(remedy)
    assert not problem.detail


@pytest.mark.parametrize("text", ["hallo", "info: {title: x}"])
def test_a_file_that_is_no_contract_is_told_which_kinds_are(text: str) -> None:
    with translation.override("en"):
        [problem] = read_contract(text.encode()).problems

    assert all(kind in problem.remedy for kind in ("OpenAPI", "Swagger", "AsyncAPI", "WSDL", "GraphQL"))
