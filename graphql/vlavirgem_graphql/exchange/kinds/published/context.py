"""The JSON-LD context of a kind: with it a record of ours reads as linked data.

A text in a language is an object of texts by language (``@container: @language``); a code and an address are whole web
addresses; a group's members carry their place in the list as ``order``, since linked data has none of its own.
Source: JSON-LD 1.1 (W3C, 2020), sections 4.1 and 4.6.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.namespaces import RDF, SHACL, XSD
from vlavirgem_graphql.exchange.kinds.published.addresses import class_address, property_address

ORDER: Final = "order"
DATATYPES: Final = {
    FieldType.DATE: XSD + "date",
    FieldType.DATE_TIME: XSD + "dateTime",
    FieldType.BOOLEAN: XSD + "boolean",
    FieldType.INTEGER: XSD + "integer",
    FieldType.DECIMAL: XSD + "double",
}


def context_of(kind: Kind) -> dict[str, Any]:
    """The document: ``{"@context": {...}}``."""
    terms = {kind.key_field: "@id", kind.type_name: class_address(kind), **_terms(kind, kind)}
    return {"@context": {"@version": 1.1, **terms}}


def _terms(kind: Kind, fields: Iterable[KindField]) -> dict[str, Any]:
    # What a record is stands in "@type", which is no term of its own.
    told = (field for field in fields if property_address(kind, field) not in ("", RDF + "type"))
    return {field.name: _term(kind, field) for field in told}


def _term(kind: Kind, field: KindField) -> dict[str, Any]:
    term: dict[str, Any] = {"@id": property_address(kind, field)}
    if field.type is FieldType.GROUP:
        inner = {ORDER: {"@id": SHACL + "order", "@type": XSD + "integer"}, **_terms(kind, field.fields)}
        return {**term, "@container": "@set", "@context": inner}
    if field.has_language:
        return {**term, "@container": "@language"}
    if is_node(field):
        term["@type"] = "@id"
    elif field.type in DATATYPES:
        term["@type"] = DATATYPES[field.type]
    return {**term, "@container": "@set"} if field.many else term


def is_node(field: KindField) -> bool:
    """Whether its value is a thing with an address of its own: a concept of a code list, or something elsewhere."""
    if field.type is FieldType.URI:
        return not field.as_text
    return field.type is FieldType.CODE and bool(field.concepts)
