"""What a new document holds of the fields that only the server sets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller
from tests.sandbox.contracts.test_remembered_state import _caller, _collection, _thing

STATES = ["aangevraagd", "actief", "beëindigd"]


def _with_state(state: dict[str, Any], *, required: bool = True) -> Caller:
    thing = _thing(toestand=state)
    return _caller(_collection({**thing, "required": [*thing["required"], *(["toestand"] if required else [])]}))


@pytest.mark.parametrize("required", [True, False], ids=["demanded", "left out"])
def test_a_state_that_the_server_sets_starts_with_the_first_that_is_listed(required: bool) -> None:
    caller = _with_state({"type": "string", "enum": STATES, "readOnly": True}, required=required)

    made = [caller.json("POST", "/dingen", {"naam": f"ding {number}"}) for number in range(6)]

    assert {each["toestand"] for each in made} == {STATES[0]}


def test_an_example_of_the_state_goes_before_the_first() -> None:
    caller = _with_state({"type": "string", "enum": STATES, "readOnly": True, "example": STATES[1]})

    assert caller.json("POST", "/dingen", {"naam": "ding"})["toestand"] == STATES[1]
