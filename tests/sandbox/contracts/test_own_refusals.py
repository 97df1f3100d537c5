"""The OpenAPI document of a try-out tells of the refusals that are the try-out's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.sandbox.contracts.calling import Caller, accepted
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.contracts.comparing.contracts import compare_contracts
from vlavirgem_sandbox.contracts.compiled import CompiledContract

PROBLEM = "application/problem+json"
READ: dict[str, Any] = {"get": {"responses": {"200": {"description": "ok"}}}}


def downloaded(document: dict[str, Any]) -> dict[str, Any]:
    file = Caller(accepted(document)).compiled.download(base_url="https://aalst.example/try/abc")
    found: dict[str, Any] = json.loads(file.content)
    return found


@pytest.fixture
def document() -> dict[str, Any]:
    answers = {
        "200": {"description": "ok"},
        "404": {"description": "weg", "content": {"application/json": {"schema": {"type": "string"}}}},
        "409": {"$ref": "#/components/responses/Botsing"},
        "410": {"description": "voorbij"},
    }
    conflict = {
        "description": "botst",
        "headers": {"Foutcode": {"required": True, "schema": {"type": "string"}}},
        "content": {PROBLEM: {"schema": {"type": "object", "required": ["code"]}}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "x", "version": "1"},
        "paths": {"/dingen": {"get": {"responses": answers}}},
        "components": {"responses": {"Botsing": conflict}},
    }


def test_a_refusal_that_the_contract_does_not_list_is_added(document: dict[str, Any]) -> None:
    found = downloaded(document)

    added = found["paths"]["/dingen"]["get"]["responses"]["422"]["$ref"].rpartition("/")[2]
    schema = found["components"]["responses"][added]["content"][PROBLEM]["schema"]["$ref"].rpartition("/")[2]
    assert found["components"]["schemas"][schema]["required"] == ["type", "title", "status"]


def test_a_refusal_of_the_contract_stays_beside_ours(document: dict[str, Any]) -> None:
    answers = downloaded(document)["paths"]["/dingen"]["get"]["responses"]

    assert answers["404"]["content"]["application/json"] == {"schema": {"type": "string"}}
    assert PROBLEM in answers["404"]["content"]
    conflict = answers["409"]
    assert {"type": "object", "required": ["code"]} in conflict["content"][PROBLEM]["schema"]["anyOf"]
    assert conflict["headers"]["Foutcode"]["required"] is False


def test_a_refusal_without_a_body_and_the_answer_itself_are_left_as_they_are(document: dict[str, Any]) -> None:
    answers = downloaded(document)["paths"]["/dingen"]["get"]["responses"]

    assert answers["410"] == {"description": "voorbij"}
    assert answers["200"] == {"description": "ok"}


@pytest.mark.parametrize(
    "left_empty",
    [
        {"components": None, "paths": {"/x": READ}},
        {"components": {"responses": None, "schemas": None}, "paths": {"/x": READ}},
        {"paths": None, "webhooks": {"nieuw": {"post": {"responses": {}}}}},
        {"paths": {"/x": {**READ, "put": {"responses": None}}}},
        {"paths": {"/x": {"get": {"responses": {"200": {}, "404": {"content": {PROBLEM: None}}}}}}},
    ],
)
def test_what_its_author_left_empty_stands_in_no_ones_way(document: dict[str, Any], left_empty: dict[str, Any]) -> None:
    found = downloaded({**document, **left_empty})

    assert "VlaVirGemTryoutRefusal" in found["components"]["responses"]
    assert list(found["paths"]) == list(left_empty["paths"] or ())


def _demo() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(demo_contract().data)
    return found


def _with_a_default() -> dict[str, Any]:
    answers = {"200": {"description": "ok"}, "default": {"description": "mis", "content": {PROBLEM: {}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/dingen": {"get": {"responses": answers}}},
    }


@pytest.mark.parametrize("made", [_demo, _with_a_default])
def test_what_was_downloaded_and_handed_in_again_says_what_it_said_before(
    made: Callable[[], dict[str, Any]],
) -> None:
    before = accepted(made())

    again = accepted(downloaded(made()))

    assert compare_contracts(CompiledContract(before.document), CompiledContract(again.document)) == ()
    assert "ryout" not in json.dumps(again.document)
    assert again.servers == ()


def test_answers_of_its_own_come_back_as_they_were(document: dict[str, Any]) -> None:
    again = accepted(downloaded(document)).document["paths"]["/dingen"]["get"]["responses"]

    assert again == {
        **document["paths"]["/dingen"]["get"]["responses"],
        "409": document["components"]["responses"]["Botsing"],
    }


def test_a_part_of_ours_that_its_author_used_on_stays(document: dict[str, Any]) -> None:
    changed = downloaded(document)
    schema = {"$ref": "#/components/schemas/VlaVirGemTryoutProblem"}
    changed["paths"]["/dingen"]["get"]["responses"]["200"]["content"] = {"application/json": {"schema": schema}}

    again = accepted(changed).document

    assert "VlaVirGemTryoutProblem" in again["components"]["schemas"]
    assert "422" not in again["paths"]["/dingen"]["get"]["responses"]
