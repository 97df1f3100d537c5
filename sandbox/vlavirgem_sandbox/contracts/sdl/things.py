"""The objects that a GraphQL answer is made of: what is known of each, and the rest made when it is asked for."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.sdl.collections import key_field_of
from vlavirgem_sandbox.contracts.sdl.examples import Examples, misfit
from vlavirgem_sandbox.contracts.sdl.value_schemas import ValueSchemas


@dataclass(slots=True)
class Thing:
    """An object in an answer. Two with the same source show the same values, whatever is selected of them."""

    of_type: GraphQLObjectType
    source: str
    """What its values are drawn from."""
    known: JsonObject = field(default_factory=dict)
    """Values of fields that an example, a caller or an earlier call gave."""
    made: JsonObject | None = None
    is_given: bool = False
    """Whether an example or an earlier call gave it: then what is made of it is about nobody else."""
    persona: Persona | None = None
    """The test persona that it is about."""


class Maker:
    """Makes things of one schema. Safe to share between threads."""

    def __init__(self, schema: GraphQLSchema, examples: Examples, values: ValueSchemas) -> None:
        self.schema, self.examples, self.values = schema, examples, values
        self.generator = Generator({})
        self._keys = {
            name: key_field_of(of_type)
            for name, of_type in schema.type_map.items()
            if isinstance(of_type, GraphQLObjectType)
        }

    def key_field(self, of_type: GraphQLObjectType) -> str:
        """The field with its key; empty where it has none."""
        return self._keys[of_type.name]

    def thing(
        self,
        of_type: GraphQLObjectType,
        source: str,
        seed: int,
        known: Mapping[str, JsonValue],
        *,
        is_given: bool = False,
    ) -> Thing:
        """An object of this type. With a key it is one of that type, wherever it is met; else it is of its place.

        An example of the author stands in where one fits what is known, the more so the one with this very key.
        """
        key = self.key_field(of_type)
        shown = {**dict(_of_page_info(of_type)), **known}
        example = self._example(of_type, shown, drawn(source))
        if key and key not in shown and key not in example:
            shown[key] = self._plain(of_type, source)[key]
        whole = {**example, **shown}
        if key and key in whole:
            source = f"{seed}|{of_type.name}|{whole[key]}"
        return Thing(of_type, source, whole, is_given=is_given or bool(example))

    def plain_value(self, thing: Thing, name: str) -> JsonValue:
        """The value of a field without objects in it."""
        if thing.made is None:
            thing.made = self._plain(thing.of_type, thing.source)
        return thing.made[name]

    def value_for(self, thing: Thing, name: str, arguments: Mapping[str, JsonValue]) -> JsonValue:
        """The same, where arguments decide as well."""
        schema = self.values.of_field(thing.of_type, name, thing.of_type.fields[name])
        return self.generator.value(schema, drawn(f"{thing.source}|{name}|{canonical(arguments)}"), name=name)

    def concrete(self, of_type: GraphQLAbstractType, source: str) -> GraphQLObjectType | None:
        """A type of an interface or a union; None for an interface that nothing implements."""
        possible = sorted(self.schema.get_possible_types(of_type), key=lambda each: each.name)
        return drawn(f"{source}|type").choice(possible) if possible else None

    def concrete_of(self, of_type: GraphQLAbstractType, value: JsonObject) -> GraphQLObjectType | None:
        """The type that a given value is of: as it says, else the first that has all its fields."""
        possible = sorted(self.schema.get_possible_types(of_type), key=lambda each: each.name)
        named = next((each for each in possible if each.name == value.get("__typename")), None)
        return named or next((each for each in possible if value.keys() <= each.fields.keys()), None)

    def _plain(self, of_type: GraphQLObjectType, source: str) -> JsonObject:
        made: JsonObject = self.generator.value(self.values.of_object(of_type), drawn(source))
        return made

    def _example(self, of_type: GraphQLObjectType, known: JsonObject, rng: random.Random) -> JsonObject:
        given = self.examples.of_type(of_type.name)
        key = self.key_field(of_type)
        if key and key in known:
            return next((each for each in given if str(each.get(key)) == str(known[key])), {})
        fitting = [each for each in given if fits(of_type, each, known)]
        return rng.choice(fitting) if fitting else {}


def _of_page_info(of_type: GraphQLObjectType) -> Iterator[tuple[str, JsonValue]]:
    """Relay's PageInfo: what is made is one page, with nothing before or after it."""
    if of_type.name == "PageInfo":
        yield from ((name, False) for name, each in of_type.fields.items() if str(each.type).rstrip("!") == "Boolean")


def fits(of_type: GraphQLObjectType, document: Mapping[str, JsonValue], wanted: Mapping[str, JsonValue]) -> bool:
    """Whether a document has these values, as far as it has those fields. A text is searched in a text."""
    return all(
        name not in document or _agrees(of_type.fields[name], document[name], value) for name, value in wanted.items()
    )


def wanted_in(of_type: GraphQLObjectType, arguments: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Arguments that are named as a field of plain values: they ask for objects that have that value."""
    return {
        name: value
        for name, value in arguments.items()
        if name in of_type.fields
        and isinstance(value, (str, int, float, bool))
        and is_leaf_type(get_nullable_type(of_type.fields[name].type))
        and not misfit(of_type.fields[name].type, value)
    }


def drawn(source: str) -> random.Random:
    """What is drawn from a source: the same each time."""
    return random.Random(source)  # noqa: S311 - repeatable, not secret


def canonical(arguments: Mapping[str, Any]) -> str:
    """Arguments as a text, whatever their order."""
    return json.dumps(arguments, sort_keys=True, default=str)


def _agrees(of_field: GraphQLField, value: JsonValue, wanted: JsonValue) -> bool:
    if get_named_type(of_field.type).name == "String":
        return str(wanted).casefold() in str(value).casefold()
    return value == wanted or str(value) == str(wanted)
