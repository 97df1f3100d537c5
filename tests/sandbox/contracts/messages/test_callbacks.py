"""Callbacks and webhooks of OpenAPI: what the service would send, where to, and about what."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from vlavirgem_sandbox.contracts.comparing.contracts import compare_contracts
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.messages.expressions import address_of
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Cause
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.state import InMemoryStore

_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_ORDER = {"type": "object", "required": ["orderId"], "properties": {"orderId": {"type": "string", "minLength": 3}}}
_DELIVERED = {
    "type": "object",
    "required": ["orderId", "status"],
    "properties": {"orderId": {"type": "string"}, "status": {"const": "delivered"}},
}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _document(**more: Any) -> dict[str, Any]:
    callback = {"{$request.body#/callbackUrl}": {"post": {"requestBody": _content(_DELIVERED), "responses": {}}}}
    taken = {"type": "object", "properties": {"callbackUrl": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {
            "/orders": {
                "post": {
                    "requestBody": _content(taken),
                    "responses": {"201": {"description": "made", **_content(_ORDER)}},
                    "callbacks": {"delivered": callback},
                }
            },
            "/orders/{orderId}": {
                "get": {"responses": {"200": {"description": "found", **_content(_ORDER)}}},
            },
        },
        **more,
    }


def _compiled(document: dict[str, Any]) -> CompiledContract:
    contract = read_contract(json.dumps(document).encode()).contract
    assert contract is not None
    return CompiledContract(contract.document)


def _cause(compiled: CompiledContract, body: dict[str, Any]) -> Cause:
    call = CallRequest(
        method="POST",
        path="/orders",
        headers=[("Content-Type", "application/json")],
        body=json.dumps(body).encode(),
    )
    match = compiled.match(call)
    answer = compiled.answer(match, call, store=InMemoryStore(), seed=7, now=_NOW)
    return Cause(operation="POST /orders", call=call, path_parameters={}, answer=answer)


def test_a_callback_goes_to_the_address_in_the_call_and_is_about_what_the_call_made() -> None:
    compiled = _compiled(_document())
    cause = _cause(compiled, {"callbackUrl": "https://aalst.example/hear"})

    sent = compiled.message("delivered (POST /orders)", seed=7, number=0, cause=cause)

    assert sent is not None
    assert (sent.method, sent.url) == ("POST", "https://aalst.example/hear")
    made = json.loads(cause.answer.body)["orderId"]
    assert json.loads(sent.body) == {"orderId": made, "status": "delivered"}
    assert compiled.message_violations("delivered (POST /orders)", sent) == []


def test_a_call_that_gives_no_address_gets_no_callback() -> None:
    compiled = _compiled(_document())

    assert compiled.message("delivered (POST /orders)", seed=7, number=0, cause=_cause(compiled, {})) is None


def test_a_callback_is_about_the_answer_that_a_condition_chose() -> None:
    document = _document()
    del document["paths"]["/orders/{orderId}"]
    urgent = {"x-vlavirgem-when": {"body#/urgent": True}, "value": {"orderId": "urgent-1"}}
    usual = {"x-vlavirgem-when": "otherwise", "value": {"orderId": "usual-1"}}
    answer = document["paths"]["/orders"]["post"]["responses"]["201"]["content"]["application/json"]
    answer["examples"] = {"urgent": urgent, "usual": usual}
    compiled = _compiled(document)

    causes = [_cause(compiled, {"callbackUrl": "https://aalst.example/hear", "urgent": each}) for each in (True, False)]
    sent = [compiled.message("delivered (POST /orders)", seed=7, number=0, cause=cause) for cause in causes]

    assert [json.loads(each.body)["orderId"] for each in sent if each is not None] == ["urgent-1", "usual-1"]


def test_a_message_that_departs_from_its_schema_is_told_where() -> None:
    compiled = _compiled(_document())
    sent = compiled.message("delivered (POST /orders)", seed=7, number=0)
    assert sent is not None
    wrong = type(sent)(**{**vars(sent), "body": b'{"orderId": 3, "status": "delivered"}'})

    assert [each.pointer for each in compiled.message_violations("delivered (POST /orders)", wrong)] == ["/orderId"]


def test_a_contract_with_webhooks_alone_is_read() -> None:
    hook = {"newOrder": {"post": {"summary": "New", "requestBody": _content(_ORDER), "responses": {}}}}
    contract = read_contract(json.dumps(_document(paths={}, webhooks=hook)).encode()).contract

    assert contract is not None
    assert [(each.key, each.kind, each.summary) for each in contract.messages] == [("newOrder", "webhook", "New")]


def test_a_message_that_cannot_be_made_says_why_and_leaves_the_rest_working() -> None:
    endless = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Endless"}}}
    hook = {"never": {"post": {"requestBody": _content({"$ref": "#/components/schemas/Endless"}), "responses": {}}}}
    document = _document(webhooks=hook, components={"schemas": {"Endless": endless}})

    report = read_contract(json.dumps(document).encode())

    assert report.contract is not None
    assert {each.key: each.works for each in report.contract.messages} == {
        "delivered (POST /orders)": True,
        "never": False,
    }
    assert any(each.operation == "never" and each.severity == "error" for each in report.problems)


def test_the_comparison_of_versions_tells_of_messages() -> None:
    old = _compiled(_document(webhooks={"gone": {"post": {"requestBody": _content(_ORDER), "responses": {}}}}))
    newer = _document(webhooks={"new": {"post": {"requestBody": _content(_ORDER), "responses": {}}}})
    callback = newer["paths"]["/orders"]["post"]["callbacks"]["delivered"]["{$request.body#/callbackUrl}"]["post"]
    callback["requestBody"] = _content({**_DELIVERED, "required": ["status"]})

    changes = {
        (each.operation, each.level) for each in compare_contracts(old, _compiled(newer)) if each.part == "message"
    }

    assert changes == {("gone", "breaking"), ("new", "attention"), ("delivered (POST /orders)", "breaking")}
    assert [each for each in compare_contracts(old, old) if each.part == "message"] == []


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("{$request.body#/a/b}", "https://x.example"),
        ("$request.query.q", "1"),
        ("https://x.example/{$request.path.id}?s={$statusCode}", "https://x.example/42?s=201"),
        ("{$response.header.location}", "/orders/9"),
        ("{$request.header.X-Hook}", "hook"),
        ("{$response.body#/n}", "5"),
        ("{$method} {$url}", "POST /o?q=1"),
        ("https://fixed.example", "https://fixed.example"),
        ("{$request.body#/a}", None),
        ("{$request.body#/nothing}", None),
        ("{$request.query.nothing}", None),
        ("{$response.header.nothing}", None),
        ("{$nonsense}", None),
        ("{$request.body#/a/b/c/d}", None),
    ],
)
def test_runtime_expressions(template: str, address: str | None) -> None:
    call = CallRequest(
        method="POST",
        path="/o",
        query=[("q", "1")],
        headers=[("x-hook", "hook")],
        body=b'{"a": {"b": "https://x.example"}}',
    )
    answer = Answer(
        status=201,
        headers=(("Location", "/orders/9"),),
        body=b'{"n": 5}',
        content_type="application/json",
        origin="state",
    )

    assert address_of(template, Cause(operation="", call=call, path_parameters={"id": "42"}, answer=answer)) == address
