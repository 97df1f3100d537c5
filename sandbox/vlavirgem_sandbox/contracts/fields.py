"""What stands in a field of a stranger's document, as what it should be."""

from __future__ import annotations

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue


def map_of(value: JsonValue) -> JsonObject:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def text_at(value: JsonObject, name: str) -> str:
    """The text in a field; empty for anything else."""
    found = value.get(name)
    return found if isinstance(found, str) else ""
