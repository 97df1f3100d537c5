"""An example that says for which calls it is answers those calls, and no others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.reading import read_contract

WHEN = "x-vlavirgem-when"
_ANY: dict[str, Any] = {"application/json": {}}


def _document(path: str, method: str, responses: dict[str, Any], **operation: Any) -> dict[str, Any]:
    described = {"responses": responses, **operation}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {method: described}}}


def _answers(**examples: tuple[Any, Any]) -> dict[str, Any]:
    """Each example by name: its condition (None for none) and its value."""
    written = {
        name: {"value": value} | ({} if when is None else {WHEN: when}) for name, (when, value) in examples.items()
    }
    return {"description": "x", "content": {"application/json": {"examples": written}}}


def _query(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]


@pytest.mark.parametrize(
    ("test", "fits", "fits_not"),
    [
        ("2026", "2026", "2025"),
        (2026, "2026", "02026"),
        ({"equals": "a"}, "a", "A"),
        ({"one-of": ["a", "b"]}, "b", "c"),
        ({"exists": True}, "", None),
        ({"exists": False}, None, "x"),
        ({"matches": "^TP-[0-9]+$"}, "TP-7", "TP-x"),
        ({"less-than": 10}, "9.5", "10"),
        ({"at-most": 10}, "10", "10.1"),
        ({"greater-than": 10}, "11", "tien"),
        ({"at-least": "2026-06-01"}, "2026-06-01", "2026-05-31"),
        ({"at-least": 2, "at-most": 4}, "3", "5"),
    ],
)
def test_each_test_chooses_its_calls_and_no_others(test: Any, fits: str | None, fits_not: str | None) -> None:
    answers = {"200": _answers(chosen=({"query.q": test}, "chosen"), rest=(None, "rest"))}
    caller = Caller(accepted(_document("/x", "get", answers, parameters=_query("q"))))

    def answered(value: str | None) -> Any:
        return caller.json("GET", "/x", query=[] if value is None else [("q", value)])

    assert (answered(fits), answered(fits_not)) == ("chosen", "rest")


def test_every_place_of_a_call_can_be_looked_at_and_all_conditions_must_hold() -> None:
    when = {
        "path.id": "7",
        "query.q": {"exists": True},
        "header.X-Rol": "loket",
        "cookie.taal": "nl",
        "body#/eigenaar/namen/0": {"matches": "^J"},
        "body#/oppervlakte": {"greater-than": 100},
        "body#/actief": True,
    }
    answers = {"200": _answers(chosen=(when, "chosen"), rest=("otherwise", "rest"))}
    given = {"parameters": [*_query("q"), {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
    caller = Caller(accepted(_document("/x/{id}/berekening", "post", answers, requestBody={"content": _ANY}, **given)))
    body = {"eigenaar": {"namen": ["Jan"]}, "oppervlakte": 120, "actief": True}

    def answered(path: str = "/x/7/berekening", cookie: str = "taal=nl", **changed: Any) -> Any:
        more = {"query": [("q", "1")], "X_Rol": "loket", "Cookie": cookie}
        return caller.json("POST", path, {**body, **changed}, **more)

    assert answered() == "chosen"
    assert [
        answered(path="/x/8/berekening"),
        answered(cookie="taal=fr"),
        answered(eigenaar={"namen": []}),
        answered(oppervlakte=100),
        answered(actief="true"),
    ] == ["rest", "rest", "rest", "rest", "chosen"]


def test_the_first_condition_that_holds_wins_over_all_statuses() -> None:
    answers = {
        "200": _answers(a=({"query.q": "1"}, "a"), b=({"query.q": {"one-of": ["1", "2"]}}, "b")),
        "404": _answers(c=({"query.q": {"exists": True}}, "c")),
    }
    caller = Caller(accepted(_document("/x", "get", answers, parameters=_query("q"))))

    given = [caller.call("GET", "/x", query=[("q", value)]) for value in ("1", "2", "3")]

    assert [(answer.status, answer.body) for answer in given] == [(200, b'"a"'), (200, b'"b"'), (404, b'"c"')]


def test_without_a_fallback_the_answer_is_made_from_the_schema() -> None:
    answers = {"200": _answers(a=({"query.q": "1"}, "a"))}
    caller = Caller(accepted(_document("/x", "get", answers, parameters=_query("q"))))

    assert caller.call("GET", "/x", query=[("q", "1")]).origin == "example"
    assert caller.call("GET", "/x", query=[("q", "2")]).origin == "generated"


def test_a_fallback_may_be_an_error_and_a_wish_goes_before_all_conditions() -> None:
    answers = {"200": _answers(a=({"query.q": "1"}, "a")), "404": _answers(n=("otherwise", "n"), m=(None, "m"))}
    caller = Caller(accepted(_document("/x", "get", answers, parameters=_query("q"))))

    assert caller.call("GET", "/x", query=[("q", "1")]).status == 200
    assert caller.call("GET", "/x").status == 404
    assert caller.call("GET", "/x", Prefer="example=a").body == b'"a"'
    assert caller.call("GET", "/x", Prefer="status=404", query=[("q", "1")]).body == b'"n"'


def test_an_error_goes_before_what_is_remembered_and_a_good_answer_after_it() -> None:
    post = {
        "requestBody": {"content": _ANY},
        "responses": {
            "201": _answers(made=({"body#/naam": "vast"}, {"id": "9", "naam": "vast"})),
            "422": _answers(no=({"body#/naam": "geweigerd"}, {"naam": "?"})),
        },
    }
    listed = {"responses": {"200": {"description": "x", "content": {"application/json": {}}}}}
    found = {"responses": {"200": _answers(a=(None, {"id": "1", "naam": "a"}))}}
    document = _document("/dingen", "get", {})
    document["paths"] = {"/dingen": {"post": post, "get": listed}, "/dingen/{id}": {"get": found}}
    caller = Caller(accepted(document))

    refused = caller.call("POST", "/dingen", {"naam": "geweigerd"})
    made = caller.call("POST", "/dingen", {"naam": "vast"})

    assert refused.status == 422
    assert (made.status, made.origin) == (201, "state")
    assert len(caller.store.list("/dingen")) == 1


@pytest.mark.parametrize(
    ("when", "place", "message"),
    [
        ([], "", "not an object"),
        ({}, "", "not an object"),
        ({f"query.q{number}": 1 for number in range(30)}, "", "more than 20"),
        ({"q": 1}, "/q", "no place in a call"),
        ({"body#naam": 1}, "/body#naam", "no place in a call"),
        ({"query.q": {"is": 1}}, "/query.q/is", "no test"),
        ({"query.q": {}}, "/query.q", "no test here"),
        ({"query.q": {"one-of": "a"}}, "/query.q/one-of", "needs a list"),
        ({"query.q": {"exists": "ja"}}, "/query.q/exists", "true or false"),
        ({"query.q": {"matches": "(?=a)"}}, "/query.q/matches", "cannot be checked safely"),
        ({"query.q": {"matches": "((a{1,1000}){1,1000}){1,1000}"}}, "/query.q/matches", "cannot be checked safely"),
        ({"query.q": {"less-than": None}}, "/query.q/less-than", "Only a number or a text"),
        ({"query.unknown": 1}, "/query.unknown", "No call of this operation has"),
        ({"body#/a": 1}, "/body#~1a", "No call of this operation has"),
    ],
)
def test_a_bad_condition_is_told_at_its_place_with_a_remedy(when: Any, place: str, message: str) -> None:
    answers = {"200": _answers(a=(when, "a"), b=(None, "b"))}
    document = _document("/x", "get", answers, parameters=_query("q"))
    base = "/paths/~1x/get/responses/200/content/application~1json/examples/a/x-vlavirgem-when"

    report = read_contract(json.dumps(document).encode())

    assert [(each.severity, each.place) for each in report.problems] == [("warning", base + place)]
    assert message in report.problems[0].message
    assert report.problems[0].remedy
    assert Caller(accepted(document)).json("GET", "/x", query=[("q", "1")]) == "b"


def test_a_condition_on_an_example_of_a_request_is_told() -> None:
    content = {"application/json": {"examples": {"a": {"value": 1, WHEN: {"body": 1}}}}}
    document = _document("/x", "post", {"200": _answers(a=(None, "a"))}, requestBody={"content": content})

    [problem] = read_contract(json.dumps(document).encode()).problems

    assert problem.place.endswith("/requestBody/content/application~1json/examples/a/x-vlavirgem-when")
