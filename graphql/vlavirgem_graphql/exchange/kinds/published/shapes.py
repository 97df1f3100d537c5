"""The SHACL shapes of a kind, in Turtle: what a record must be, with the name and the place of each field.

Source: Shapes Constraint Language (W3C, 2017); ``sh:name``, ``sh:description`` and ``sh:order`` are its section 2.3.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField, Text
from vlavirgem_graphql.exchange.kinds.namespaces import RDF, RDFS, SHACL, XSD
from vlavirgem_graphql.exchange.kinds.published.addresses import (
    class_address,
    context_address,
    property_address,
    shapes_address,
)
from vlavirgem_graphql.exchange.kinds.published.context import DATATYPES, is_node
from vlavirgem_graphql.exchange.kinds.published.labels import in_each_language
from vlavirgem_graphql.exchange.kinds.published.turtle_text import as_turtle

_TYPE = NamedNode(RDF + "type")
_INTEGER = NamedNode(XSD + "integer")


def shapes_of(kind: Kind) -> bytes:
    """The shapes as a Turtle file: one for the record, one for each group, each property with an address of its own."""
    return as_turtle(_record_shape(kind), {"kind": shapes_address(kind) + "#"})


def _record_shape(kind: Kind) -> Iterator[Triple]:
    shape = _node(kind, kind.type_name)
    yield Triple(shape, _TYPE, _sh("NodeShape"))
    yield Triple(shape, _sh("nodeKind"), _sh("IRI"))
    for class_uri in dict.fromkeys([class_address(kind), *(stands_for for _other, stands_for in kind.other_classes)]):
        yield Triple(shape, _sh("targetClass"), NamedNode(class_uri))
    yield Triple(shape, NamedNode(RDFS + "seeAlso"), NamedNode(kind.context_uri or context_address(kind)))
    yield from _said(shape, NamedNode(RDFS + "label"), kind.label)
    yield from _said(shape, NamedNode(RDFS + "comment"), kind.description)
    yield from _properties(kind, shape, kind.type_name, kind)


def _properties(kind: Kind, shape: NamedNode, owner: str, fields: Iterable[KindField]) -> Iterator[Triple]:
    for order, field in enumerate(fields):
        if path := property_address(kind, field):
            about = _node(kind, f"{owner}-{field.name}")
            yield Triple(shape, _sh("property"), about)
            yield Triple(about, _sh("path"), NamedNode(path))
            yield Triple(about, _sh("order"), Literal(str(order), datatype=_INTEGER))
            yield from _said(about, _sh("name"), field.label)
            yield from _said(about, _sh("description"), field.hint)
            yield from _constraints(kind, about, field)


def _constraints(kind: Kind, about: NamedNode, field: KindField) -> Iterator[Triple]:
    if field.required:
        yield Triple(about, _sh("minCount"), _number(1))
    if field.type is FieldType.GROUP:
        yield from _group(kind, about, field)
    elif field.has_language:
        yield Triple(about, _sh("datatype"), NamedNode(RDF + "langString"))
        if not field.many:
            yield Triple(about, _sh("uniqueLang"), Literal("true", datatype=NamedNode(XSD + "boolean")))
    elif is_node(field):
        yield Triple(about, _sh("nodeKind"), _sh("IRI"))
    else:
        yield Triple(about, _sh("datatype"), NamedNode(DATATYPES.get(field.type, XSD + "string")))
    # A text may be there once in each language; the class of a record stands beside those of other profiles.
    if not field.many and not field.has_language and field.property_uri != _TYPE.value:
        yield Triple(about, _sh("maxCount"), _number(1))


def _group(kind: Kind, about: NamedNode, field: KindField) -> Iterator[Triple]:
    shape = _node(kind, field.group_name)
    if field.class_uri:
        yield Triple(about, _sh("class"), NamedNode(field.class_uri))
    yield Triple(about, _sh("node"), shape)
    yield Triple(shape, _TYPE, _sh("NodeShape"))
    yield from _properties(kind, shape, field.group_name, field.fields)


def _said(about: NamedNode, predicate: NamedNode, text: Text) -> Iterator[Triple]:
    for language, words in in_each_language(text).items():
        yield Triple(about, predicate, Literal(words, language=language))


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=_INTEGER)


def _node(kind: Kind, name: str) -> NamedNode:
    return NamedNode(f"{shapes_address(kind)}#{name}")


def _sh(name: str) -> NamedNode:
    return NamedNode(SHACL + name)
