"""Schema objects of Swagger 2.0, and the values that parameters and headers describe in their own fields."""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.swagger2.references import moved

_VALUE_KEYWORDS: Final = (
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
)
"""What a parameter, header or items object says of its value in Swagger 2.0, where OpenAPI 3.0 has a schema."""


def schema(value: JsonValue) -> JsonValue:
    """A schema, with all schemas within it."""
    if not isinstance(value, dict):
        return value
    result: JsonObject = {}
    for keyword, inner in value.items():
        match keyword:
            case "$ref":
                result[keyword] = moved(inner)
            case "properties":
                result[keyword] = {name: schema(each) for name, each in inner.items()} if _is_map(inner) else inner
            case "allOf":
                result[keyword] = [schema(each) for each in inner] if isinstance(inner, list) else inner
            case "items" | "additionalProperties":
                result[keyword] = schema(inner)
            case "discriminator" if isinstance(inner, str):
                result[keyword] = {"propertyName": inner}
            case "x-nullable":
                result["nullable"] = inner
            case _:
                result[keyword] = inner
    return _with_file_as_text(result)


def value_schema(described: JsonObject) -> JsonObject:
    """The schema of the value that a parameter or header describes."""
    found: JsonObject = {keyword: described[keyword] for keyword in _VALUE_KEYWORDS if keyword in described}
    if isinstance(found.get("items"), dict):
        found["items"] = value_schema(found["items"])
    if described.get("x-nullable") is True:
        found["nullable"] = True
    return _with_file_as_text(found)


def _with_file_as_text(found: JsonObject) -> JsonObject:
    """A file is a string of bytes in OpenAPI 3.0."""
    return {**found, "type": "string", "format": "binary"} if found.get("type") == "file" else found


def _is_map(value: JsonValue) -> bool:
    return isinstance(value, dict)
