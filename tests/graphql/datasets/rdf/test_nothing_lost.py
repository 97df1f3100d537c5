"""What the real catalogues say of public services has a field, but for what is named here with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal

from vlavirgem_graphql.datasets.rdf.records import subjects_of_kind
from vlavirgem_graphql.datasets.rdf.turtle import Graph, read_turtle, subject_name
from vlavirgem_graphql.exchange.kinds import KindField
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.kinds.published.addresses import property_addresses

# By the name of the property, or of a part and its property.
NOT_KEPT = {
    "creator": "a person",
    "lastModifiedBy": "a person",
    "isVersionOf": "of a version in a feed: it says what the record is, and is read there",
    "generatedAtTime": "of a version in a feed: it says which one is the latest, and is read there",
    "uuid": "the key of a row in the store that the file came from",
    "type": "of a part: a field of the kind already says what it is",
    "order": "of a part: it is kept as the place in the list",
    "participations/identifier": "the key of a row in the store that the file came from",
    "procedures/next": "the step after this one, which stands in the list as well",
}


def lost_in(graph: Graph, subject: str, fields: Sequence[KindField], part: str = "") -> Iterator[str]:
    """The names of the properties of an entry and of its parts that no field stands for."""
    by_property = {uri: field for field in fields for uri in property_addresses(PUBLIC_SERVICE, field)}
    for uri, terms in graph.triples.get(subject, {}).items():
        field = by_property.get(uri)
        name = uri.replace("#", "/").rsplit("/", 1)[-1]
        if field is None:
            yield f"{part}/{name}" if part and name not in NOT_KEPT else name
        elif field.fields:
            for term in terms:
                if not isinstance(term, Literal):
                    yield from lost_in(graph, subject_name(term), field.fields, field.name)


def lost(folder: Path, names: Sequence[str]) -> set[str]:
    """The same for every entry of these files."""
    found = set[str]()
    for name in names:
        graph = read_turtle((folder / name).read_bytes(), base="http://a.example/")
        entries = [subject for subject, _class in subjects_of_kind(graph, PUBLIC_SERVICE)]
        assert entries, name
        found |= {each for subject in entries for each in lost_in(graph, subject, PUBLIC_SERVICE.fields)}
    return found


def test_no_real_entry_loses_anything_but_what_is_named(shared_data: Path) -> None:
    catalogues = [*(shared_data / "lpdc").rglob("*.ttl"), *(shared_data / "ipdc").glob("ipdc-*2022.ttl")]

    assert lost(shared_data, [str(path.relative_to(shared_data)) for path in catalogues]) == set(NOT_KEPT)
