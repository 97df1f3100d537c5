"""Conditions, regular expressions and paths: what holds, what does not, and what is shown beside it."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_sandbox.chains.arazzo.criteria import judge
from vlavirgem_sandbox.chains.arazzo.evaluating import Exchange, Known, Unresolvable
from vlavirgem_sandbox.chains.arazzo.limits import MAX_BUILT
from vlavirgem_sandbox.chains.arazzo.model import Criterion

BODY = {"code": "V1", "count": 3, "ok": True, "none": None, "list": [{"name": "Ann"}, {"name": "Bo"}], "a/b": {"~c": 1}}


@pytest.fixture
def known() -> Known:
    exchange = Exchange(
        url="http://aalst.example/try/x/things/V1?page=2",
        method="GET",
        status=200,
        request_headers=(("Accept", "*/*"),),
        request_query=(("page", "2"), ("tag", "a"), ("tag", "b")),
        request_path={"id": "V1"},
        request_body={"sent": "yes"},
        response_headers=(("ETag", '"7"'), ("X-Count", "12"), ("X-Long", "9007199254740993")),
        response_body=BODY,
    )
    return Known(
        inputs={"name": "Club", "deep": {"a": [1, 2]}, "dotted.name": "x"},
        steps={"one": {"code": "V1", "list": [{"id": 5}]}},
        workflows={"first": {"inputs": {"i": 1}, "outputs": {"o": "out"}}},
        sources={"register": "https://register.example/openapi.yaml"},
        exchange=exchange,
    )


def holds(known: Known, condition: str, **more: Any) -> bool:
    criterion = Criterion(**{"kind": "simple", "condition": condition, "context": "", "pointer": "", **more})
    return judge(criterion, known).holds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$url", "http://aalst.example/try/x/things/V1?page=2"),
        ("$method", "GET"),
        ("$statusCode", 200),
        ("$request.header.accept", "*/*"),
        ("$request.query.page", "2"),
        ("$request.query.tag", "a, b"),
        ("$request.path.id", "V1"),
        ("$request.body", {"sent": "yes"}),
        ("$request.body#/sent", "yes"),
        ("$response.header.etag", '"7"'),
        ("$response.body", BODY),
        ("$response.body#/list/1/name", "Bo"),
        ("$response.body#/a~1b/~0c", 1),
        ("$inputs.name", "Club"),
        ("$inputs.deep.a.1", 2),
        ("$inputs.deep#/a/0", 1),
        ("$inputs.dotted.name", "x"),
        ("$steps.one.outputs.code", "V1"),
        ("$steps.one.outputs.list#/0/id", 5),
        ("$workflows.first.outputs.o", "out"),
        ("$workflows.first.inputs.i", 1),
        ("$sourceDescriptions.register.url", "https://register.example/openapi.yaml"),
        ("Hello {$inputs.name}, {$statusCode}!", "Hello Club, 200!"),
        ("{$inputs.deep}", '{"a": [1, 2]}'),
        ("$5 and {not} {$}", "$5 and {not} {$}"),
        ({"a": ["$inputs.name", {"b": "{$inputs.name}x"}]}, {"a": ["Club", {"b": "Clubx"}]}),
        (12, 12),
    ],
)
def test_expression_stands_for_its_value(known: Known, text: Any, value: Any) -> None:
    assert known.filled(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "$inputs.other",
        "$inputs.deep.a.9",
        "$steps.two.outputs.x",
        "$steps.one.outputs.x",
        "$response.header.none",
        "$response.body#/list/name",
        "$response.body#/list/99",
        "$response.body#/code/deeper",
        "$request.query.none",
        "$workflows.second.outputs.o",
        "$outputs.x",
        "x {$inputs.other}",
    ],
)
def test_expression_that_leads_to_nothing_says_so(known: Known, text: str) -> None:
    with pytest.raises(Unresolvable) as nothing:
        known.filled(text)
    assert str(nothing.value)


def test_template_cannot_grow_without_end(known: Known) -> None:
    # given
    known.inputs["name"] = "x" * (MAX_BUILT // 100)

    # then
    assert known.filled("{$inputs.name}")
    with pytest.raises(Unresolvable):
        known.filled(["{$inputs.name}" * 10] * 11)
    with pytest.raises(Unresolvable):
        known.filled(["$inputs.name"] * 101)


@pytest.mark.parametrize(
    "condition",
    [
        "$statusCode == 200",
        "$statusCode==200",
        "$statusCode != 404 && $statusCode < 300",
        "$statusCode == 404 || $statusCode >= 200",
        "!($statusCode == 404)",
        "!!$response.body#/ok",
        "$response.body#/code == 'v1'",
        "$response.body#/ok == true",
        "$response.body#/none == null",
        "$response.body#/not/there == null",
        "$response.body#/count > 2.5",
        "$response.body#/count == 3.0",
        "$response.header.X-Count == 12",
        "$response.header.X-Count > 2",
        "$response.header.X-Long == 9007199254740993",
        "$response.body.list[0].name == 'Ann'",
        "$steps.one.outputs.list[0].id == 5",
        "$inputs.name == 'club'",
        "'it''s' == 'IT''S'",
        "$statusCode == 200 || $statusCode == 1 && $statusCode == 2",
        "-1 < 0",
        "'b' > 'A'",
    ],
)
def test_condition_holds(known: Known, condition: str) -> None:
    assert holds(known, condition)


@pytest.mark.parametrize(
    "condition",
    [
        "$statusCode == 201",
        "$response.body#/ok == 1",
        "$response.body#/code == 1",
        "$response.body#/not/there",
        "$response.body#/none",
        "$response.body#/list > 1",
        "$response.body#/ok < 2",
        "$response.body#/not/there < 2",
        "($statusCode == 200 || $statusCode == 1) && $statusCode == 2",
    ],
)
def test_condition_does_not_hold(known: Known, condition: str) -> None:
    assert not holds(known, condition)


def test_what_decided_a_condition_is_shown(known: Known) -> None:
    # given
    criterion = Criterion(
        kind="simple", condition="$response.body#/count == 4 && $inputs.none == 1", context="", pointer=""
    )

    # when
    judged = judge(criterion, known)

    # then only what was looked at is shown
    assert judged.values == (("$response.body#/count", "3"),)
    both = judge(Criterion(kind="simple", condition="$inputs.none == 1", context="", pointer=""), known)
    assert both.values == (("$inputs.none", "null"),)
    assert "$inputs.none" in both.reason


@pytest.mark.parametrize(
    ("kind", "context", "condition", "expected"),
    [
        ("regex", "$response.body#/code", "^V[0-9]$", True),
        ("regex", "$response.body#/code", "^X", False),
        ("regex", "$statusCode", "^2", True),
        ("regex", "$response.body#/not", ".*", False),
        ("jsonpath", "$response.body", "$.list[?@.name == 'Ann']", True),
        ("jsonpath", "$response.body", "$.list[?@.name == 'Cy']", False),
        ("jsonpath", "$response.body", "$..name", True),
        ("jsonpath", "$response.body", "$.list[?match(@.name, 'A.*')]", True),
        ("jsonpath", "$response.body", "$.list[?match(@.name, 'n')]", False),
        ("jsonpath", "$response.body", "$.list[?search(@.name, 'n')]", True),
        ("jsonpath", "$response.body", "$[?count(@.*) > 1]", True),
        ("jsonpath", "$statusCode", "$.x", False),
    ],
)
def test_expressions_and_paths_are_judged(
    known: Known, kind: str, context: str, condition: str, *, expected: bool
) -> None:
    assert holds(known, condition, kind=kind, context=context) is expected


@pytest.mark.parametrize(
    ("kind", "condition", "expected"),
    [
        ("regex", r"(n)\1 ", True),  # refers back, which only an engine that can go back understands: not looked at
        ("regex", r"An\b.z", False),
        ("jsonpath", r"$[?match(@, '(n)\\1')]", False),
        ("jsonpath", "$[?match(@, '(n+)+')]", True),
        ("jsonpath", "$[?search(@, '(n+)+')]", True),
    ],
)
def test_patterns_run_on_an_engine_that_never_goes_back(
    known: Known, kind: str, condition: str, *, expected: bool
) -> None:
    known.exchange = Exchange(url="", method="GET", status=200, response_body=["nn", "Ann"])

    assert holds(known, condition, kind=kind, context="$response.body") is expected


def test_a_path_that_looks_into_everything_below_everything_is_not_evaluated(known: Known) -> None:
    known.exchange = Exchange(url="", method="GET", status=200, response_body=[["a"] * 70] * 70)
    criterion = Criterion(kind="jsonpath", condition="$..[?@..a]", context="$response.body", pointer="")

    judged = judge(criterion, known)

    assert not judged.holds
    assert "meer dan één keer" in judged.reason
