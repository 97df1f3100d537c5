"""Examples with placeholders: filled from the call, the clock and fictitious data, and held to their schema."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest

from tests.counted_steps import at_most
from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.reading import read_contract

STEPS = 40_000
"""Calls of functions that reading a document with one hostile text takes at most."""
TEMPLATE = "x-vlavirgem-template"
PLACE = "/paths/~1x~1{id}~1y/post/responses/200/content/application~1json/examples/a"


def _document(value: Any, schema: Any = None, **example: Any) -> dict[str, Any]:
    written = {"value": value, TEMPLATE: True, **example}
    media = {"examples": {"a": written}} | ({} if schema is None else {"schema": schema})
    operation = {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}, "example": 7},
            {"name": "q", "in": "query", "schema": {"type": "string"}, "example": "zoek"},
        ],
        "requestBody": {"content": {"application/json": {"example": {"naam": "An", "tags": ["a", "b"]}}}},
        "responses": {"200": {"description": "x", "content": {"application/json": media}}},
    }
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x/{id}/y": {"post": operation}}}


def _filled(value: Any, path: str = "/x/7/y", *, seed: int = 7, body: Any = None, **more: Any) -> Any:
    caller = Caller(accepted(_document(value)), seed=seed)
    return caller.json("POST", path, {"naam": "An", "tags": ["a", "b"]} if body is None else body, **more)


def test_values_of_the_call_are_filled_in_alone_as_they_are_and_within_text_as_text() -> None:
    value = {
        "id": "{{ request.path.id }}",
        "text": "Nummer {{request.path.id}} voor {{ request.body#/naam }}: {{ request.query.q }}.",
        "tags": "{{ request.body#/tags }}",
        "tag": ["{{ request.body#/tags/1 }}"],
        "rol": "{{ request.header.X-Rol }}",
        "niets": "{{ request.cookie.weg }}",
        "leeg": "[{{ request.query.weg }}]",
    }

    assert _filled(value, query=[("q", "{{ uuid }}")], X_Rol="loket") == {
        "id": 7,
        "text": "Nummer 7 voor An: {{ uuid }}.",
        "tags": ["a", "b"],
        "tag": ["b"],
        "rol": "loket",
        "niets": None,
        "leeg": "[]",
    }


def test_days_are_counted_from_the_moment_of_the_call() -> None:
    value = ["{{ today }}", "{{ today(14) }}", '{{ today(-1, "DD/MM/YYYY") }}', "{{ now }}", '{{ now("HH:mm") }}']

    assert _filled(value) == ["2026-11-21", "2026-12-05", "20/11/2026", "2026-11-21T20:00:00Z", "21:00"]


def test_drawings_are_the_same_for_the_same_seed_and_call_and_differ_for_another() -> None:
    value = ["{{ uuid }}", "{{ number(1, 1000000) }}", "{{ number(0.50, 9.99) }}", "{{ fake.full-name }}"]

    first, again, other = _filled(value), _filled(value), _filled(value, "/x/8/y")

    assert first == again
    assert all(one != another for one, another in zip(first[:3], other[:3], strict=True))
    assert UUID(first[0]).version == 4
    assert isinstance(first[1], int)
    assert 0.5 <= first[2] <= 9.99


def test_one_character_is_the_same_throughout_an_answer_and_another_has_a_number() -> None:
    value = ["{{ fake.first-name }} {{ fake.family-name }}", "{{ fake.full-name }}", "{{ fake.full-name(2) }}"]

    first, again, second = _filled(value)

    assert first == again
    assert second != first


def test_what_a_call_makes_depart_from_the_schema_is_made_from_the_schema_instead() -> None:
    schema = {"type": "object", "required": ["naam"], "properties": {"naam": {"type": "string", "maxLength": 5}}}
    caller = Caller(accepted(_document({"naam": "{{ request.body#/naam }}"}, schema)))

    assert caller.call("POST", "/x/7/y", {"naam": "kort"}).origin == "example"
    assert caller.call("POST", "/x/7/y", {"naam": "veel te lang"}).origin == "generated"
    assert caller.call("POST", "/x/7/y", {}).origin == "generated"


def test_a_template_that_departs_from_its_schema_is_told_at_the_check() -> None:
    good, bad = (_document("{{ request.path.id }}", {"type": kind}) for kind in ("integer", "string"))

    assert read_contract(json.dumps(good).encode()).problems == ()
    [problem] = read_contract(json.dumps(bad).encode()).problems
    assert problem.place == f"{PLACE}/value"
    assert "sample call" in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ uuid", "does not end"),
        ("{{ " + " " * 400 + "}}", "does not end"),
        ("{{ }}", "no placeholder"),
        ("{{ settings.SECRET_KEY }}", "no placeholder"),
        ("{{ request.__class__ }}", "no place in a call"),
        ("{{ number(1) }}", "no placeholder"),
        ("{{ number(9, 1) }}", "no placeholder"),
        ("{{ number(1, 2 }}", "cannot be read"),
        ("{{ number(1,, 2) }}", "cannot be read"),
        ("{{ number(1, 2,) }}", "cannot be read"),
        ("{{ today(99999999) }}", "no placeholder"),
        ("{{ today(1.5) }}", "no placeholder"),
        ('{{ today("%s", "x") }}', "no placeholder"),
        ("{{ uuid() }}{{ uuid(1) }}", "no placeholder"),
        ("{{ fake.password }}", "no placeholder"),
        ("{{ fake.first-name(0) }}", "no placeholder"),
        ("{{uuid}}" * 501, "more than 500"),
        ("x" * 20_001 + "{{uuid}}", "too long"),
    ],
)
def test_a_placeholder_that_cannot_be_read_is_told_at_its_place_and_the_example_not_used(
    text: str, message: str
) -> None:
    document = _document({"a": [1, text]})

    [problem] = read_contract(json.dumps(document).encode()).problems

    assert (problem.severity, problem.place) == ("warning", f"{PLACE}/value/a/1")
    assert message in problem.message
    assert Caller(accepted(document)).call("POST", "/x/7/y", {}).origin == "generated"


def test_hostile_texts_are_read_in_few_steps_and_a_call_cannot_blow_up_an_answer() -> None:
    for hostile in ("{{" * 9_000, "{{ number(" + "1," * 140, "{{" + "(" * 9_000 + "}}"):
        with at_most(STEPS):
            assert len(read_contract(json.dumps(_document({"a": hostile})).encode()).problems) == 1

    caller = Caller(accepted(_document({"a": "{{ request.body#/naam }}" * 400})))
    assert caller.call("POST", "/x/7/y", {"naam": "a" * 400}).origin == "example"
    assert len(caller.call("POST", "/x/7/y", {"naam": "a" * 900_000}).body) < 1_000


def test_a_template_in_an_error_of_memory_is_filled_too_and_one_that_is_off_is_left_as_it_is() -> None:
    problem = {"value": {"detail": "{{ request.path.id }} is weg"}, TEMPLATE: True}
    item = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "responses": {
                "200": {"description": "x", "content": {"application/json": {"example": {"id": "1"}}}},
                "404": {"description": "x", "content": {"application/problem+json": {"examples": {"a": problem}}}},
            }
        },
        "delete": {"responses": {"204": {"description": "x"}}},
    }
    paths = {"/dingen/{id}": item}
    caller = Caller(accepted({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))
    caller.call("DELETE", "/dingen/7")

    assert caller.json("GET", "/dingen/7") == {"detail": "7 is weg"}
    off = _document("{{ uuid }}", **{TEMPLATE: False})
    assert Caller(accepted(off)).json("POST", "/x/7/y", {}) == "{{ uuid }}"


def test_fields_are_given_what_their_name_asks_for_where_their_schema_takes_it() -> None:
    fields = {
        "voornaam": {"type": "string"},
        "nisCode": {"type": "string", "pattern": "^[0-9]{5}$"},
        "KBO-nummer": {"type": "string", "pattern": r"^[01]\d{3}\.\d{3}\.\d{3}$"},
        "postcode": {"type": "string", "maxLength": 3},
        "gemeente": {"type": "string", "enum": ["Nergens"]},
        "email": {"type": "string", "format": "email"},
    }
    schema = {"type": "object", "required": list(fields), "properties": fields}
    operation = {"responses": {"200": {"description": "x", "content": {"application/json": {"schema": schema}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"get": operation}}}

    made = Caller(accepted(document)).json("GET", "/x")

    assert made["voornaam"].isalpha()
    assert re.fullmatch(r"\d{5}", made["nisCode"])
    assert re.fullmatch(r"01\d\d\.\d{3}\.\d{3}", made["KBO-nummer"])
    assert len(made["postcode"]) <= 3
    assert made["gemeente"] == "Nergens"
    assert made["email"].startswith(made["voornaam"].lower()[:3])
