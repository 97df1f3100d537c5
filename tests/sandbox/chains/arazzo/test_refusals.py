"""What is no Arazzo 1.0, is not supported or is hostile: each refused with its place and a remedy, in a moment."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from vlavirgem_sandbox.chains.arazzo.reading import check_arazzo, read_arazzo

GOOD: dict[str, Any] = {
    "arazzo": "1.0.1",
    "info": {"title": "Een keten", "version": "1.0.0"},
    "sourceDescriptions": [
        {"name": "a", "url": "https://a.example/openapi.yaml", "type": "openapi"},
        {"name": "b", "url": "https://b.example/openapi.yaml"},
    ],
    "workflows": [
        {
            "workflowId": "main",
            "inputs": {"type": "object", "properties": {"name": {"type": "string"}}},
            "steps": [
                {
                    "stepId": "one",
                    "operationId": "$sourceDescriptions.a.make",
                    "parameters": [{"name": "x", "in": "query", "value": "$inputs.name"}],
                    "requestBody": {"payload": {"name": "Hi {$inputs.name}"}},
                    "successCriteria": [{"condition": "$statusCode == 201"}],
                    "outputs": {"code": "$response.body#/code"},
                    "onFailure": [{"name": "again", "type": "retry", "retryAfter": 1, "retryLimit": 2}],
                },
                {
                    "stepId": "two",
                    "operationPath": "{$sourceDescriptions.b.url}#/paths/~1things~1{id}/get",
                    "parameters": [{"reference": "$components.parameters.id"}],
                },
            ],
            "outputs": {"code": "$steps.one.outputs.code"},
        },
        {"workflowId": "other", "steps": [{"stepId": "call", "workflowId": "main"}]},
    ],
    "components": {"parameters": {"id": {"name": "id", "in": "path", "value": "12"}}},
}
GONE = object()
ONE = "/workflows/0/steps/0"
TWO = "/workflows/0/steps/1"
CRITERION = f"{ONE}/successCriteria/0"
RETRY = f"{ONE}/onFailure/0"


def changed(place: str, value: Any) -> dict[str, Any]:
    """The good description with one value put somewhere, or taken away."""
    document: Any = copy.deepcopy(GOOD)
    node: Any = document
    *above, last = place.split("/")[1:]
    for token in above:
        node = node[int(token)] if isinstance(node, list) else node[token]
    key: Any = int(last) if isinstance(node, list) else last
    if value is GONE:
        del node[key]
    else:
        node[key] = value
    return dict(document)


def test_good_description_is_taken() -> None:
    report = check_arazzo(copy.deepcopy(GOOD))
    assert report.problems == ()
    assert report.description is not None
    assert [step.step_id for step in report.description.workflow("main").steps] == ["one", "two"]


# Where something is put, what, and where the refusal points to (the same place unless it says another).
WRONG: list[tuple[Any, ...]] = [
    # the document
    ("/arazzo", "1.1.0"),
    ("/arazzo", "2.0.0"),
    ("/arazzo", 1.0),
    ("/arazzo", GONE, "/"),
    ("/info", GONE),
    ("/info", []),
    ("/info/title", GONE, "/info"),
    ("/info/title", ""),
    ("/info/title", 5),
    ("/info/version", GONE, "/info"),
    ("/info/author", "me"),
    ("/extra", {}),
    ("/sourceDescriptions", GONE),
    ("/sourceDescriptions", []),
    ("/sourceDescriptions", {}),
    ("/workflows", GONE),
    ("/workflows", []),
    ("/workflows", [5], "/workflows/0"),
    ("/components", []),
    ("/components/schemas", {}),
    # sources
    ("/sourceDescriptions/0/name", GONE, "/sourceDescriptions/0"),
    ("/sourceDescriptions/0/name", "with space"),
    ("/sourceDescriptions/1/name", "a"),
    ("/sourceDescriptions/0/url", GONE, "/sourceDescriptions/0"),
    ("/sourceDescriptions/0/type", "arazzo"),
    ("/sourceDescriptions/0/type", "graphql"),
    ("/sourceDescriptions/0/auth", "basic"),
    # workflows
    ("/workflows/0/workflowId", GONE, "/workflows/0"),
    ("/workflows/0/workflowId", "a b"),
    ("/workflows/1/workflowId", "main"),
    ("/workflows/0/steps", GONE, "/workflows/0"),
    ("/workflows/0/steps", []),
    ("/workflows/0/steps", {}),
    ("/workflows/0/dependsOn", ["nothing"], "/workflows/0/dependsOn/0"),
    ("/workflows/0/dependsOn", [5], "/workflows/0/dependsOn/0"),
    ("/workflows/0/dependsOn", ["main"], "/workflows/0"),
    ("/workflows/0/dependsOn", ["$sourceDescriptions.c.flow"], "/workflows/0/dependsOn/0"),
    ("/workflows/0/dependsOn", ["other"], "/workflows/0"),
    ("/workflows/0/when", "now"),
    ("/workflows/0/outputs/code", "$steps.three.outputs.code"),
    ("/workflows/0/outputs/code", "$steps.one.outputs.other"),
    ("/workflows/0/outputs/code", "$response.body"),
    ("/workflows/0/outputs/code", "plain"),
    ("/workflows/0/outputs/code", 5),
    ("/workflows/0/outputs/a b", "$inputs.name"),
    # inputs
    ("/workflows/0/inputs", "name"),
    ("/workflows/0/inputs", {"type": "array"}, "/workflows/0/inputs/type"),
    ("/workflows/0/inputs/properties/name", {"type": "texts"}, "/workflows/0/inputs"),
    (
        "/workflows/0/inputs/properties/name",
        {"$ref": "#/components/inputs/nothing"},
        "/workflows/0/inputs/properties/name/$ref",
    ),
    (
        "/workflows/0/inputs/properties/name",
        {"$ref": "https://x.example/s.json"},
        "/workflows/0/inputs/properties/name/$ref",
    ),
    ("/workflows/0/inputs/properties/name", {"pattern": "(?=a)"}, "/workflows/0/inputs/properties/name/pattern"),
    ("/workflows/0/inputs/$dynamicRef", "#x"),
    # steps
    (f"{ONE}/stepId", GONE, ONE),
    (f"{ONE}/stepId", "a b"),
    (f"{TWO}/stepId", "one"),
    (f"{ONE}/operationId", GONE, ONE),
    (f"{ONE}/workflowId", "other", ONE),
    (f"{ONE}/operationId", ""),
    (f"{ONE}/operationId", "make"),
    (f"{ONE}/operationId", "$sourceDescriptions.c.make"),
    (f"{ONE}/operationId", "$sources.a.make"),
    (f"{TWO}/operationPath", "/things/{id}"),
    (f"{TWO}/operationPath", "{$sourceDescriptions.b.url}#/paths/~1things/fetch"),
    (f"{TWO}/operationPath", "{$sourceDescriptions.b.url}#/components/~1things/get"),
    (f"{TWO}/operationPath", "{$sourceDescriptions.c.url}#/paths/~1things/get"),
    ("/workflows/1/steps/0/workflowId", "nothing"),
    ("/workflows/1/steps/0/workflowId", "$sourceDescriptions.a.flow"),
    ("/workflows/1/steps/0/workflowId", "other", "/workflows/1"),
    ("/workflows/1/steps/0/requestBody", {"payload": 1}),
    (
        "/workflows/1/steps/0/successCriteria",
        [{"condition": "$statusCode == 200"}],
        "/workflows/1/steps/0/successCriteria/0/condition",
    ),
    (f"{ONE}/timeout", 5),
    # parameters and body
    (f"{ONE}/parameters", {}),
    (f"{ONE}/parameters/0/name", GONE, f"{ONE}/parameters/0"),
    (f"{ONE}/parameters/0/in", GONE, f"{ONE}/parameters/0"),
    (f"{ONE}/parameters/0/in", "body"),
    (f"{ONE}/parameters/0/value", GONE, f"{ONE}/parameters/0"),
    (f"{ONE}/parameters/0/value", "$input.name"),
    (f"{ONE}/parameters/0/value", "$inputs.other"),
    (f"{ONE}/parameters/0/value", "$inputs."),
    (f"{ONE}/parameters/0/value", ["{$steps.nine.outputs.x}"], f"{ONE}/parameters/0/value/0"),
    (f"{ONE}/parameters/0/value", "$response.body#code"),
    (f"{ONE}/parameters/0/value", "$response.body#/a~2"),
    (f"{ONE}/parameters/0/value", "$components.parameters.id"),
    (f"{ONE}/parameters/0/value", "$outputs.x"),
    (f"{ONE}/parameters/0/value", "$" + "a" * 600),
    (f"{ONE}/parameters/0/style", "form"),
    (f"{ONE}/parameters/0", {"reference": "$components.parameters.nothing"}, f"{ONE}/parameters/0/reference"),
    (f"{ONE}/parameters/0", {"reference": "$components.successActions.id"}, f"{ONE}/parameters/0/reference"),
    (f"{ONE}/requestBody", "text"),
    (f"{ONE}/requestBody/body", {}),
    (f"{ONE}/requestBody/payload", {"a": [{"b": "$step.x"}]}, f"{ONE}/requestBody/payload/a/0/b"),
    (f"{ONE}/requestBody/replacements", [{"target": "name", "value": 1}], f"{ONE}/requestBody/replacements/0/target"),
    (f"{ONE}/requestBody/replacements", [{"target": "//a", "valu": 1}], f"{ONE}/requestBody/replacements/0/valu"),
    (f"{ONE}/outputs/code", "$response.header"),
    (f"{ONE}/outputs/code", "$response.query.x"),
    (f"{ONE}/outputs/code", "$response.header.a b"),
    (f"{ONE}/outputs/code", "$statusCode.x"),
    (f"{ONE}/outputs/code", "$response.body.code"),
    (f"{ONE}/outputs/code", "$steps.one"),
    # criteria
    (f"{ONE}/successCriteria", {"condition": "$statusCode == 201"}),
    (f"{CRITERION}/condition", GONE, CRITERION),
    (f"{CRITERION}/condition", "$statusCode =="),
    (f"{CRITERION}/condition", "$statusCode = 201"),
    (f"{CRITERION}/condition", "($statusCode == 201"),
    (f"{CRITERION}/condition", "$statusCode == 201 $statusCode"),
    (f"{CRITERION}/condition", '$statusCode == "201"'),
    (f"{CRITERION}/condition", "$status == 201"),
    (f"{CRITERION}/condition", "$steps.nine.outputs.x == 1"),
    (f"{CRITERION}/condition", "!" * 400 + "$statusCode"),
    (f"{CRITERION}/context", "$response.body"),
    (f"{CRITERION}/type", "xpath"),
    (f"{CRITERION}/type", {"type": "xpath", "version": "xpath-30"}),
    (f"{CRITERION}/type", "xquery"),
    (f"{CRITERION}/type", {"type": "jsonpath", "version": "rfc9535"}, f"{CRITERION}/type/version"),
    (CRITERION, {"condition": "^a", "type": "regex"}),
    (CRITERION, {"condition": "^a", "type": "regex", "context": "response"}, f"{CRITERION}/context"),
    (CRITERION, {"condition": "(?<=a)b", "type": "regex", "context": "$url"}, f"{CRITERION}/condition"),
    (CRITERION, {"condition": r"(a)\1", "type": "regex", "context": "$url"}, f"{CRITERION}/condition"),
    (CRITERION, {"condition": "(x{1,1000}){1,1000}", "type": "regex", "context": "$url"}, f"{CRITERION}/condition"),
    (CRITERION, {"condition": "$.a[", "type": "jsonpath", "context": "$response.body"}, f"{CRITERION}/condition"),
    (CRITERION, {"condition": "$..a..b", "type": "jsonpath", "context": "$response.body"}, f"{CRITERION}/condition"),
    (CRITERION, {"condition": "$..a[?$.b]", "type": "jsonpath", "context": "$response.body"}, f"{CRITERION}/condition"),
    # actions
    (f"{RETRY}/name", GONE, RETRY),
    (f"{RETRY}/type", GONE, RETRY),
    (f"{RETRY}/type", "again"),
    (f"{RETRY}/retryAfter", -1),
    (f"{RETRY}/retryAfter", 3600),
    (f"{RETRY}/retryAfter", "1"),
    (f"{RETRY}/retryLimit", 1.5),
    (f"{RETRY}/retryLimit", 1000),
    (f"{RETRY}/stepId", "nine"),
    (f"{RETRY}/workflowId", "nothing"),
    (f"{RETRY}/parameters", []),
    (RETRY, {"name": "x", "type": "goto"}),
    (RETRY, {"name": "x", "type": "end", "stepId": "two"}),
    (RETRY, {"name": "x", "type": "goto", "stepId": "two", "workflowId": "other"}),
    (f"{ONE}/onSuccess", [{"name": "x", "type": "retry"}], f"{ONE}/onSuccess/0/type"),
    (f"{ONE}/onSuccess", [{"name": "x", "type": "goto", "stepId": "nine"}], f"{ONE}/onSuccess/0/stepId"),
    (f"{ONE}/onSuccess", [{"reference": "$components.successActions.x"}], f"{ONE}/onSuccess/0/reference"),
    ("/workflows/0/failureActions", [{"name": "x", "type": "stop"}], "/workflows/0/failureActions/0/type"),
    # caps and the guard
    ("/workflows/0/steps", [GOOD["workflows"][0]["steps"][1]] * 51),
    (f"{ONE}/parameters", [{"name": f"p{n}", "in": "query", "value": 1} for n in range(51)]),
    ("/info/summary", "85.07.30-033.28"),
    (f"{ONE}/requestBody/payload/insz", "85073003328"),
]


def called(case: tuple[Any, ...]) -> str:
    return f"{case[0]} {'gone' if case[1] is GONE else str(case[1])[:40]}"


@pytest.mark.parametrize("case", WRONG, ids=called)
def test_each_mistake_is_refused_with_its_place_and_a_remedy(case: tuple[Any, ...]) -> None:
    # given
    put, value, place = case if len(case) == 3 else (*case, case[0])

    # when
    report = check_arazzo(changed(put, value))

    # then
    assert report.description is None
    assert place in [problem.place for problem in report.problems], report.problems
    assert all(problem.message and problem.remedy for problem in report.problems)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{after}: &{after} [{','.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE: list[bytes] = [
    b"",
    b"   ",
    b"\x00\x01\x02",
    b"\xff\xfe",
    b"[1, 2]",
    b"plain text",
    b"arazzo: 1.0.1\n  bad: indent",
    b'{"arazzo": "1.0.1",',
    b'{"arazzo": "1.0.1", "arazzo": "1.0.1"}',
    b"arazzo: !!python/object/apply:os.system [id]",
    b"<arazzo/>",
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    BOMB.encode(),
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"[" * 100_000,
    b'{"arazzo": "1.0.1", "x": NaN}',
    b'{"arazzo": "1.0.1", "x": 1' + b"0" * 400 + b"}",
    b'{"arazzo": "1.0.1", "x": "\\u0000"}',
    b'{"arazzo": "1.0.1", "x": "\\ud800"}',
    b"openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}",
    b"swagger: '2.0'",
    b"arazzo: 1.0.1\nworkflows: *nothing",
    b'{"arazzo": "1.0.1", "x": [' + b"1," * 30_000 + b"1]}",
    b"x" * 6_000_000,
]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: f"{data[:30]!r}")
def test_a_hostile_file_is_refused(data: bytes) -> None:
    # when
    report = read_arazzo(data)

    # then
    assert report.description is None
    assert report.problems[0].message
    assert report.problems[0].remedy


def test_schema_that_refers_to_itself_is_refused() -> None:
    # given
    document = changed("/workflows/0/inputs", {"$ref": "#/components/inputs/loop"})
    document["components"]["inputs"] = {"loop": {"properties": {"again": {"$ref": "#/components/inputs/loop"}}}}

    # when
    report = check_arazzo(document)

    # then
    assert report.problems[0].place.startswith("/workflows/0/inputs")


def test_no_more_than_a_hundred_problems_are_told() -> None:
    # given
    steps = [{"stepId": f"s{number}", **{f"f{field}": 1 for field in range(10)}} for number in range(40)]

    # then
    assert len(check_arazzo(changed("/workflows/0/steps", steps)).problems) == 100


def test_what_was_read_is_json_as_it_was_written() -> None:
    assert read_arazzo(json.dumps(GOOD).encode()).document == GOOD
