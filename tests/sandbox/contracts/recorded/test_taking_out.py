"""A contract without one of its named examples."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_sandbox.contracts.recorded.taking_out import NamedExample, named_examples, without_example


def contract(status: str) -> dict[str, Any]:
    def answer() -> dict[str, Any]:
        return {"content": {"application/json": {"examples": {"goed": {"value": 1}}}}}

    calls = [{"status": 200, "example": "goed", "path": {}}, {"status": 201, "example": "goed", "path": {"a": "1"}}]
    operation = {"responses": {status: answer(), "201": answer()}, "x-vlavirgem-recorded": calls}
    return {"paths": {"/dingen": {"get": operation}}}


@pytest.mark.parametrize("status", ["200", "2XX"])
def test_only_the_calls_of_its_own_status_go_with_an_example(status: str) -> None:
    # given
    document = contract(status)
    example = NamedExample(path="/dingen", method="GET", status="201", name="goed")
    assert example in named_examples(document)

    # when
    left = without_example(document, example)

    # then
    operation = left["paths"]["/dingen"]["get"]
    assert [each["status"] for each in operation["x-vlavirgem-recorded"]] == [200]
    assert named_examples(left) == {NamedExample(path="/dingen", method="GET", status=status, name="goed")}
    assert "examples" not in operation["responses"]["201"]["content"]["application/json"]
