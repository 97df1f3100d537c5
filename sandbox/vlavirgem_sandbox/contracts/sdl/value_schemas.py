"""The values of a GraphQL schema as JSON Schema, from which the house's generator makes them.

GraphQL says nothing of a custom scalar but its name, and where it is specified (``@specifiedBy``); the usual names say
enough. One that nobody knows is a text.
"""

from __future__ import annotations

from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    get_named_type,
    is_leaf_type,
)

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.sdl.tidying import Coordinate

_MOST_IN_A_LIST: Final = 3
_WHOLE: Final[JsonObject] = {"type": "integer", "minimum": 1, "maximum": 999}
_NUMBER: Final[JsonObject] = {"type": "number", "minimum": 0, "maximum": 999, "multipleOf": 0.01}
_STANDARD: Final[dict[str, JsonObject]] = {
    "Int": _WHOLE,
    "Float": _NUMBER,
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "ID": {"type": "string", "pattern": "^[1-9][0-9]{2,3}$"},
}
_FORMATS: Final = {
    "date": "date localdate isodate datum",
    "date-time": "datetime timestamp instant localdatetime offsetdatetime zoneddatetime isodatetime datumtijd tijdstip",
    "time": "time localtime offsettime isotime tijd",
    "duration": "duration isoduration period duur",
    "uuid": "uuid guid",
    "uri": "uri url iri link href httpurl",
    "email": "email emailaddress emailadres",
    "hostname": "hostname",
    "ipv4": "ip ipv4 ipaddress",
    "ipv6": "ipv6",
    "byte": "base64 base64string byte bytes",
}
_WHOLE_NAMES: Final = "long bigint int64 unsignedint positiveint nonnegativeint short byteint year jaar"
_NUMBER_NAMES: Final = "decimal bigdecimal double float64 money bedrag percentage number"
_ANY_NAMES: Final = "json jsonobject object map any"
_ANY: Final[JsonObject] = {"const": {"sleutel": "waarde"}}
_BY_NAME: Final[dict[str, JsonObject]] = {
    **{name: {"type": "string", "format": form} for form, names in _FORMATS.items() for name in names.split()},
    **dict.fromkeys(_WHOLE_NAMES.split(), _WHOLE),
    **dict.fromkeys(_NUMBER_NAMES.split(), _NUMBER),
    **dict.fromkeys(_ANY_NAMES.split(), _ANY),
}
_BY_SPECIFICATION: Final = {
    "rfc4122": "uuid",
    "rfc9562": "uuid",
    "rfc3339": "date-time",
    "rfc3986": "uri",
    "date-time": "date-time",
    "local-date": "date",
    "html.spec.whatwg.org/multipage/input.html#valid-e-mail-address": "email",
}


class ValueSchemas:
    """For each leaf type and each object type of one schema. ``examples``: what authors gave, by coordinate."""

    def __init__(self, examples: dict[Coordinate, list[JsonValue]], lengths: dict[Coordinate, tuple[int, int]]) -> None:
        self._examples, self._lengths = examples, lengths
        self._leaves: dict[str, JsonObject] = {}
        self._objects: dict[str, JsonObject] = {}
        self._fields: dict[Coordinate, JsonObject] = {}

    def of_object(self, of_type: GraphQLObjectType) -> JsonObject:
        """An object with the fields that hold plain values, or lists of them; all of them are there."""
        found = self._objects.get(of_type.name)
        if found is None:
            properties = {
                name: self.of_field(of_type, name, field)
                for name, field in of_type.fields.items()
                if is_leaf_type(get_named_type(field.type))
            }
            found = {"type": "object", "properties": properties, "required": list(properties)}
            self._objects[of_type.name] = found
        return found

    def of_field(self, parent: GraphQLNamedType, name: str, field: GraphQLField) -> JsonObject:
        """One such field, with the examples of its author."""
        place = (parent.name, name)
        found = self._fields.get(place)
        if found is None:
            found = self._shape(field.type, self._lengths.get(place, (1, _MOST_IN_A_LIST)))
            given = self._examples.get(place)
            if given:
                found = {**found, "examples": given}
            self._fields[place] = found
        return found

    def of_leaf(self, of_type: GraphQLNamedType) -> JsonObject:
        """A scalar or an enum."""
        found = self._leaves.get(of_type.name)
        if found is None:
            found = self._leaf(of_type)
            given = self._examples.get((of_type.name,))
            if given:
                found = {**found, "examples": given}
            self._leaves[of_type.name] = found
        return found

    def _shape(self, of_type: GraphQLOutputType, length: tuple[int, int]) -> JsonObject:
        if isinstance(of_type, GraphQLNonNull):
            return self._shape(of_type.of_type, length)
        if isinstance(of_type, GraphQLList):
            least, most = length
            return {"type": "array", "items": self._shape(of_type.of_type, length), "minItems": least, "maxItems": most}
        return self.of_leaf(get_named_type(of_type))

    def _leaf(self, of_type: GraphQLNamedType) -> JsonObject:
        if isinstance(of_type, GraphQLEnumType):
            current = [name for name, value in of_type.values.items() if value.deprecation_reason is None]
            return {"enum": current or list(of_type.values)}
        if of_type.name in _STANDARD:
            return _STANDARD[of_type.name]
        plain = "".join(filter(str.isalnum, of_type.name)).lower()
        if plain in _BY_NAME:
            return _BY_NAME[plain]
        url = of_type.specified_by_url if isinstance(of_type, GraphQLScalarType) else None
        specified = next((form for part, form in _BY_SPECIFICATION.items() if url and part in url.lower()), None)
        return {"type": "string", "format": specified} if specified else {"type": "string"}
