"""The examples of a schema's author: read once, held against the types, and shown where they fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    get_nullable_type,
    is_leaf_type,
)

from vlavirgem_sandbox.contracts.limits import MAX_SDL_EXAMPLES
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.sdl.sources import place_of
from vlavirgem_sandbox.contracts.sdl.tidying import Coordinate, GivenExample
from vlavirgem_sandbox.contracts.source_text import refusal

_MEMBERS = 2


@dataclass(kw_only=True)
class Examples:
    """What fits, by coordinate, and what does not as problems."""

    by_place: dict[Coordinate, list[JsonValue]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of_type(self, name: str) -> list[JsonObject]:
        """Whole objects of a type."""
        return [each for each in self.by_place.get((name,), ()) if isinstance(each, dict)]

    def of_argument(self, *place: str) -> JsonValue:
        """The first example of an argument or an input field; None where there is none."""
        return next(iter(self.by_place.get(place, ())), None)


def examples_in(schema: GraphQLSchema, given: list[GivenExample]) -> Examples:
    """Those that fit what they are an example of. Raises SourceRefused for more than anybody needs."""
    found, size = Examples(), 0
    for example in given:
        size += _size(example.value)
        if size > MAX_SDL_EXAMPLES:
            raise refusal(
                _("The examples in the schema hold more than %(limit)d values.") % {"limit": MAX_SDL_EXAMPLES},
                _("Keep the examples that show something."),
                place_of(example.node),
            )
        why_not = _why_not(schema, example)
        if why_not:
            found.problems.append(
                Problem(
                    severity="warning",
                    message=_("An example of '%(place)s' is left out: %(reason)s")
                    % {"place": ".".join(example.of), "reason": why_not},
                    remedy=_("Write a value that the type takes."),
                    place=place_of(example.node),
                )
            )
        else:
            found.by_place.setdefault(example.of, []).append(example.value)
    return found


def _why_not(schema: GraphQLSchema, example: GivenExample) -> str:
    of_type = schema.type_map.get(example.of[0])
    if len(example.of) == 1:
        if isinstance(of_type, GraphQLObjectType) or is_leaf_type(of_type):
            return misfit(of_type, example.value)
        return _("give examples to objects, scalars, fields and arguments.")
    if len(example.of) == _MEMBERS and isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType)):
        declared = of_type.fields[example.of[1]].type
        nullable = get_nullable_type(declared)
        if isinstance(nullable, GraphQLList) and not isinstance(example.value, list):
            return misfit(nullable.of_type, example.value)  # one of the list
        return misfit(declared, example.value)
    return ""  # of an argument or an input field: looked at where it is used


def misfit(of_type: GraphQLType | None, value: JsonValue, at: str = "") -> str:
    """Why a value cannot be the answer of a field of this type, in words; empty where it can.

    An object need not have all its fields: what it lacks is made.
    """
    if value is None:
        return _("%(at)snull stands where a value must be.") % {"at": at} if isinstance(of_type, GraphQLNonNull) else ""
    declared = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
    if isinstance(declared, GraphQLList):
        return _of_list(declared, value, at)
    if isinstance(declared, (GraphQLScalarType, GraphQLEnumType)):
        return _of_leaf(declared, value, at)
    if not isinstance(value, dict):
        return _("%(at)san object is expected.") % {"at": at}
    return next(_of_members(declared, value), "")


def _of_list(of_type: GraphQLList[GraphQLType], values: JsonValue, at: str) -> str:
    if not isinstance(values, list):
        return _("%(at)sa list is expected.") % {"at": at}
    return next((why for each in values if (why := misfit(of_type.of_type, each, at))), "")


def _of_leaf(of_type: GraphQLLeafType, value: JsonValue, at: str) -> str:
    try:
        of_type.serialize(value)
    except GraphQLError:
        named = {"at": at, "value": str(value)[:60], "type": of_type.name}
        return _("%(at)s%(value)s is no %(type)s.") % named
    return ""


def _of_members(of_type: GraphQLOutputType | GraphQLType | None, value: JsonObject) -> Iterator[str]:
    if isinstance(of_type, GraphQLUnionType):
        named = next((each for each in of_type.types if each.name == value.get("__typename")), None)
        if named is None:
            yield _("'__typename' must say which type of %(type)s it is.") % {"type": of_type.name}
            return
        of_type = named
    if not isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType)):
        return
    for name, member in value.items():
        if name == "__typename":
            continue
        declared = of_type.fields.get(name)
        if declared is None and isinstance(of_type, GraphQLInterfaceType):
            continue  # a field of the type behind it
        if declared is None:
            yield _("%(type)s has no field '%(field)s'.") % {"type": of_type.name, "field": name}
        elif why := misfit(declared.type, member, f"{name}: "):
            yield why


def _size(value: JsonValue) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1
