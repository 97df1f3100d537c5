"""The fields of a kind, out of the properties of a JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, KindField
from vlavirgem_graphql.exchange.kinds.made.asking import (
    OURS,
    address,
    members,
    names,
    only,
    refusal,
    step,
    text,
    truth,
    words,
)
from vlavirgem_graphql.exchange.kinds.made.words import in_its_language

MAX_FIELDS: Final = 100
MAX_DEPTH: Final = 3
NAME: Final = r"[a-z][A-Za-z0-9]{0,39}"
# What every row of the gateway has already, and the words of its conditions.
_TAKEN: Final = frozenset({"id", "updatedAt", "provider", "offer", "and", "or", "not", "node", "nodes", "key", "count"})
_ABOUT: Final = (
    "title",
    "description",
    "$comment",
    *(OURS + name for name in ("labels", "hints", "property", "order", "also", "often")),
)
_OF_TEXT: Final = ("minLength", "maxLength", "pattern")
_OF_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_OF_LISTS: Final = ("minItems", "maxItems", "uniqueItems")
_FORMATS: Final = {"uri": FieldType.URI, "date": FieldType.DATE, "date-time": FieldType.DATE_TIME}
_NUMBERS: Final = {
    "integer": FieldType.INTEGER,
    "number": FieldType.DECIMAL,
    "boolean": FieldType.BOOLEAN,
}
_KEYWORDS: Final[Mapping[FieldType, tuple[str, ...]]] = {
    FieldType.TEXT: (*_OF_TEXT, OURS + "language", "contentMediaType"),
    FieldType.HTML: (*_OF_TEXT, OURS + "language", "contentMediaType"),
    FieldType.URI: (*_OF_TEXT, "format", OURS + "class"),
    FieldType.CODE: (*_OF_TEXT, "enum", OURS + "concepts"),
    FieldType.DATE: ("format",),
    FieldType.DATE_TIME: ("format",),
    FieldType.BOOLEAN: (),
    FieldType.INTEGER: _OF_NUMBERS,
    FieldType.DECIMAL: _OF_NUMBERS,
    FieldType.GROUP: ("properties", "required", "additionalProperties", OURS + "class"),
}
_LIMITS: Final = frozenset({*_OF_TEXT, *_OF_NUMBERS, "enum"})


@dataclass(frozen=True)
class Owner:
    """Whose properties are read: the GraphQL type that they become fields of, and how deep they lie."""

    type_name: str
    title: str = ""
    depth: int = 1


def fields_of(schema: Mapping[str, Any], place: str, owner: Owner) -> tuple[KindField, ...]:
    """The fields that an object's ``properties`` declare, in their order. Raises Refusal with the place."""
    if schema.get("additionalProperties", False) is not False:
        raise refusal(
            _("A record holds the fields that are declared, and nothing else."),
            step(place, "additionalProperties"),
            _("Leave this out, or make it false."),
        )
    properties = members(schema.get("properties"), step(place, "properties"))
    if not 0 < len(properties) <= MAX_FIELDS:
        raise refusal(
            _("There are between 1 and %(most)s fields here.") % {"most": MAX_FIELDS}, step(place, "properties")
        )
    required = names(schema, "required", place)
    if unknown := sorted(set(required) - properties.keys()):
        raise refusal(_("There is no field “%(name)s”.") % {"name": unknown[0]}, step(place, "required"))
    found = list(_fields(properties, step(place, "properties"), owner, frozenset(required)))
    return tuple(field for _order, field in sorted(found, key=lambda each: each[0]))


def _fields(
    properties: Mapping[str, Any], place: str, owner: Owner, required: frozenset[str]
) -> Iterator[tuple[int, KindField]]:
    for number, (name, given) in enumerate(properties.items()):
        here = step(place, name)
        text({"name": name}, "name", here, pattern=NAME)
        if name in _TAKEN:
            raise refusal(
                _("“%(name)s” means something else in the gateway.") % {"name": name}, here, _("Choose another name.")
            )
        about = members(given, here)
        order = about.get(OURS + "order", number)
        if not isinstance(order, int):
            raise refusal(_("A whole number belongs here."), step(here, OURS + "order"))
        yield order, _field(name, about, here, owner, is_required=name in required)


def _field(name: str, about: Mapping[str, Any], place: str, owner: Owner, *, is_required: bool) -> KindField:
    many = about.get("type") == "array"
    one, at = (members(about.get("items"), step(place, "items")), step(place, "items")) if many else (about, place)
    of_type = _type_of(one, at, is_group=many)
    if many:
        only(about, ("type", "items", *_OF_LISTS, *_ABOUT), place)
        only(one, ("type", *_KEYWORDS[of_type], *_ABOUT), at)
    else:
        only(about, ("type", *_KEYWORDS[of_type], *_ABOUT), place)
    language = one.get(OURS + "language", name == owner.title and owner.depth == 1)
    if not isinstance(language, bool) and language not in dict(settings.LANGUAGES):
        raise refusal(_("True, false or a language belongs here."), step(at, OURS + "language"))
    labels = words(about, OURS + "labels", "title", place)
    group_name = f"{owner.type_name}{name[0].upper()}{name[1:]}" if of_type is FieldType.GROUP else ""
    return KindField(
        name=name,
        type=of_type,
        label=in_its_language(labels) or name,
        hint=in_its_language(words(about, OURS + "hints", "description", place)),
        property_uri=address(about, OURS + "property", place),
        also=names(about, OURS + "also", place),
        many=many,
        required=is_required,
        group_name=group_name,
        fields=_parts(one, at, Owner(group_name, depth=owner.depth + 1)) if group_name else (),
        class_uri=address(one, OURS + "class", at),
        concepts=address(one, OURS + "concepts", at),
        known_codes=names(one, "enum", at) if "enum" in one else None,
        in_language=of_type is FieldType.TEXT and bool(language),
        language=language if isinstance(language, str) else "",
        limits=_limits(one, _LIMITS),
        list_limits=_limits(about, frozenset(_OF_LISTS)) if many else (),
    )


def _parts(group: Mapping[str, Any], place: str, owner: Owner) -> tuple[KindField, ...]:
    if owner.depth > MAX_DEPTH:
        raise refusal(_("Groups lie at most %(most)s deep.") % {"most": MAX_DEPTH}, place)
    return fields_of(group, place, owner)


def _type_of(one: Mapping[str, Any], place: str, *, is_group: bool) -> FieldType:
    said = one.get("type")
    if said == "string":
        return _type_of_text(one, place)
    if isinstance(said, str) and said in _NUMBERS:
        return _NUMBERS[said]
    if said == "object" and is_group:
        return FieldType.GROUP
    if said == "object":
        raise refusal(
            _("A group of fields stands in a list here."),
            step(place, "type"),
            _("Make it an array of such objects."),
        )
    if isinstance(said, list):
        raise refusal(
            _("A field has one type."), step(place, "type"), _("Leave null out: what is not required may be absent.")
        )
    raise refusal(
        _("A type belongs here: string, integer, number, boolean, or array of these or of objects."),
        step(place, "type"),
        _("Write what “$ref” points to in its place.") if "$ref" in one else "",
    )


def _type_of_text(one: Mapping[str, Any], place: str) -> FieldType:
    if "enum" in one or OURS + "concepts" in one:
        return FieldType.CODE
    if "format" in one:
        if not isinstance(one["format"], str) or one["format"] not in _FORMATS:
            known = ", ".join(_FORMATS)
            raise refusal(
                _("A format that is known here is one of: %(known)s.") % {"known": known}, step(place, "format")
            )
        return _FORMATS[one["format"]]
    if one.get("contentMediaType", "text/plain") not in ("text/plain", "text/html"):
        raise refusal(_("text/plain or text/html belongs here."), step(place, "contentMediaType"))
    return FieldType.HTML if one.get("contentMediaType") == "text/html" else FieldType.TEXT


def _limits(about: Mapping[str, Any], known: frozenset[str]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value) for name, value in about.items() if name in known
    )


def often_of(schema: Mapping[str, Any], place: str) -> tuple[str, ...]:
    """The fields that are ticked beforehand in a new offer."""
    properties = schema["properties"]
    at = step(place, "properties")
    return tuple(name for name, about in properties.items() if truth(about, OURS + "often", step(at, name)))
