"""Recursive schemas stay cheap to check, whatever is sent."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.nesting import NestingLimits
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.validators import Validators

Schema = dict[str, Any]
NODE = {"$ref": "#/components/schemas/N"}
FORKS: dict[str, Schema] = {
    "two branches with one field": {
        "anyOf": [
            {"properties": {"a": NODE}, "required": ["b"]},
            {"properties": {"a": NODE}, "required": ["c"]},
        ]
    },
    "all branches with one field": {"allOf": [{"properties": {"a": NODE}}, {"properties": {"a": NODE}}]},
    "a named field and any field": {
        "properties": {"a": NODE},
        "not": {"additionalProperties": NODE, "required": ["x"]},
    },
    "a branch behind references": {"oneOf": [{"$ref": "#/components/schemas/L"}, {"$ref": "#/components/schemas/R"}]},
}
SIDE: Schema = {"type": "object", "properties": {"a": NODE}, "required": ["b"]}


def _document(node: Schema) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/x": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": NODE}}},
                    "responses": {"204": {"description": "ok"}},
                }
            }
        },
        "components": {"schemas": {"N": node, "L": SIDE, "R": {**SIDE, "required": ["c"]}}},
    }


def _caller(node: Schema) -> Caller:
    return Caller(accepted(_document(node)))


def _nested(depth: int) -> object:
    value: object = {}
    for _level in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize("name", FORKS)
def test_a_deep_body_for_a_forking_schema_is_turned_down_without_being_held_against_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = _caller(FORKS[name])

    def asked(_self: Validators, pointer: str) -> NoReturn:
        raise AssertionError(f"held against {pointer}")

    monkeypatch.setattr(Validators, "at", asked)

    assert "nested more than" in caller.violations("POST", "/x", _nested(100))[0].message


@pytest.mark.parametrize("name", FORKS)
def test_a_shallow_body_for_a_forking_schema_is_held_against_it(name: str) -> None:
    caller = _caller(FORKS[name])

    violations = caller.violations("POST", "/x", _nested(4))

    assert not any("nested" in violation.message for violation in violations)


@pytest.mark.parametrize("name", FORKS)
def test_a_value_for_a_forking_schema_is_looked_at_some_thousand_times_at_most(name: str) -> None:
    levels = NestingLimits(Tree(_document(FORKS[name]))).of("/components/schemas/N")

    assert levels >= 4
    assert 2**levels <= 1_024  # each level doubles how often the innermost value is looked at


def test_a_plain_recursive_schema_is_checked_to_any_depth() -> None:
    tree = {
        "type": "object",
        "properties": {"a": NODE, "n": {"type": "integer"}, "delen": {"type": "array", "items": NODE}},
    }
    caller = _caller(tree)

    assert caller.violations("POST", "/x", _nested(150)) == []
    assert caller.violations("POST", "/x", {"delen": [{"delen": [{"n": "een"}]}]})[0].pointer == "/delen/0/delen/0/n"


def test_a_filter_of_and_and_or_can_be_nested_as_people_do() -> None:
    inner = {"delen": {"type": "array", "items": NODE}}
    group = {"type": "object", "required": ["op", "delen"]}
    caller = _caller(
        {
            "oneOf": [
                {**group, "properties": {**inner, "op": {"const": "en"}}},
                {**group, "properties": {**inner, "op": {"const": "of"}}},
                {"type": "string"},
            ]
        }
    )
    good = {"op": "en", "delen": ["a", {"op": "of", "delen": ["b", {"op": "en", "delen": ["c"]}]}]}

    assert caller.violations("POST", "/x", good) == []
    assert caller.violations("POST", "/x", {"op": "en", "delen": [{"op": "niet", "delen": []}]}) != []
