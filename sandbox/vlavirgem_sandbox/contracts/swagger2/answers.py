"""Responses of Swagger 2.0: a schema and examples per media type become content."""

from __future__ import annotations

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.swagger2.calls import JSON
from vlavirgem_sandbox.contracts.swagger2.references import moved
from vlavirgem_sandbox.contracts.swagger2.schemas import schema, value_schema


def response(described: JsonValue, produces: list[str]) -> JsonValue:
    """One response; ``produces`` are the media types of its operation."""
    if not isinstance(described, dict):
        return described
    if "$ref" in described:
        return {"$ref": moved(described["$ref"])}
    found: JsonObject = {key: inner for key, inner in described.items() if key not in ("schema", "examples", "headers")}
    found.setdefault("description", "")
    if isinstance(described.get("headers"), dict):
        found["headers"] = {name: _header(header) for name, header in described["headers"].items()}
    if content := _content(described, produces):
        found["content"] = content
    return found


def _content(described: JsonObject, produces: list[str]) -> JsonObject:
    given = described.get("examples")
    examples: JsonObject = given if isinstance(given, dict) else {}
    if "schema" not in described:
        return {kind: {"example": example} for kind, example in examples.items()}
    media: JsonObject = {"schema": schema(described["schema"])}
    kinds = dict.fromkeys([*(produces or [JSON]), *examples])
    return {kind: {**media, "example": examples[kind]} if kind in examples else dict(media) for kind in kinds}


def _header(described: JsonValue) -> JsonValue:
    if not isinstance(described, dict):
        return described
    kept = {"description": described["description"]} if isinstance(described.get("description"), str) else {}
    return {**kept, "schema": value_schema(described)}
