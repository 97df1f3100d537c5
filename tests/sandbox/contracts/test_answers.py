"""Which answer a call gets: status, media type and example, and what is made when the contract gives none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.calling import NOW, Caller, accepted, header_of
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.state import InMemoryStore


def _document(operation: dict[str, Any], path: str = "/x", method: str = "get", **more: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {method: operation}}, **more}


def _caller(responses: dict[str, Any], path: str = "/x", method: str = "get", **operation: Any) -> Caller:
    return Caller(accepted(_document({"responses": responses, **operation}, path, method)))


def _json(**media: Any) -> dict[str, Any]:
    return {"description": "ok", "content": {"application/json": media}}


def test_the_lowest_success_is_answered() -> None:
    caller = _caller({"default": _json(), "404": _json(), "202": _json(example=2), "201": _json(example=1)})

    answer = caller.call("GET", "/x")

    assert (answer.status, answer.body, answer.origin) == (201, b"1", "example")


@pytest.mark.parametrize(
    ("responses", "status"),
    [({"2XX": _json(example=1)}, 200), ({"default": _json(example=1)}, 200), ({"404": _json(example=1)}, 404)],
)
def test_classes_and_defaults_of_statuses_are_understood(responses: dict[str, Any], status: int) -> None:
    assert _caller(responses).call("GET", "/x").status == status


def test_a_caller_may_prefer_a_status_and_an_example() -> None:
    caller = _caller(
        {
            "200": _json(examples={"een": {"value": 1}, "twee": {"value": 2}}),
            "4XX": _json(examples={"fout": {"value": 0}}),
        }
    )

    assert caller.json("GET", "/x") == 1
    assert caller.json("GET", "/x", Prefer="example=twee") == 2
    assert caller.call("GET", "/x", Prefer="status=422").status == 422
    assert caller.call("GET", "/x", Prefer="code=404, example=fout").status == 404
    assert caller.call("GET", "/x", Prefer="example=fout").body == b"0"
    assert caller.json("GET", "/x", Prefer="status=999, example=onbekend, wait=10") == 1


def test_an_example_of_the_request_leads_to_the_answer_of_that_name() -> None:
    content = {"application/json": {"examples": {"a": {"value": {"n": 1}}, "b": {"value": {"n": 2}}}}}
    answers = {"200": _json(examples={"a": {"value": "A"}}), "422": _json(examples={"b": {"value": "B"}})}
    caller = _caller(answers, method="post", requestBody={"content": content})

    assert caller.json("POST", "/x", {"n": 1}) == "A"
    assert caller.call("POST", "/x", {"n": 2}).status == 422
    assert caller.call("POST", "/x", {"n": 3}).status == 200


def test_the_example_of_a_schema_answers_when_the_media_type_has_none() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "example": {"a": 5}}

    answer = _caller({"200": _json(schema=schema)}).call("GET", "/x")

    assert (json.loads(answer.body), answer.origin) == ({"a": 5}, "example")


def test_an_invalid_example_is_passed_over_for_a_valid_one_or_a_generated_answer() -> None:
    schema = {"type": "integer", "minimum": 5}
    both = _caller({"200": _json(schema=schema, examples={"a": {"value": 1}, "b": {"value": 7}})})
    none = _caller({"200": _json(schema=schema, example="tien")})

    assert both.json("GET", "/x") == 7
    assert none.call("GET", "/x").origin == "generated"
    assert none.json("GET", "/x") >= 5


def test_an_invalid_example_is_reported_at_its_place() -> None:
    document = _document({"responses": {"200": _json(schema={"type": "integer"}, examples={"a": {"value": "een"}})}})

    problems = read_contract(json.dumps(document).encode()).problems

    assert [(problem.severity, problem.place) for problem in problems] == [
        ("warning", "/paths/~1x/get/responses/200/content/application~1json/examples/a/value")
    ]


def test_the_accepted_media_type_is_answered_by_quality() -> None:
    content = {"application/json": {"example": {}}, "text/csv": {"example": "a;b"}, "text/plain": {"example": "tekst"}}
    caller = _caller({"200": {"description": "ok", "content": content}})

    def chosen(accept: str) -> str:
        return caller.call("GET", "/x", Accept=accept).content_type

    assert chosen("*/*") == "application/json"
    assert chosen("text/csv") == "text/csv"
    assert chosen("application/json;q=0.1, text/plain;q=0.9") == "text/plain"
    assert chosen("text/*, text/csv;q=0") == "text/plain"
    assert chosen("image/png") == "application/json"


@pytest.mark.parametrize(
    ("media_type", "answered"),
    [("*/*", "application/json"), ("text/*", "text/plain"), ("application/vnd.x+json", "application/vnd.x+json")],
)
def test_a_declared_range_is_answered_in_a_concrete_type(media_type: str, answered: str) -> None:
    content = {media_type: {"schema": {"type": "string"}}}

    assert _caller({"200": {"description": "ok", "content": content}}).call("GET", "/x").content_type == answered


def test_xml_is_written_from_the_schema_when_there_is_no_example() -> None:
    schema = {"type": "object", "required": ["naam"], "properties": {"naam": {"const": "A & B"}}}

    answer = _caller({"200": {"description": "ok", "content": {"application/xml": {"schema": schema}}}}).call(
        "GET", "/x"
    )

    assert b"<naam>A &amp; B</naam>" in answer.body


def test_an_answer_without_content_has_no_body() -> None:
    answer = _caller({"204": {"description": "niets"}}).call("GET", "/x")

    assert (answer.status, answer.body, answer.content_type) == (204, b"", "")


def test_declared_headers_are_filled_in_and_hold_no_line_ends() -> None:
    headers = {
        "X-Aantal": {"required": True, "schema": {"type": "integer", "minimum": 3, "maximum": 3}},
        "X-Tekst": {"example": "a\r\nSet-Cookie: b"},
        "X-Lijst": {"schema": {"const": [1, True]}},
    }

    answer = _caller({"200": {"description": "ok", "headers": headers}}).call("GET", "/x")

    assert dict(answer.headers) == {"X-Aantal": "3", "X-Tekst": "a Set-Cookie: b", "X-Lijst": "1,true"}


def test_the_key_in_the_path_is_shown_in_the_answer() -> None:
    schema = {"type": "object", "properties": {"nr": {"type": "integer"}, "naam": {"type": "string"}}}
    parameters = [{"name": "nr", "in": "path", "required": True, "schema": {"type": "integer"}}]
    caller = _caller({"200": _json(schema=schema, example={"nr": 1, "naam": "a"})}, "/x/{nr}", parameters=parameters)

    assert caller.json("GET", "/x/42") == {"nr": 42, "naam": "a"}


def test_a_key_that_would_break_the_schema_is_not_shown() -> None:
    schema = {"type": "object", "properties": {"nr": {"type": "integer", "maximum": 10}}}
    parameters = [{"name": "nr", "in": "path", "required": True, "schema": {"type": "integer"}}]
    caller = _caller({"200": _json(schema=schema, example={"nr": 1})}, "/x/{nr}", parameters=parameters)

    assert caller.json("GET", "/x/42") == {"nr": 1}


def test_the_same_call_is_answered_the_same_and_another_seed_otherwise() -> None:
    contract = accepted(_document({"responses": {"200": _json(schema={"type": "string", "format": "uuid"})}}))

    first, again, other = (Caller(contract, seed).json("GET", "/x") for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_an_answer_that_was_asked_for_and_cannot_be_made_is_a_problem_and_no_failure() -> None:
    impossible = _json(schema={"type": "integer", "minimum": 2, "maximum": 1})
    caller = _caller({"200": _json(example=1), "400": impossible})
    request = caller.request("GET", "/x", Prefer="status=400")

    answer = caller.compiled.answer(caller.match("GET", "/x"), request, store=caller.store, seed=1, now=NOW)

    assert (answer.status, answer.content_type) == (400, "application/problem+json")


def test_an_answer_that_departs_from_the_contract_is_caught() -> None:
    headers = {"X-Nodig": {"required": True, "schema": {"type": "integer"}}}
    caller = _caller({"200": {**_json(schema={"type": "integer"}), "headers": headers}})
    operation = caller.compiled.operations[0]
    good = caller.call("GET", "/x")

    def places(**changes: Any) -> list[str]:
        from dataclasses import replace

        return [violation.place for violation in caller.compiled.answer_violations(operation, replace(good, **changes))]

    assert places() == []
    assert places(body=b'"a"') == ["body"]
    assert places(body=b"{") == ["body"]
    assert places(content_type="text/plain") == ["content-type"]
    assert places(headers=()) == ["header"]
    assert places(status=500) == ["header"]


def test_threads_share_one_compiled_contract() -> None:
    from concurrent.futures import ThreadPoolExecutor

    contract = accepted(
        _document({"responses": {"200": _json(schema={"type": "object", "properties": {"a": {"format": "uuid"}}})}})
    )
    caller = Caller(contract)
    match = caller.match("GET", "/x")

    def body(_number: int) -> bytes:
        call = CallRequest(method="GET", path="/x")
        return caller.compiled.answer(match, call, store=InMemoryStore(), seed=3, now=NOW).body

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(body, range(200)))) == 1


def test_a_header_of_the_contract_keeps_its_example() -> None:
    headers = {"ETag": {"schema": {"type": "string"}, "examples": {"a": {"value": '"7"'}}}}

    answer = _caller({"200": {**_json(example=1), "headers": headers}}).call("GET", "/x")

    assert header_of(answer, "etag") == '"7"'
