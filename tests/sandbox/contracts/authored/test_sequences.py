"""An operation with a sequence gives its examples in turn, counted in what the try-out remembers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.calling import NOW, Caller, accepted
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.state import InMemoryStore

SEQUENCE = "x-vlavirgem-sequence"


def _answer(**examples: Any) -> dict[str, Any]:
    written = {name: {"value": value} for name, value in examples.items()}
    return {"description": "x", "content": {"application/json": {"examples": written}}}


def _document(sequence: Any) -> dict[str, Any]:
    responses = {"200": _answer(first="first", second="second"), "503": _answer(busy="busy")}
    operation = {SEQUENCE: sequence, "responses": responses}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"get": operation}}}


def _given(caller: Caller, count: int) -> list[tuple[int, str]]:
    answers = [caller.call("GET", "/x") for _ in range(count)]
    return [(answer.status, json.loads(answer.body)) for answer in answers]


def test_the_nth_call_gets_the_nth_example_of_whatever_status_and_the_last_stays() -> None:
    caller = Caller(accepted(_document(["busy", "second", "first"])))

    assert _given(caller, 4) == [(503, "busy"), (200, "second"), (200, "first"), (200, "first")]


def test_a_sequence_may_repeat_and_starts_over_when_the_tryout_is_reset() -> None:
    caller = Caller(accepted(_document({"examples": ["busy", "first"], "repeat": True})))

    assert [status for status, _value in _given(caller, 3)] == [503, 200, 503]
    caller.store = InMemoryStore()
    assert [status for status, _value in _given(caller, 1)] == [503]


def test_a_wish_does_not_take_a_turn() -> None:
    caller = Caller(accepted(_document(["busy", "first"])))

    assert caller.call("GET", "/x", Prefer="example=second").body == b'"second"'
    assert _given(caller, 1) == [(503, "busy")]


def test_an_operation_without_a_sequence_asks_the_memory_nothing() -> None:
    class Silent(InMemoryStore):
        def next_number(self, collection: str) -> int:
            raise AssertionError(collection)

    document = _document(None)
    del document["paths"]["/x"]["get"][SEQUENCE]
    caller = Caller(accepted(document))
    caller.store = Silent()

    assert caller.json("GET", "/x") == "first"
    with_one = Caller(accepted(_document(["busy"])))
    with_one.store = Silent()
    with pytest.raises(AssertionError, match="sequence:GET /x"):
        with_one.compiled.answer(
            with_one.match("GET", "/x"),
            CallRequest(method="GET", path="/x"),
            store=with_one.store,
            seed=1,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("sequence", "place"),
    [
        ("first", ""),
        ([], ""),
        ([1], ""),
        (["first"] * 101, ""),
        (["first", "nowhere"], "/1"),
        ({"examples": "first"}, "/examples"),
        ({"examples": ["first"], "repeat": "ja"}, "/examples"),
        ({"examples": ["nowhere"]}, "/examples/0"),
    ],
)
def test_a_bad_sequence_is_told_at_its_place_and_not_used(sequence: Any, place: str) -> None:
    document = _document(sequence)

    [problem] = read_contract(json.dumps(document).encode()).problems

    assert (problem.severity, problem.place) == ("warning", f"/paths/~1x/get/{SEQUENCE}{place}")
    assert "not used" in problem.message
    assert problem.remedy
    assert _given(Caller(accepted(document)), 2) == [(200, "first"), (200, "first")]
