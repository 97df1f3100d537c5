"""What each keyword of JSON Schema 2020-12 may look like. A keyword that looks otherwise is dropped, and reported.

One slip (``required: true``, ``minimum: "0"``, ``type: int``) would otherwise keep the validator from compiling the
whole schema, and with it every operation that uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SINGLE_SCHEMAS

TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def _is_schema(value: JsonValue) -> bool:
    return isinstance(value, (dict, bool))


def _are_schemas(value: JsonValue) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_map_of_schemas(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(map(_is_schema, value.values()))


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_count(value: JsonValue) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_names(value: JsonValue) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_type(value: JsonValue) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(name, str) and name in TYPES for name in value)
    return isinstance(value, str) and value in TYPES


def _is_dependency(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(map(_is_names, value.values()))


_SHAPES: Final[dict[str, Callable[[JsonValue], bool]]] = {
    "type": _is_type,
    "enum": lambda value: isinstance(value, list) and bool(value),
    "required": _is_names,
    "dependentRequired": _is_dependency,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "pattern": lambda value: isinstance(value, str),
    "format": lambda value: isinstance(value, str),
    "uniqueItems": lambda value: isinstance(value, bool),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    **dict.fromkeys(
        (
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains",
        ),
        _is_count,
    ),
    **dict.fromkeys(LISTS_OF_SCHEMAS, _are_schemas),
    **dict.fromkeys(MAPS_OF_SCHEMAS, _is_map_of_schemas),
    **dict.fromkeys(SINGLE_SCHEMAS, _is_schema),
}


def ill_formed(schema: JsonObject) -> list[str]:
    """The keywords of this one schema object that do not look as they should."""
    return [keyword for keyword, value in schema.items() if keyword in _SHAPES and not _SHAPES[keyword](value)]
