"""Records as linked data, by what the kind's declaration says of its properties.

JSON-LD is written first; Turtle is what a reader of that JSON-LD reads, so that the two always say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import orjson
from pyoxigraph import RdfFormat, Triple, parse

from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.namespaces import RDF, SKOS
from vlavirgem_graphql.exchange.kinds.published.addresses import (
    class_address,
    concept_address,
    context_address,
    property_address,
)
from vlavirgem_graphql.exchange.kinds.published.context import ORDER, context_of, is_node
from vlavirgem_graphql.exchange.kinds.published.turtle_text import as_turtle

DUTCH: Final = "nl"
VARIANTS: Final = "otherVariants"
_FORBIDDEN: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")

Body = Mapping[str, Any]


def as_json_ld(kind: Kind, bodies: Iterable[Body]) -> bytes:
    """Records as one JSON-LD document under the published context of their kind."""
    nodes = [node_of(kind, body) for body in bodies]
    return orjson.dumps({"@context": context_address(kind), "@graph": nodes}, option=orjson.OPT_INDENT_2)


def one_as_json_ld(kind: Kind, body: Body) -> bytes:
    """One record as a JSON-LD document."""
    return orjson.dumps({"@context": context_address(kind), **node_of(kind, body)}, option=orjson.OPT_INDENT_2)


def triples_of(kind: Kind, bodies: Iterable[Body]) -> Iterator[Triple]:
    """What the JSON-LD of the records says, statement by statement."""
    context = context_of(kind)["@context"]
    for body in bodies:
        document = orjson.dumps({"@context": context, **node_of(kind, body)})
        for quad in parse(document, format=RdfFormat.JSON_LD):
            yield Triple(quad.subject, quad.predicate, quad.object)


def records_as_turtle(kind: Kind, bodies: Iterable[Body]) -> bytes:
    """Records as a Turtle file."""
    return as_turtle(triples_of(kind, bodies))


def node_of(kind: Kind, body: Body) -> dict[str, Any]:
    """One record as a node of JSON-LD: texts by language, codes and links as addresses, members of groups in order."""
    writer = _Writer(kind, body)
    uri = address_of(str(body[kind.key_field]))
    return {kind.key_field: uri, "@type": _class(kind, body), **writer.fields(kind, body, "", uri)}


def address_of(text: str) -> str:
    """A web address with what cannot stand in one (a space, an angle bracket) written as %-codes (RFC 3987)."""
    return _FORBIDDEN.sub(lambda found: quote(found[0]), text)


def _class(kind: Kind, body: Body) -> str:
    code = body.get(kind.class_field, "") if kind.class_field else ""
    listed = code and kind.field(kind.class_field).has_code(code)
    address = kind.field(kind.class_field).concepts + code if listed else class_address(kind)
    return kind.type_name if address == class_address(kind) else address


class _Writer:
    """Writes one record; ``variants`` are its texts in other languages, by the place of the field."""

    def __init__(self, kind: Kind, body: Body) -> None:
        self.kind = kind
        self.language = (body.get(kind.language_field) if kind.language_field else "") or DUTCH
        self.variants: dict[str, list[tuple[str, str]]] = {}
        for each in body.get(VARIANTS, ()):
            said = (each.get("language") or DUTCH, each.get("value", ""))
            self.variants.setdefault(each.get("property", ""), []).append(said)

    def fields(self, fields: Iterable[KindField], values: Body, place: str, uri: str) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for field in fields:
            value = values.get(field.name)
            if value in (None, "", []) or property_address(self.kind, field) in ("", RDF + "type"):
                continue
            here = f"{place}/{field.name}"
            if field.type is FieldType.GROUP:
                written[field.name] = self._members(field, value, here, uri)
            elif field.has_language:
                written[field.name] = self._by_language(field, value, here)
            else:
                written[field.name] = [_one(field, each) for each in value] if field.many else _one(field, value)
        return written

    def _members(self, field: KindField, members: list[Body], place: str, uri: str) -> list[dict[str, Any]]:
        return [
            {
                "@id": f"{uri}{'/' if '#' in uri else '#'}{place[1:]}/{number}",
                **({"@type": field.class_uri} if field.class_uri else {}),
                ORDER: number,
                **self.fields(field.fields, member, f"{place}/{number}", uri),
            }
            for number, member in enumerate(members)
        ]

    def _by_language(self, field: KindField, value: Any, place: str) -> dict[str, Any]:
        texts = value if isinstance(value, list) else [value]
        by_language: dict[str, list[str]] = {field.language or self.language: list(texts)}
        for language, text in self.variants.get(place, ()):
            by_language.setdefault(language, []).append(text)
        return {language: found[0] if len(found) == 1 else found for language, found in by_language.items()}


def _one(field: KindField, value: Any) -> Any:
    if not is_node(field):
        return value
    if field.type is FieldType.CODE:
        address = concept_address(field, value)
        # What is no concept is no address either: it goes out as the text that it is, for the shapes to name. That an
        # address is a concept we say of what its list holds only: for what a record kept, nobody here can vouch.
        if not address:
            return {"@value": value}
        vouched = {"@type": SKOS + "Concept"} if field.has_code(value) else {}
        return {"@id": address_of(address), **vouched}
    return {"@id": address_of(value), "@type": field.class_uri} if field.class_uri else address_of(value)
