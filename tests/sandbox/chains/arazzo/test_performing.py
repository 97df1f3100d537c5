"""How a workflow goes: order, jumps, retries, workflows in workflows, caps; with a caller that only remembers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vlavirgem_sandbox.chains.arazzo.attempts import Attempt, CannotCall, Ended, Made, Sent
from vlavirgem_sandbox.chains.arazzo.evaluating import Exchange
from vlavirgem_sandbox.chains.arazzo.model import Step
from vlavirgem_sandbox.chains.arazzo.performing import Performance
from vlavirgem_sandbox.chains.arazzo.reading import check_arazzo

Answer = Callable[[Step, Sent], Exchange]


class Town:
    """Makes the calls and tells the time."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.sent: list[tuple[str, Sent]] = []
        self.attempts: list[Attempt] = []
        self.waits: list[float] = []
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def call(self, step: Step, _source: str, sent: Sent) -> Made:
        self.sent.append((step.step_id, sent))
        return Made(exchange=self.answer(step, sent))

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)

    @property
    def order(self) -> list[str]:
        return [attempt.step.step_id for attempt in self.attempts]


def answers(*statuses: int, body: Any = None, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """These statuses in turn, the last one for ever."""
    left = list(statuses)

    def answer(_step: Step, _sent: Sent) -> Exchange:
        status = left.pop(0) if len(left) > 1 else left[0]
        return Exchange(url="u", method="GET", status=status, response_body=body, response_headers=headers)

    return answer


def steps(*each: dict[str, Any]) -> dict[str, Any]:
    """A workflow of these steps, each an operation of its own name unless it says what it does."""
    return {
        "workflowId": "main",
        "steps": [step if "workflowId" in step else {"operationId": step["stepId"], **step} for step in each],
    }


def perform(town: Town, *workflows: dict[str, Any], **inputs: Any) -> Ended:
    document = {
        "arazzo": "1.0.0",
        "info": {"title": "x", "version": "1"},
        "sourceDescriptions": [{"name": "a", "url": "https://a.example"}],
        "workflows": copy.deepcopy(list(workflows)),
    }
    report = check_arazzo(document)
    assert report.description is not None, report.problems
    performance = Performance(description=report.description, caller=town, clock=town, tell=town.attempts.append)
    return performance.run(report.description.workflows[0].workflow_id, inputs)


RETRY = {"name": "again", "type": "retry", "retryAfter": 2, "retryLimit": 3}
IS_200 = [{"condition": "$statusCode == 200"}]


def test_steps_go_in_order_and_hand_values_on() -> None:
    # given
    town = Town(answers(200, body={"id": 7}))
    one = {"stepId": "one", "outputs": {"id": "$response.body#/id"}}
    two = {"stepId": "two", "parameters": [{"name": "id", "in": "path", "value": "$steps.one.outputs.id"}]}

    # when
    ended = perform(town, steps(one, two) | {"outputs": {"id": "$steps.one.outputs.id"}})

    # then
    assert ended == Ended(succeeded=True, outputs={"id": 7})
    assert town.sent[1][1].parameters == [("path", "id", 7)]


def test_without_criteria_a_status_from_400_breaks() -> None:
    # given
    town = Town(answers(404))

    # when
    ended = perform(town, steps({"stepId": "one"}, {"stepId": "two"}))

    # then
    assert (ended.succeeded, ended.broke_at, town.order) == (False, "one", ["one"])
    assert "404" in ended.reason


def test_what_a_service_says_of_a_call_that_it_refuses_comes_before_what_broke_by_it() -> None:
    criteria = [{"condition": "$response.body#/total > 0"}]
    refused = Town(answers(400, body={"title": "Fout", "detail": "“abc” is geen gemeente."}))
    plain = Town(answers(503, body="later"))
    step = steps({"stepId": "one", "successCriteria": criteria})

    told = perform(refused, step).reason

    assert "400" in told
    assert "“abc” is geen gemeente." in told
    assert told.index("abc") < told.index("$response.body#/total")
    assert "503" in perform(plain, step).reason


def test_retry_stops_at_its_limit() -> None:
    town = Town(answers(503))
    ended = perform(town, steps({"stepId": "one", "onFailure": [RETRY]}))
    assert (ended.succeeded, len(town.order), town.waits) == (False, 4, [2.0, 2.0, 2.0])


def test_retry_that_says_no_limit_is_made_once() -> None:
    town = Town(answers(503))
    perform(town, steps({"stepId": "one", "onFailure": [{"name": "again", "type": "retry"}]}))
    assert len(town.order) == 2


def test_retry_after_of_the_answer_overrules_within_the_cap() -> None:
    town = Town(answers(503, 503, 200, headers=(("Retry-After", "4"),)))
    assert perform(town, steps({"stepId": "one", "onFailure": [RETRY]})).succeeded
    assert town.waits == [4.0, 4.0]
    slow = Town(answers(503, 200, headers=(("Retry-After", "3600"),)))
    assert perform(slow, steps({"stepId": "one", "onFailure": [RETRY]})).succeeded
    assert slow.waits == [10.0]


def test_retry_does_another_step_first() -> None:
    # given
    town = Town(answers(401, 200))
    retry = {**RETRY, "stepId": "sign-in"}

    # when
    ended = perform(town, steps({"stepId": "one", "onFailure": [retry]}, {"stepId": "sign-in"}))

    # then
    assert ended.succeeded
    assert town.order == ["one", "sign-in", "one", "sign-in"]


def test_first_action_whose_criteria_hold_is_taken() -> None:
    # given
    town = Town(answers(404))
    actions = [
        {"name": "busy", "type": "retry", "criteria": [{"condition": "$statusCode == 503"}]},
        {"name": "absent", "type": "goto", "stepId": "three", "criteria": [{"condition": "$statusCode == 404"}]},
        {"name": "else", "type": "end"},
    ]
    anything = [{"condition": "$statusCode > 0"}]

    # when
    ended = perform(
        town,
        steps(
            {"stepId": "one", "onFailure": actions},
            {"stepId": "two"},
            {"stepId": "three", "successCriteria": anything},
        ),
    )

    # then
    assert (ended.succeeded, town.order) == (True, ["one", "three"])


def test_success_can_end_early_and_outputs_of_what_was_passed_over_are_null() -> None:
    # given
    town = Town(answers(200, body={"id": 7}))
    one = {"stepId": "one", "onSuccess": [{"name": "enough", "type": "end"}]}
    two = {"stepId": "two", "outputs": {"id": "$response.body#/id"}}

    # when
    ended = perform(town, steps(one, two) | {"outputs": {"id": "$steps.two.outputs.id"}})

    # then
    assert (ended.succeeded, ended.outputs, town.order) == (True, {"id": None}, ["one"])


def test_actions_of_the_workflow_hold_for_each_step_unless_it_has_one_of_that_name() -> None:
    # given
    town = Town(answers(503))
    shared = {"failureActions": [RETRY]}
    own = {"stepId": "two", "onFailure": [{"name": "again", "type": "end"}]}

    # then
    perform(town, steps({"stepId": "one"}) | shared)
    assert len(town.order) == 4
    other = Town(answers(503))
    perform(other, steps(own) | shared)
    assert len(other.order) == 1


def test_goto_that_never_ends_is_stopped() -> None:
    town = Town(answers(200))
    loop = {"stepId": "one", "onSuccess": [{"name": "round", "type": "goto", "stepId": "one"}]}
    ended = perform(town, steps(loop))
    assert (ended.succeeded, len(town.order)) == (False, 100)
    assert "100" in ended.reason


def test_run_that_takes_too_long_is_stopped() -> None:
    town = Town(answers(503))
    slow = {**RETRY, "retryAfter": 10, "retryLimit": 10}
    ended = perform(town, steps({"stepId": "one", "onFailure": [slow]}))
    assert (ended.succeeded, sum(town.waits)) == (False, 40)
    assert "45" in ended.reason


def test_step_runs_a_workflow_and_takes_its_outputs() -> None:
    # given
    town = Town(answers(200, body={"id": 7}))
    run = {
        "stepId": "all",
        "workflowId": "inner",
        "parameters": [{"name": "n", "value": "$inputs.n"}],
        "successCriteria": [{"condition": "$outputs.id == 7"}],
        "outputs": {"id": "$outputs.id"},
    }
    inner = {
        **steps({"stepId": "make", "outputs": {"id": "$response.body#/id"}}),
        "workflowId": "inner",
        "inputs": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
        "outputs": {"id": "$steps.make.outputs.id"},
    }
    asks: dict[str, Any] = {
        "inputs": {"type": "object", "properties": {"n": {}}},
        "outputs": {"id": "$steps.all.outputs.id"},
    }

    # then
    assert perform(town, steps(run) | asks, inner, n=3) == Ended(succeeded=True, outputs={"id": 7})
    assert town.order == ["make", "all"]
    wrong = perform(Town(answers(200)), steps(run) | asks, inner, n="three")
    assert (wrong.succeeded, wrong.broke_at, "/n" in wrong.reason) == (False, "all", True)


def test_goto_another_workflow_ends_with_that_one() -> None:
    # given
    town = Town(answers(404, 200))
    one = {"stepId": "one", "onFailure": [{"name": "clean", "type": "goto", "workflowId": "cleaning"}]}
    cleaning = {**steps({"stepId": "clean"}), "workflowId": "cleaning"}

    # then
    assert perform(town, steps(one, {"stepId": "two"}), cleaning).succeeded
    assert town.order == ["one", "clean"]


def test_workflow_runs_those_that_it_depends_on_first() -> None:
    # given
    town = Town(answers(200, body={"id": 7}))
    first = {
        **steps({"stepId": "make", "outputs": {"id": "$response.body#/id"}}),
        "workflowId": "first",
        "outputs": {"id": "$steps.make.outputs.id"},
    }
    main = steps(
        {"stepId": "use", "parameters": [{"name": "id", "in": "query", "value": "$workflows.first.outputs.id"}]}
    )

    # then
    assert perform(town, main | {"dependsOn": ["first"]}, first).succeeded
    assert town.sent[1] == ("use", Sent(parameters=[("query", "id", 7)]))
    assert perform(Town(answers(500)), main | {"dependsOn": ["first"]}, first).broke_at == "make"


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ({"name": "$inputs.name", "list": ["{$inputs.name}!"]}, {"name": 'A "B"', "list": ['A "B"!']}),
        ('{"name": "{$inputs.name}"}', {"name": 'A "B"'}),
        ('{"count": {$inputs.count}}', {"count": 3}),
        ("$inputs.list", [1, 2]),
        ("plain {$inputs.count}", "plain 3"),
        (None, None),
    ],
)
def test_payload_is_filled_in(payload: Any, body: Any) -> None:
    # given
    town = Town(answers(200))
    asks: dict[str, Any] = {"inputs": {"properties": {"name": {}, "count": {}, "list": {}}}}

    # when
    perform(
        town,
        steps({"stepId": "one", "requestBody": {"payload": payload}}) | asks,
        name='A "B"',
        count=3,
        list=[1, 2],
    )

    # then
    assert (town.sent[0][1].body, town.sent[0][1].has_body) == (body, True)


def test_replacements_are_put_into_the_payload() -> None:
    # given
    town = Town(answers(200))
    payload = {"a": {"b": 1}, "list": [1, 2]}
    put = [
        {"target": "/a/b", "value": "$inputs.n"},
        {"target": "/list/0", "value": "first"},
        {"target": "/list/-", "value": 3},
        {"target": "/new", "value": {"x": "{$inputs.n}"}},
    ]
    asks: dict[str, Any] = {"inputs": {"properties": {"n": {}}}}

    # when
    ended = perform(
        town, steps({"stepId": "one", "requestBody": {"payload": payload, "replacements": put}}) | asks, n=9
    )

    # then
    assert ended.succeeded
    assert town.sent[0][1].body == {"a": {"b": 9}, "list": ["first", 2, 3], "new": {"x": "9"}}
    nowhere = [{"target": "/list/9", "value": 1}]
    broken = perform(
        Town(answers(200)), steps({"stepId": "one", "requestBody": {"payload": payload, "replacements": nowhere}})
    )
    assert (broken.succeeded, "/list/9" in broken.reason) == (False, True)


def test_output_that_the_answer_lacks_breaks_the_step() -> None:
    town = Town(answers(200, body={}))
    ended = perform(town, steps({"stepId": "one", "outputs": {"id": "$response.body#/id"}}))
    assert (ended.broke_at, "id" in ended.reason) == ("one", True)


def test_call_that_cannot_be_made_and_connection_that_breaks_fail_the_step() -> None:
    class Absent(Town):
        def call(self, step: Step, _source: str, _sent: Sent) -> Made:
            if step.step_id == "one":
                raise CannotCall("nobody there")
            return Made(exchange=self.answer(step, _sent), broken=True)

    absent = Absent(answers(200))
    assert perform(absent, steps({"stepId": "one"})).reason == "nobody there"
    broken = Absent(answers(200))
    ended = perform(broken, steps({"stepId": "two", "successCriteria": IS_200}))
    assert (ended.succeeded, json.dumps(ended.outputs)) == (False, "{}")
