"""Records as a page of a feed (LDES), in Turtle: each as a version of itself, from the moment that it last changed.

Whoever follows feeds reads it as any other: the versions of the next export that are new are the changes since.
Source: Linked Data Event Streams (SEMIC, https://w3id.org/ldes/specification).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Triple

from vlavirgem_graphql.datasets.exporting.contents import Contents, Record
from vlavirgem_graphql.datasets.exporting.linked import address_of, triples_of
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.kinds.namespaces import DCT, LDES, PROV, RDF, TREE, XSD
from vlavirgem_graphql.exchange.kinds.published.addresses import shapes_address
from vlavirgem_graphql.exchange.kinds.published.turtle_text import as_turtle

_PREFIXES = {"ldes": LDES, "prov": PROV, "tree": TREE}


def as_feed(contents: Contents) -> bytes:
    """The whole dataset as one page of a feed."""
    return as_turtle(_statements(contents), _PREFIXES)


def _statements(contents: Contents) -> Iterator[Triple]:
    stream, page = NamedNode(f"{contents.address}#stream"), NamedNode(contents.address)
    yield Triple(stream, NamedNode(RDF + "type"), NamedNode(LDES + "EventStream"))
    yield Triple(stream, NamedNode(LDES + "versionOfPath"), NamedNode(DCT + "isVersionOf"))
    yield Triple(stream, NamedNode(LDES + "timestampPath"), NamedNode(PROV + "generatedAtTime"))
    yield Triple(stream, NamedNode(TREE + "shape"), NamedNode(shapes_address(contents.kind)))
    yield Triple(stream, NamedNode(TREE + "view"), page)
    yield Triple(page, NamedNode(RDF + "type"), NamedNode(TREE + "Node"))
    for record in contents.records:
        version = NamedNode(_version_address(contents.kind, record))
        yield Triple(stream, NamedNode(TREE + "member"), version)
        yield Triple(version, NamedNode(DCT + "isVersionOf"), NamedNode(_address(contents.kind, record)))
        yield Triple(version, NamedNode(PROV + "generatedAtTime"), _moment(record.changed_at))
        yield from triples_of(contents.kind, _as_version(contents.kind, record, version.value))


def _address(kind: Kind, record: Record) -> str:
    return address_of(str(record.body[kind.key_field]))


def _version_address(kind: Kind, record: Record) -> str:
    address = _address(kind, record)
    return f"{address}{'/' if '#' in address else '#'}version-{record.changed_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"


def _as_version(kind: Kind, record: Record, address: str) -> Iterable[dict[str, object]]:
    return [{**record.body, kind.key_field: address}]


def _moment(moment: datetime) -> Literal:
    return Literal(moment.astimezone(UTC).isoformat(), datatype=NamedNode(XSD + "dateTime"))
