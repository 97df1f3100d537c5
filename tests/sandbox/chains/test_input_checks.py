"""What a run may be given: the schemas of its workflow and of those before it."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.model import Description
from vlavirgem_sandbox.chains.arazzo.reading import check_arazzo
from vlavirgem_sandbox.chains.input_checks import checked_inputs


def described(before: dict[str, Any]) -> Description:
    """A workflow that asks for a name, after one that asks for what is given here."""
    steps = [{"stepId": "one", "operationId": "read"}]
    name = {"type": "object", "properties": {"naam": {"type": "string"}}}
    workflows = [
        {"workflowId": "main", "inputs": name, "dependsOn": ["first"], "steps": steps},
        {"workflowId": "first", "inputs": before, "steps": steps},
    ]
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "Keten", "version": "1"},
        "sourceDescriptions": [{"name": "register", "url": "https://register.example/openapi.json"}],
        "workflows": workflows,
    }
    description = check_arazzo(document).description
    assert description is not None
    return description


def test_a_workflow_before_it_is_given_its_own_inputs_and_their_defaults() -> None:
    # given one that takes nothing else, and has a default for what it needs
    year = {"jaar": {"type": "integer", "default": 2026}}
    description = described({"properties": year, "required": ["jaar"], "additionalProperties": False})

    # then
    checked = checked_inputs(description, description.workflow("main"), {"naam": "Club"})
    assert checked == {"naam": "Club"}
    # and what is given it is held against its schema
    with pytest.raises(Refusal) as refused:
        checked_inputs(description, description.workflow("main"), {"naam": "Club", "jaar": "dit jaar"})
    assert refused.value.place == "/inputs/jaar"
