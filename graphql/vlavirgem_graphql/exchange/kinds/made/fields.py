"""The fields of a kind, out of the properties of a JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs
from django.conf import settings
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, KindField, can_be_matched
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, Part, step
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
# Of a field whose type is wrong nobody can say which of these it may have.
_OF_ANY: Final = tuple(
    dict.fromkeys(["type", "items", "$ref", *_OF_LISTS, *(each for known in _KEYWORDS.values() for each in known)])
)


@dataclass(frozen=True)
class Owner:
    """Whose properties are read: the GraphQL type that they become fields of, and how deep they lie."""

    type_name: str
    title: str = ""
    depth: int = 1


def fields_of(group: Part, owner: Owner) -> tuple[KindField, ...]:
    """The fields that an object's ``properties`` declare, in their order; without those in which something is wrong."""
    if group.given.get("additionalProperties", False) is not False:
        group.wrong(
            _("A record holds the fields that are declared, and nothing else."),
            group.at("additionalProperties"),
            _("Leave this out, or make it false."),
        )
    properties, required = group.part("properties"), group.names("required")
    if properties is None:
        return ()
    if not 0 < len(properties.given) <= MAX_FIELDS:
        group.wrong(_("There are between 1 and %(most)s fields here.") % {"most": MAX_FIELDS}, properties.place)
        return ()
    if unknown := sorted(set(required) - properties.given.keys()):
        said = _("There is no field “%(name)s”.") % {"name": "”, “".join(unknown)}
        group.wrong(said, group.at("required"))
    found = list(_fields(properties, owner, frozenset(required)))
    return tuple(field for _order, field in sorted(found, key=lambda each: each[0]))


def _fields(properties: Part, owner: Owner, required: frozenset[str]) -> Iterator[tuple[int, KindField]]:
    told = properties.mistakes.found
    for number, name in enumerate(properties.given):
        before = len(told)
        if not re.fullmatch(NAME, name):
            said = _("“%(name)s” does not follow %(pattern)s.") % {"name": name, "pattern": NAME}
            properties.wrong(said, properties.at(name))
        if name in _TAKEN:
            said = _("“%(name)s” means something else in the gateway.") % {"name": name}
            properties.wrong(said, properties.at(name), _("Choose another name."))
        about = properties.part(name)
        if about is None:
            continue
        order = about.given.get(OURS + "order", number)
        if not isinstance(order, int):
            about.wrong(_("A whole number belongs here."), about.at(OURS + "order"))
        field = _field(name, about, owner, is_required=name in required)
        if field is not None and len(told) == before:
            yield order, field


def _field(name: str, about: Part, owner: Owner, *, is_required: bool) -> KindField | None:
    """The field; None where its type is wrong."""
    many = about.given.get("type") == "array"
    one = about.part("items") if many else about
    of_type = _type_of(one, is_group=many) if one is not None else None
    if many:
        about.only(("type", "items", *_OF_LISTS, *_ABOUT))
    if one is not None:
        one.only((*(("type", *_KEYWORDS[of_type]) if of_type else _OF_ANY), *_ABOUT))
    labels, hint = about.words(OURS + "labels", "title"), about.words(OURS + "hints", "description")
    property_uri, also = about.address(OURS + "property"), about.names(OURS + "also")
    list_limits = _limits(about, frozenset(_OF_LISTS)) if many else ()
    if one is None or of_type is None:
        return None
    group_name = f"{owner.type_name}{name[:1].upper()}{name[1:]}" if of_type is FieldType.GROUP else ""
    language = _language(one, default=name == owner.title and owner.depth == 1)
    return KindField(
        name=name,
        type=of_type,
        label=in_its_language(labels) or name,
        hint=in_its_language(hint),
        property_uri=property_uri,
        also=also,
        many=many,
        required=is_required,
        group_name=group_name,
        fields=_parts(one, Owner(group_name, depth=owner.depth + 1)) if of_type is FieldType.GROUP else (),
        class_uri=one.address(OURS + "class"),
        concepts=one.address(OURS + "concepts"),
        known_codes=one.names("enum") if "enum" in one.given else None,
        in_language=of_type is FieldType.TEXT and bool(language),
        language=language if isinstance(language, str) else "",
        limits=_limits(one, _LIMITS),
        list_limits=list_limits,
    )


def _parts(group: Part, owner: Owner) -> tuple[KindField, ...]:
    if owner.depth > MAX_DEPTH:
        group.wrong(_("Groups lie at most %(most)s deep.") % {"most": MAX_DEPTH}, group.place)
        return ()
    return fields_of(group, owner)


def _language(one: Part, *, default: bool) -> bool | str:
    language = one.given.get(OURS + "language", default)
    if isinstance(language, bool) or (isinstance(language, str) and language in dict(settings.LANGUAGES)):
        return language
    one.wrong(_("True, false or a language belongs here."), one.at(OURS + "language"))
    return False


def _type_of(one: Part, *, is_group: bool) -> FieldType | None:
    said = one.given.get("type")
    if said == "string":
        return _type_of_text(one)
    if isinstance(said, str) and said in _NUMBERS:
        return _NUMBERS[said]
    if said == "object" and is_group:
        return FieldType.GROUP
    if said == "object":
        one.wrong(_("A group of fields stands in a list here."), one.at("type"), _("Make it an array of such objects."))
    elif isinstance(said, list):
        one.wrong(_("A field has one type."), one.at("type"), _("Leave null out: what is not required may be absent."))
    else:
        one.wrong(
            _("A type belongs here: string, integer, number, boolean, or array of these or of objects."),
            one.at("type"),
            _("Write what “$ref” points to in its place.") if "$ref" in one.given else "",
        )
    return None


def _type_of_text(one: Part) -> FieldType | None:
    if "enum" in one.given or OURS + "concepts" in one.given:
        return FieldType.CODE
    if "format" in one.given:
        of_format = one.given["format"]
        if isinstance(of_format, str) and of_format in _FORMATS:
            return _FORMATS[of_format]
        known = ", ".join(_FORMATS)
        one.wrong(_("A format that is known here is one of: %(known)s.") % {"known": known}, one.at("format"))
        return None
    if one.given.get("contentMediaType", "text/plain") not in ("text/plain", "text/html"):
        one.wrong(_("text/plain or text/html belongs here."), one.at("contentMediaType"))
        return None
    return FieldType.HTML if one.given.get("contentMediaType") == "text/html" else FieldType.TEXT


def _limits(about: Part, known: frozenset[str]) -> tuple[tuple[str, Any], ...]:
    """The limits as JSON Schema has them; a pattern can be matched in a time that is known."""
    found = {name: value for name, value in about.given.items() if name in known}
    for name, value in found.items():
        if not jsonschema_rs.meta.is_valid({name: value}):
            about.wrong(_("JSON Schema does not allow this here."), about.at(name))
        elif name == "pattern" and not can_be_matched(value):
            about.wrong(_("A pattern here cannot be matched."), about.at(name))
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in found.items())


def often_of(whole: Part) -> tuple[str, ...]:
    """The fields that are ticked beforehand in a new offer."""
    properties = whole.given.get("properties")
    if not isinstance(properties, dict):
        return ()
    at = whole.at("properties")
    parts = [(name, Part(about, step(at, name), whole.mistakes)) for name, about in properties.items()]
    return tuple(name for name, about in parts if isinstance(about.given, dict) and about.truth(OURS + "often"))
