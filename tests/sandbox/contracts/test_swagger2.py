"""Swagger 2.0 contracts: read as the OpenAPI 3.0 contract that says the same, and tried out like any other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.swagger2.document import as_openapi


def _swagger(**paths: Any) -> dict[str, Any]:
    return {
        "swagger": "2.0",
        "info": {"title": "Subsidies", "version": "1"},
        "host": "api.stad.example",
        "basePath": "/v1",
        "schemes": ["https"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {f"/{name}": item for name, item in paths.items()},
        "definitions": {
            "Aanvraag": {
                "type": "object",
                "required": ["naam"],
                "properties": {
                    "nummer": {"type": "integer", "readOnly": True},
                    "naam": {"type": "string", "minLength": 2},
                    "nota": {"type": "string", "x-nullable": True},
                },
            }
        },
        "parameters": {
            "Aanvraag": {
                "name": "aanvraag",
                "in": "body",
                "required": True,
                "schema": {"$ref": "#/definitions/Aanvraag"},
            },
            "Taal": {"name": "taal", "in": "query", "type": "string", "enum": ["nl", "fr"]},
        },
        "responses": {"Een": {"description": "de aanvraag", "schema": {"$ref": "#/definitions/Aanvraag"}}},
        "securityDefinitions": {
            "sleutel": {"type": "apiKey", "name": "X-Key", "in": "header"},
            "wie": {"type": "basic"},
        },
    }


AANVRAGEN = {
    "post": {
        "parameters": [{"$ref": "#/parameters/Aanvraag"}, {"$ref": "#/parameters/Taal"}],
        "responses": {"201": {"$ref": "#/responses/Een"}, "400": {"description": "fout"}},
    }
}


def test_a_body_that_is_a_shared_parameter_is_checked_and_answered() -> None:
    caller = Caller(accepted(_swagger(aanvragen=AANVRAGEN)))

    made = caller.call("POST", "/aanvragen", {"naam": "Buurtfeest", "nota": None}, query=[("taal", "nl")])
    refused = caller.violations("POST", "/aanvragen", {"naam": "x"}, query=[("taal", "de")])

    assert made.status == 201
    assert set(json.loads(made.body)) <= {"nummer", "naam", "nota"}
    assert {(violation.place, violation.pointer) for violation in refused} == {("body", "/naam"), ("query", "taal")}


def test_a_missing_body_is_a_violation_where_it_is_required() -> None:
    caller = Caller(accepted(_swagger(aanvragen=AANVRAGEN)))

    assert [violation.place for violation in caller.violations("POST", "/aanvragen")] == ["body"]


@pytest.mark.parametrize(
    ("field", "kind", "good", "bad"),
    [
        ("string", "application/x-www-form-urlencoded", b"naam=Buurt", b"anders=1"),
        ("file", "multipart/form-data; boundary=x", None, b"--x--\r\n"),
    ],
)
def test_form_fields_make_a_body(field: str, kind: str, good: bytes | None, bad: bytes) -> None:
    fields = [{"name": "naam", "in": "formData", "type": field, "required": True}]
    caller = Caller(
        accepted(_swagger(formulier={"post": {"parameters": fields, "responses": {"200": {"description": "ok"}}}}))
    )
    sent = good or (
        b'--x\r\nContent-Disposition: form-data; name="naam"; filename="a.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nabc\r\n--x--\r\n"
    )

    assert caller.violations("POST", "/formulier", sent, content_type=kind) == []
    assert caller.violations("POST", "/formulier", bad, content_type=kind) != []


@pytest.mark.parametrize(
    ("style", "sent"),
    [
        ("csv", [("nr", "1,2")]),
        ("multi", [("nr", "1"), ("nr", "2")]),
        ("pipes", [("nr", "1|2")]),
        ("ssv", [("nr", "1 2")]),
    ],
)
def test_a_list_is_read_in_the_way_the_contract_joins_it(style: str, sent: list[tuple[str, str]]) -> None:
    parameter = {"name": "nr", "in": "query", "type": "array", "items": {"type": "integer"}, "minItems": 2}
    item = {
        "get": {"parameters": [{**parameter, "collectionFormat": style}], "responses": {"200": {"description": "ok"}}}
    }
    caller = Caller(accepted(_swagger(lijst=item)))

    assert caller.violations("GET", "/lijst", query=sent) == []
    assert caller.violations("GET", "/lijst", query=[("nr", "1")]) != []
    assert caller.violations("GET", "/lijst", query=[(name, value.replace("1", "x")) for name, value in sent]) != []


def test_examples_and_media_types_of_answers_are_kept() -> None:
    answer = {
        "description": "ok",
        "schema": {"type": "object"},
        "examples": {"application/json": {"naam": "Voorbeeld"}},
    }
    item = {"get": {"produces": ["application/json", "text/plain"], "responses": {"200": answer}}}
    caller = Caller(accepted(_swagger(een=item)))

    assert caller.json("GET", "/een") == {"naam": "Voorbeeld"}


def test_the_operation_s_own_body_goes_before_that_of_its_path() -> None:
    own = {"name": "b", "in": "body", "schema": {"type": "object", "required": ["eigen"]}}
    shared = {"name": "b", "in": "body", "schema": {"type": "object", "required": ["gedeeld"]}}
    done = {"responses": {"200": {"description": "ok"}}}
    caller = Caller(accepted(_swagger(x={"parameters": [shared], "put": {"parameters": [own], **done}, "post": done})))

    assert caller.violations("PUT", "/x", {"eigen": 1}) == []
    assert caller.violations("POST", "/x", {"gedeeld": 1}) == []
    assert caller.violations("POST", "/x", {"eigen": 1}) != []


def test_the_example_call_of_a_form_with_a_file_is_one_the_contract_takes() -> None:
    fields = [
        {"name": "bestand", "in": "formData", "type": "file", "required": True},
        {"name": "akkoord", "in": "formData", "type": "boolean", "required": True},
    ]
    contract = accepted(
        _swagger(formulier={"post": {"parameters": fields, "responses": {"200": {"description": "ok"}}}})
    )
    example = contract.operations[0].request_example
    assert example is not None

    assert example.content_type.startswith("multipart/form-data; boundary=")
    assert (
        Caller(contract).violations("POST", "/formulier", example.body.encode(), content_type=example.content_type)
        == []
    )


def test_what_it_becomes_is_valid_openapi() -> None:
    document = as_openapi(_swagger(aanvragen=AANVRAGEN))

    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []
    assert document["servers"] == [{"url": "https://api.stad.example/v1"}]
    assert set(document["components"]["parameters"]) == {"Taal"}  # a body is no parameter any more


def test_the_report_says_in_which_form_it_is_read() -> None:
    report = read_contract(json.dumps(_swagger(aanvragen=AANVRAGEN)).encode())

    assert [(problem.severity, "OpenAPI 3.0" in problem.message) for problem in report.problems] == [("warning", True)]


def test_an_older_swagger_is_refused_with_what_is_read() -> None:
    report = read_contract(b'{"swagger": "1.2", "apis": []}')

    assert report.contract is None
    assert "1.2" in report.problems[0].message
    assert report.problems[0].place == "/swagger"


WRONG = [None, 1, "x", [], [None], {}, {"x": None}, {"$ref": 1}, {"$ref": "#/parameters/~"}]


@pytest.mark.parametrize("field", ["paths", "definitions", "parameters", "responses", "host", "schemes", "consumes"])
@pytest.mark.parametrize("value", WRONG)
def test_a_field_of_another_shape_never_breaks_the_reading(field: str, value: object) -> None:
    read_contract(json.dumps({**_swagger(aanvragen=AANVRAGEN), field: value}).encode())


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("field", ["parameters", "responses", "consumes", "produces"])
def test_a_part_of_an_operation_of_another_shape_never_breaks_the_reading(field: str, value: object) -> None:
    operation = {**AANVRAGEN["post"], field: value}

    read_contract(json.dumps(_swagger(aanvragen={"post": operation, "parameters": value})).encode())


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("field", ["in", "name", "type", "items", "schema"])
def test_a_part_of_a_parameter_of_another_shape_never_breaks_the_reading(field: str, value: object) -> None:
    parameter = {"name": "q", "in": "query", "type": "string", field: value}

    read_contract(json.dumps(_swagger(aanvragen={"get": {"parameters": [parameter], "responses": {}}})).encode())
