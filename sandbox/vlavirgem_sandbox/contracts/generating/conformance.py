"""Our own reading of JSON Schema 2020-12, small and slow: does a value satisfy a schema?

The generator uses it where construction alone cannot be sure (exactly one branch, not this form, this enum value under
those bounds). It is not the validator: calls and answers are judged by jsonschema-rs, which this module never sees.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeAlias

from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.patterns import searcher

_Test: TypeAlias = Callable[["Conformance", JsonObject, JsonValue], bool]


_CACHED: Final = 5_000


def is_number(value: JsonValue) -> bool:
    """JSON's number: not a boolean, which Python takes for one."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPE_TESTS: Final[dict[str, Callable[[JsonValue], bool]]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: is_number(value) and value == int(value),
    "null": lambda value: value is None,
    "number": is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def same(first: JsonValue, second: JsonValue) -> bool:
    """Equality of JSON values: 1 and 1.0 are the same, 1 and true are not."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    return bool(first == second)


@lru_cache(maxsize=1_000)
def exact(number: float) -> Fraction:
    """The number as its decimals say it: 0.1 is a tenth, which no binary fraction is."""
    return Fraction(Decimal(str(number)))


def canonical(value: JsonValue) -> str:
    """A text that is the same for the same JSON value, to find doubles with."""
    return json.dumps(value, sort_keys=True)


class Conformance:
    """Holds values against the schemas of one document."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        # The schema is kept beside its tests: an id is only its own while the object lives.
        self._tests: dict[int, tuple[JsonObject, list[_Test]]] = {}

    def conforms(self, value: JsonValue, schema: JsonValue) -> bool:
        """Whether the value satisfies the schema. Formats are looked at for texts only where we make them ourselves."""
        if isinstance(schema, bool):
            return schema
        if "$ref" in schema and not self.conforms(value, self.resolver.target(schema["$ref"])):
            return False
        for test in self._tests_for(schema):  # noqa: SIM110 - a generator costs more than most of the tests
            if not test(self, schema, value):
                return False
        return True

    def _tests_for(self, schema: JsonObject) -> list[_Test]:
        found = self._tests.get(id(schema))
        if found is None:
            if len(self._tests) > _CACHED:
                self._tests = {}
            found = self._tests[id(schema)] = (schema, [_TESTS[keyword] for keyword in schema if keyword in _TESTS])
        return found[1]

    def evaluated(self, value: JsonObject, schema: JsonValue) -> set[str]:
        """Names of the fields that some part of the schema looks at (what ``unevaluatedProperties`` leaves alone)."""
        if isinstance(schema, bool):
            return set()
        names = _known_names(schema, value)
        if "additionalProperties" in schema or "unevaluatedProperties" in schema:
            names |= value.keys()
        for part in self._applied(value, schema):
            names |= self.evaluated(value, part)
        return names

    def _applied(self, value: JsonObject, schema: JsonObject) -> list[JsonValue]:
        parts = [self.resolver.target(schema["$ref"])] if "$ref" in schema else []
        parts.extend(schema.get("allOf", ()))
        for keyword in ("anyOf", "oneOf"):
            parts.extend(part for part in schema.get(keyword, ()) if self.conforms(value, part))
        if "if" in schema:
            holds = self.conforms(value, schema["if"])
            parts.extend([schema["if"], schema.get("then", True)] if holds else [schema.get("else", True)])
        parts.extend(part for name, part in schema.get("dependentSchemas", {}).items() if name in value)
        return parts


def _known_names(schema: JsonObject, value: JsonObject) -> set[str]:
    named = set(schema.get("properties", {})) & value.keys()
    patterns = [searcher(pattern) for pattern in schema.get("patternProperties", {})]
    return named | {name for name in value if any(matches(name) for matches in patterns)}


def _type(_self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    types = schema["type"]
    if not isinstance(types, list):
        return _TYPE_TESTS[types](value)
    return any(_TYPE_TESTS[name](value) for name in types)


def _multiple_of(_self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not is_number(value):
        return True
    step = schema["multipleOf"]
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    return (exact(value) / exact(step)).denominator == 1


def _unique_items(_self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not schema["uniqueItems"] or not isinstance(value, list):
        return True
    return len({canonical(item) for item in value}) == len(value)


def _items(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, list):
        return True
    return all(self.conforms(item, schema["items"]) for item in value[len(schema.get("prefixItems", ())) :])


def _prefix_items(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, list):
        return True
    return all(map(self.conforms, value, schema["prefixItems"]))


def _contains(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, list):
        return True
    found = sum(self.conforms(item, schema["contains"]) for item in value)
    return bool(schema.get("minContains", 1) <= found <= schema.get("maxContains", found))


def _properties(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return True
    return all(self.conforms(value[name], part) for name, part in schema["properties"].items() if name in value)


def _pattern_properties(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return True
    return all(
        self.conforms(inner, part)
        for pattern, part in schema["patternProperties"].items()
        for name, inner in value.items()
        if searcher(pattern)(name)
    )


def _additional_properties(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return True
    known = _known_names(schema, value)
    return all(self.conforms(value[name], schema["additionalProperties"]) for name in value if name not in known)


def _unevaluated_properties(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return True
    rest = {keyword: part for keyword, part in schema.items() if keyword != "unevaluatedProperties"}
    known = self.evaluated(value, rest)
    return all(self.conforms(value[name], schema["unevaluatedProperties"]) for name in value if name not in known)


def _dependent_required(_self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return True
    return all(set(names) <= value.keys() for name, names in schema["dependentRequired"].items() if name in value)


def _dependent_schemas(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return True
    return all(self.conforms(value, part) for name, part in schema["dependentSchemas"].items() if name in value)


def _condition(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    branch = "then" if self.conforms(value, schema["if"]) else "else"
    return self.conforms(value, schema.get(branch, True))


def _property_names(self: Conformance, schema: JsonObject, value: JsonValue) -> bool:
    return not isinstance(value, dict) or all(self.conforms(name, schema["propertyNames"]) for name in value)


def _bounded(kind: Callable[[JsonValue], bool], holds: Callable[[JsonValue, JsonValue], bool], keyword: str) -> _Test:
    return lambda _self, schema, value: not kind(value) or holds(value, schema[keyword])


def _is(kind: type) -> Callable[[JsonValue], bool]:
    return lambda value: isinstance(value, kind)


_TESTS: Final[dict[str, _Test]] = {
    "type": _type,
    "enum": lambda _self, schema, value: any(same(value, option) for option in schema["enum"]),
    "const": lambda _self, schema, value: same(value, schema["const"]),
    "minimum": _bounded(is_number, lambda value, limit: value >= limit, "minimum"),
    "maximum": _bounded(is_number, lambda value, limit: value <= limit, "maximum"),
    "exclusiveMinimum": _bounded(is_number, lambda value, limit: value > limit, "exclusiveMinimum"),
    "exclusiveMaximum": _bounded(is_number, lambda value, limit: value < limit, "exclusiveMaximum"),
    "multipleOf": _multiple_of,
    "minLength": _bounded(_is(str), lambda value, limit: len(value) >= limit, "minLength"),
    "maxLength": _bounded(_is(str), lambda value, limit: len(value) <= limit, "maxLength"),
    "pattern": _bounded(_is(str), lambda value, pattern: searcher(pattern)(value), "pattern"),
    "minItems": _bounded(_is(list), lambda value, limit: len(value) >= limit, "minItems"),
    "maxItems": _bounded(_is(list), lambda value, limit: len(value) <= limit, "maxItems"),
    "uniqueItems": _unique_items,
    "items": _items,
    "prefixItems": _prefix_items,
    "contains": _contains,
    "minProperties": _bounded(_is(dict), lambda value, limit: len(value) >= limit, "minProperties"),
    "maxProperties": _bounded(_is(dict), lambda value, limit: len(value) <= limit, "maxProperties"),
    "required": _bounded(_is(dict), lambda value, names: set(names) <= value.keys(), "required"),
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "unevaluatedProperties": _unevaluated_properties,
    "propertyNames": _property_names,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "allOf": lambda self, schema, value: all(self.conforms(value, part) for part in schema["allOf"]),
    "anyOf": lambda self, schema, value: any(self.conforms(value, part) for part in schema["anyOf"]),
    "oneOf": lambda self, schema, value: sum(self.conforms(value, part) for part in schema["oneOf"]) == 1,
    "not": lambda self, schema, value: not self.conforms(value, schema["not"]),
    "if": _condition,
}
