"""The console's form filled with a test persona: each field of a name that the persona has something for."""

from __future__ import annotations

import json
from typing import Any

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.authored.showing_personas import fields_of
from vlavirgem_sandbox.contracts.model import JsonValue, Operation


def filled_in(operation: Operation, persona: Persona, body: str) -> dict[str, Any]:
    """Values for the form's fields, where the persona has something; ``body`` is the body to put it in, as JSON."""
    values = {
        f"{parameter.location}:{parameter.name}": _as_text(value)
        for parameter in operation.parameters
        if (value := persona.value_for(parameter.name)) is not None
    }
    changed = _in_body(body, persona)
    return values if changed is None else {**values, "body": changed}


def _in_body(body: str, persona: Persona) -> str | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None  # a form, XML, or nothing
    found = list(fields_of(value, persona))
    for holder, name in found:
        holder[name] = _alike(persona.value_for(name), holder[name])
    return json.dumps(value, ensure_ascii=False, indent=2) if found else None


def _alike(value: JsonValue, before: JsonValue) -> JsonValue:
    """The value in the type that the example has there, where that can be."""
    if isinstance(before, str):
        return _as_text(value)
    is_number = isinstance(before, int) and not isinstance(before, bool)
    return int(value) if is_number and isinstance(value, str) and value.isdecimal() else value


def _as_text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)
