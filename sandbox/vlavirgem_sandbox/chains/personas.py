"""Test personas of the services in a chain, who fill the inputs of a run.

An input is what the steps give to a field of a service by it (``recipient: $inputs.ontvanger``); one that no step gives
as a whole to any field goes by its own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vlavirgem_sandbox.catalogue.personas import personas_of_version
from vlavirgem_sandbox.chains.arazzo.input_schemas import wrong_inputs
from vlavirgem_sandbox.chains.arazzo.model import Description, Step, Workflow
from vlavirgem_sandbox.chains.binding import bound_tryouts
from vlavirgem_sandbox.chains.models import Chain
from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.authored.showing_personas import ways
from vlavirgem_sandbox.contracts.model import JsonValue


@dataclass(frozen=True, kw_only=True)
class OfferedPersonas:
    """Those of one service that have something for the inputs."""

    source: str
    service_name: str
    personas: tuple[Persona, ...]
    inputs: dict[str, dict[str, JsonValue]]
    """What each fills in, by its key and the name of the input."""
    chosen: str = ""
    """Key of the one that fills the form now."""


def offered_personas(
    chain: Chain, description: Description, workflow: Workflow, *, source: str, chosen: str
) -> list[OfferedPersonas]:
    """By service, in the order of the sources; ``chosen`` is the key of the one that was chosen of ``source``."""
    bound = bound_tryouts(chain)
    offered = []
    for name in (each.name for each in description.sources if each.name in bound):
        fields = _fields_by_input(description, workflow, name)
        found = {each: _filled(workflow, fields, each) for each in personas_of_version(bound[name].version_id)}
        fitting = tuple(each for each, inputs in found.items() if inputs)
        if fitting:
            offered.append(
                OfferedPersonas(
                    source=name,
                    service_name=bound[name].service_name,
                    personas=fitting,
                    inputs={each.key: found[each] for each in fitting},
                    chosen=chosen if name == source else "",
                )
            )
    return offered


def _filled(workflow: Workflow, fields: dict[str, list[str]], persona: Persona) -> dict[str, JsonValue]:
    filled: dict[str, JsonValue] = {}
    for name, schema in workflow.inputs.get("properties", {}).items():
        values = (persona.value_for(field) for field in fields.get(name, ()))
        value = next((each for each in values if each is not None), None)
        written = ways(value) if value is not None else iter(())
        fit = next((way for way in written if not wrong_inputs({"properties": {name: schema}}, {name: way})), None)
        if fit is not None:
            filled[name] = fit
    return filled


def _fields_by_input(description: Description, workflow: Workflow, source: str) -> dict[str, list[str]]:
    """The fields of one service that each input is for."""
    given: dict[str, list[tuple[str, str]]] = {}
    for step in workflow.steps:
        for field, value in _given_by(step):
            if isinstance(value, str) and value.startswith("$inputs."):
                given.setdefault(value.removeprefix("$inputs."), []).append((description.source_of(step), field))
    return {
        name: [field for of, field in given[name] if of == source] if name in given else [name]
        for name in workflow.inputs.get("properties", {})
    }


def _given_by(step: Step) -> Iterator[tuple[str, JsonValue]]:
    """Each field that a step fills in, by name."""
    yield from ((each.name, each.value) for each in step.parameters)
    if step.body is None:
        return
    yield from ((each.target.rpartition("/")[2], each.value) for each in step.body.replacements)
    waiting = [step.body.payload]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield from current.items()
        waiting += list(current.values()) if isinstance(current, dict) else current if isinstance(current, list) else []
