"""What changed between two versions of a contract, and what of it breaks who calls the older one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import accepted
from vlavirgem_sandbox.contracts.comparing.changes import Change
from vlavirgem_sandbox.contracts.comparing.contracts import compare_contracts
from vlavirgem_sandbox.contracts.compiled import CompiledContract

TEXT: dict[str, Any] = {"type": "string"}


def _compiled(paths: dict[str, Any], schemas: dict[str, Any] | None = None) -> CompiledContract:
    contract = accepted(
        {
            "openapi": "3.1.0",
            "info": {"title": "x", "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas or {}},
        }
    )
    return CompiledContract(contract.document)


def _operation(
    *, sent: Any = None, answered: Any = None, parameters: tuple[Any, ...] = (), required: bool = False
) -> dict[str, Any]:
    operation: dict[str, Any] = {"parameters": list(parameters), "responses": {"200": {"description": "ok"}}}
    if answered is not None:
        operation["responses"]["200"]["content"] = {"application/json": {"schema": answered}}
    if sent is not None:
        operation["requestBody"] = {"required": required, "content": {"application/json": {"schema": sent}}}
    return {"/x": {"post": operation}}


def _told(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(change.level, change.part, change.subject, change.field) for change in changes]


def _sent(old: Any, new: Any) -> tuple[Change, ...]:
    return compare_contracts(_compiled(_operation(sent=old)), _compiled(_operation(sent=new)))


def _answered(old: Any, new: Any) -> tuple[Change, ...]:
    return compare_contracts(_compiled(_operation(answered=old)), _compiled(_operation(answered=new)))


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


NARROWER = {
    "type": ({"type": ["string", "null"]}, TEXT),
    "number to integer": ({"type": "number"}, {"type": "integer"}),
    "enum": ({"enum": ["a", "b"]}, {"enum": ["a"]}),
    "enum where all was allowed": (TEXT, {"type": "string", "enum": ["a"]}),
    "lower bound": ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 2}),
    "upper bound where there was none": (TEXT, {"type": "string", "maxLength": 5}),
    "pattern": (TEXT, {"type": "string", "pattern": "^a"}),
    "unique": ({"type": "array"}, {"type": "array", "uniqueItems": True}),
    "branch": (
        {"anyOf": [{"title": "A", **TEXT}, {"title": "B", "type": "integer"}]},
        {"anyOf": [{"title": "A", **TEXT}]},
    ),
}


@pytest.mark.parametrize("name", NARROWER)
def test_a_call_that_may_hold_less_breaks_and_one_that_may_hold_more_does_not(name: str) -> None:
    wide, narrow = (_object(a=schema) for schema in NARROWER[name])

    assert [(change.level, change.field) for change in _sent(wide, narrow)] == [("breaking", "a")]
    assert [(change.level, change.field) for change in _sent(narrow, wide)] == [("compatible", "a")]


@pytest.mark.parametrize("name", NARROWER)
def test_an_answer_that_may_hold_more_breaks_or_asks_attention_and_one_that_may_hold_less_does_not(name: str) -> None:
    wide, narrow = (_object(a=schema) for schema in NARROWER[name])

    assert [(change.level, change.field) for change in _answered(wide, narrow)] == [("compatible", "a")]
    level = "attention" if name in ("enum", "branch") else "breaking"  # programs meet a value they did not know
    assert [(change.level, change.field) for change in _answered(narrow, wide)] == [(level, "a")]


@pytest.mark.parametrize("direction", [_sent, _answered])
def test_another_type_breaks_both_ways(direction: Any) -> None:
    assert [change.level for change in direction(_object(a=TEXT), _object(a={"type": "integer"}))] == ["breaking"]


@pytest.mark.parametrize("direction", [_sent, _answered])
def test_another_pattern_asks_attention_since_nobody_can_tell(direction: Any) -> None:
    old, new = ({"type": "string", "pattern": pattern} for pattern in ("^a", "^b"))

    assert [change.level for change in direction(_object(a=old), _object(a=new))] == ["attention"]


def test_a_required_field_breaks_calls_and_one_that_may_be_missing_breaks_answers() -> None:
    free, required = _object(a=TEXT), {**_object(a=TEXT), "required": ["a"]}

    assert _told(_sent(free, required)) == [("breaking", "body", "application/json", "a")]
    assert [change.level for change in _sent(required, free)] == ["compatible"]
    assert _told(_answered(required, free)) == [("breaking", "answer", "200", "a")]
    assert [change.level for change in _answered(free, required)] == ["compatible"]


def test_a_field_that_goes_breaks_calls_only_where_unknown_fields_are_refused() -> None:
    both, one = _object(a=TEXT, b=TEXT), _object(a=TEXT)
    closed = {**one, "additionalProperties": False}

    assert [(change.level, change.field) for change in _sent(both, one)] == [("attention", "b")]
    assert ("breaking", "b") in [(change.level, change.field) for change in _sent(both, closed)]


def test_a_field_that_goes_breaks_answers_that_promised_it() -> None:
    both, one = _object(a=TEXT, b=TEXT), _object(a=TEXT)

    assert [change.level for change in _answered({**both, "required": ["b"]}, one)] == ["breaking"]
    assert [change.level for change in _answered(both, one)] == ["attention"]


def test_a_new_field_breaks_calls_only_where_it_is_required() -> None:
    one, both = _object(a=TEXT), _object(a=TEXT, b=TEXT)

    assert [change.level for change in _sent(one, {**both, "required": ["b"]})] == ["breaking"]
    assert [change.level for change in _sent(one, both)] == ["compatible"]
    assert [change.level for change in _answered(one, both)] == ["compatible"]


def test_fields_are_found_behind_references_combinations_and_lists() -> None:
    sent = {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Adres"}, _object(x=TEXT)]}}
    old = _compiled(_operation(sent=sent), {"Adres": _object(straat=TEXT)})
    new = _compiled(_operation(sent=sent), {"Adres": _object(straat={"type": "string", "minLength": 2})})

    assert _told(compare_contracts(old, new)) == [("breaking", "body", "application/json", "*/straat")]


def test_a_schema_that_holds_itself_is_compared_once() -> None:
    def tree(name: Any) -> dict[str, Any]:
        return {"Tak": _object(naam=name, takken={"type": "array", "items": {"$ref": "#/components/schemas/Tak"}})}

    sent = {"$ref": "#/components/schemas/Tak"}
    old = _compiled(_operation(sent=sent), tree(TEXT))
    new = _compiled(_operation(sent=sent), tree({"type": "integer"}))

    assert _told(compare_contracts(old, new)) == [("breaking", "body", "application/json", "naam")]


def test_what_only_the_server_sets_may_change_without_breaking_calls() -> None:
    old = _object(nr={"type": "string", "readOnly": True})
    new = {**_object(nr={"type": "string", "readOnly": True}), "required": ["nr"]}

    assert _sent(old, new) == ()


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ([], [{"name": "q", "in": "query", "schema": TEXT}], "compatible"),
        ([], [{"name": "q", "in": "query", "required": True, "schema": TEXT}], "breaking"),
        ([{"name": "q", "in": "query", "schema": TEXT}], [], "attention"),
        (
            [{"name": "q", "in": "query", "schema": TEXT}],
            [{"name": "q", "in": "query", "required": True, "schema": TEXT}],
            "breaking",
        ),
        (
            [{"name": "q", "in": "query", "schema": TEXT}],
            [{"name": "q", "in": "query", "schema": {"type": "integer"}}],
            "breaking",
        ),
    ],
)
def test_parameters_are_judged_as_calls(old: list[Any], new: list[Any], level: str) -> None:
    before, after = (_compiled(_operation(parameters=tuple(parameters))) for parameters in (old, new))

    assert _told(compare_contracts(before, after)) == [(level, "query", "q", "")]


def test_a_path_parameter_of_another_name_is_the_same_path() -> None:
    def paths(name: str) -> dict[str, Any]:
        parameter = {"name": name, "in": "path", "required": True, "schema": TEXT}
        return {f"/x/{{{name}}}/y": {"get": {"parameters": [parameter], "responses": {"200": {"description": "ok"}}}}}

    assert compare_contracts(_compiled(paths("id")), _compiled(paths("nummer"))) == ()


def test_operations_answers_and_media_types_that_go_break_and_come_first() -> None:
    old, new = _operation(sent=TEXT, answered=TEXT), _operation(sent=TEXT, answered=TEXT)
    old["/weg"] = {"get": {"responses": {"200": {"description": "ok"}}}}
    new["/nieuw"] = old["/weg"]
    content = new["/x"]["post"]["requestBody"]["content"]
    content["text/plain"] = content.pop("application/json")
    new["/x"]["post"]["responses"]["400"] = {"description": "fout"}

    changes = compare_contracts(_compiled(old), _compiled(new))

    assert [(change.level, change.operation, change.part, change.subject) for change in changes] == [
        ("breaking", "GET /weg", "operation", ""),
        ("breaking", "POST /x", "body", "application/json"),
        ("compatible", "GET /nieuw", "operation", ""),
        ("compatible", "POST /x", "body", "text/plain"),
        ("compatible", "POST /x", "answer", "400"),
    ]


def test_a_range_of_media_types_may_become_one_of_them_in_answers_only() -> None:
    def paths(media_type: str) -> dict[str, Any]:
        content = {"content": {media_type: {"schema": TEXT}}}
        return {"/x": {"post": {"requestBody": content, "responses": {"200": {"description": "ok", **content}}}}}

    changes = compare_contracts(_compiled(paths("*/*")), _compiled(paths("application/json")))

    assert [(change.level, change.part) for change in changes if change.level == "breaking"] == [("breaking", "body")]
    assert not [change for change in changes if change.part == "answer"]


def test_a_contract_beside_itself_has_no_changes() -> None:
    compiled = _compiled(_operation(sent=_object(a={"anyOf": [TEXT, {"type": "null"}]}), answered=_object(a=TEXT)))

    assert compare_contracts(compiled, compiled) == ()
