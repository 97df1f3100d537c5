"""The console's form filled with a test persona: each field of a name that the persona has something for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.authored.showing_personas import fields_of
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Operation
from vlavirgem_sandbox.tryouts.persona_in_xml import filled_envelope


def filled_in(operation: Operation, persona: Persona, body: str) -> dict[str, Any]:
    """Values for the form's fields, where the persona has something; ``body`` is the body to put it in."""
    values = {
        f"{parameter.location}:{parameter.name}": _as_text(value)
        for parameter in operation.parameters
        if (value := persona.value_for(parameter.name)) is not None
    }
    changed = filled_json(body, persona) or filled_envelope(body, persona)
    return values if changed is None else {**values, "body": changed}


def filled_json(body: str, persona: Persona) -> str | None:
    """The JSON about the persona; None for what is no JSON, or has nothing of the persona."""
    try:
        value = json.loads(body)
    except ValueError:
        return None  # a form, XML, or nothing
    found = list(_about_the_persona(value, persona))
    for holder, name in found:
        holder[name] = _alike(persona.value_for(name), holder[name])
    return json.dumps(value, ensure_ascii=False, indent=2) if found else None


def _about_the_persona(value: JsonValue, persona: Persona) -> Iterator[tuple[JsonObject, str]]:
    """Of the fields that the persona has something for, those that mean it.

    All of the body itself; further down, those of an object with what tells the persona, or with more than one of them:
    a lone ``name`` inside ``file`` is the file's.
    """
    found = list(fields_of(value, persona))
    in_each = Counter(id(holder) for holder, _name in found)
    identifier = persona.values[0][1]
    for holder, name in found:
        tells = any(persona.value_for(each) == identifier for each in holder)
        if holder is value or in_each[id(holder)] > 1 or tells:
            yield holder, name


def _alike(value: JsonValue, before: JsonValue) -> JsonValue:
    """The value in the type that the example has there, where that can be."""
    if isinstance(before, str):
        return _as_text(value)
    is_number = isinstance(before, int) and not isinstance(before, bool)
    return int(value) if is_number and isinstance(value, str) and value.isdecimal() else value


def _as_text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)
