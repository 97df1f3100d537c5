"""A document that somebody sent, turned into what the contract says about it in an answer.

What the answer's schema turns away is left out, what it demands is made, what only the server may set is added once,
when the document is created: then a field of which the contract lists the values starts with the first.
"""

from __future__ import annotations

import random
from typing import Final

from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_DEEPEST: Final = 40


class Completion:
    """Completes documents with one generator."""

    def __init__(self, generator: Generator, rng: random.Random, *, creating: bool = False, moment: str = "") -> None:
        self._generator = generator
        self._rng = rng
        self._creating = creating
        self._moment = moment
        """What a server writes down as the time of creation; empty to draw one."""

    def of(self, schema: JsonValue, value: JsonValue) -> JsonValue:
        """The value as the schema wants it. Raises :class:`Ungeneratable` when nothing of the kind can be made."""
        try:
            return self._completed(schema, value, 0, "")
        except RecursionError as error:
            raise TooLarge("depth") from error

    def _completed(self, schema: JsonValue, value: JsonValue, depth: int, name: str) -> JsonValue:
        if depth > _DEEPEST:
            raise TooLarge("depth")
        if isinstance(value, dict):
            for form in self._generator.branches(schema):
                made = self._object(form, value, depth)
                if made is not None and self._generator.conformance.conforms(made, schema):
                    return made
        elif isinstance(value, list):
            items = self._generator.facets(schema).rules.get("items", True)
            listed = [self._completed(items, item, depth + 1, name) for item in value]
            if self._generator.conformance.conforms(listed, schema):
                return listed
        elif self._generator.conformance.conforms(value, schema):
            return value
        return self._generator.value(schema, self._rng, name=name)

    def _object(self, schema: JsonValue, value: JsonObject, depth: int) -> JsonObject | None:
        try:
            facets = self._generator.facets(schema)
        except Ungeneratable:
            return None
        properties = facets.rules.get("properties", {})
        made: JsonObject = {}
        for name, inner in value.items():
            part = properties.get(name, facets.rules.get("additionalProperties", True))
            if part is not False and facets.allows(name):
                made[name] = self._completed(part, inner, depth + 1, name)
        for name in facets.rules.get("required", ()):
            if name not in made:
                made[name] = self._new(properties.get(name, True), name)
        if self._creating:
            for name, part in properties.items():
                if name not in made and is_read_only(self._generator, part):
                    made[name] = self._new(part, name)
        return made

    def _new(self, schema: JsonValue, name: str) -> JsonValue:
        if self._moment and is_read_only(self._generator, schema) and self._is_moment(schema):
            return self._moment
        first = self._generator.first_option(schema) if self._creating else None
        return self._generator.value(schema, self._rng, name=name) if first is None else first

    def _is_moment(self, schema: JsonValue) -> bool:
        return self._generator.facets(schema).rules.get("format") == "date-time"


def is_read_only(generator: Generator, schema: JsonValue) -> bool:
    """Whether a field's schema says that only the server sets it."""
    if not isinstance(schema, dict):
        return False
    if schema.get("readOnly") is True:
        return True
    if "$ref" in schema and is_read_only(generator, generator.resolver.target(schema["$ref"])):
        return True
    return any(is_read_only(generator, member) for member in schema.get("allOf", ()))


def settable(generator: Generator, schema: JsonValue, document: JsonObject) -> JsonObject:
    """The fields of a document that a caller may set."""
    properties = _properties_of(generator, schema)
    return {name: value for name, value in document.items() if not is_read_only(generator, properties.get(name, True))}


def sendable(generator: Generator, schema: JsonValue, value: JsonValue) -> JsonValue:
    """A value without the fields, at any depth, that only the server sets."""
    if isinstance(value, list):
        members = generator.facets(schema).rules.get("items", True)
        return [sendable(generator, members, member) for member in value]
    if not isinstance(value, dict) or not isinstance(schema, dict):
        return value
    properties = _properties_of(generator, schema)
    fields = settable(generator, schema, value)
    return {name: sendable(generator, properties.get(name, True), inner) for name, inner in fields.items()}


def _properties_of(generator: Generator, schema: JsonValue) -> JsonObject:
    properties: JsonObject = {}
    for form in generator.branches(schema):
        try:
            properties = {**generator.facets(form).rules.get("properties", {}), **properties}
        except Ungeneratable:  # a branch that contradicts the rest names no fields
            continue
    return properties
