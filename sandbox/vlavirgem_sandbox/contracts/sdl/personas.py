"""Objects of an answer that are about a test persona: fields of a name that it has show what it has.

An object is about the persona that its own values tell; one that was made, else about the persona that an argument of
the call names, there or further up. A list inside what shows the persona holds others (its children, its documents).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_specified_scalar_type

from vlavirgem_sandbox.contracts.authored.personas import Persona, Personas, single_values
from vlavirgem_sandbox.contracts.authored.showing_personas import ways
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.sdl.collections import is_list
from vlavirgem_sandbox.contracts.sdl.examples import misfit
from vlavirgem_sandbox.contracts.sdl.things import Thing
from vlavirgem_sandbox.contracts.sdl.value_schemas import ValueSchemas


class ShowingPersonas:
    """Those of one contract. Safe to share between threads."""

    def __init__(self, personas: Personas, values: ValueSchemas) -> None:
        self._personas, self._values = personas, values

    def named_in(self, arguments: Mapping[str, Any]) -> Persona | None:
        """The persona that an argument of a field tells."""
        return self._personas.among(single_values(dict(arguments))) if self._personas.all else None

    def about(self, persona: Persona | None, found: Any) -> Any:
        """What a field gives, with the objects in it about the persona, or the one that they tell themselves."""
        if not self._personas.all:
            return found
        if isinstance(found, list):
            return [self.about(persona, each) for each in found]
        if isinstance(found, Thing):
            own = [each for each in found.known.values() if isinstance(each, (str, int))]
            found.persona = self._personas.among(own) or (None if found.is_given else persona)
        return found

    def passed_on(self, thing: Thing, of_field: GraphQLField) -> Persona | None:
        """The persona that what stands in a field of an object is about."""
        others = thing.persona is not None and is_list(of_field.type) and self._shows(thing.of_type, thing.persona)
        return None if others else thing.persona

    def value_of(self, thing: Thing, name: str) -> JsonValue | None:
        """What the persona has for a field of the object, as the type takes it; None where it has nothing."""
        value = thing.persona.value_for(name) if thing.persona is not None else None
        if value is None:
            return None
        field = thing.of_type.fields[name]
        return next((way for way in ways(value) if self._fits(field, way)), None)

    def _shows(self, of_type: GraphQLObjectType, persona: Persona) -> bool:
        return any(
            is_leaf_type(get_named_type(each.type)) and not is_list(each.type) and persona.value_for(name) is not None
            for name, each in of_type.fields.items()
        )

    def _fits(self, field: GraphQLField, value: JsonValue) -> bool:
        """Of its type; of a scalar of the author's also in the form that its name tells (a date, a UUID)."""
        named = get_named_type(field.type)
        if misfit(field.type, value):
            return False
        return is_specified_scalar_type(named) or jsonschema_rs.is_valid(
            self._values.of_leaf(named), value, validate_formats=True
        )
