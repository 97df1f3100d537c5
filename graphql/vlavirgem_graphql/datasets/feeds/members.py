"""The members of a feed: each is a version of something, and the latest version is the record.

Source: Linked Data Event Streams (SEMIC, https://w3id.org/ldes/specification) and the TREE hypermedia specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _
from pyoxigraph import Literal, NamedNode

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.rdf.records import read_record, subjects_of_kind
from vlavirgem_graphql.datasets.rdf.turtle import Graph
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.kinds.namespaces import AS, DCT, LDES, PROV, RDF, TREE

_USUAL_VERSION_OF: Final = DCT + "isVersionOf"
_USUAL_MOMENT: Final = PROV + "generatedAtTime"
_LONGEST_MOMENT: Final = 40


def latest_members(graph: Graph, kind: Kind) -> list[RecordDraft]:
    """The latest version of each thing in a page, as a draft under the thing's own address, removals included."""
    latest: dict[str, RecordDraft] = {}
    refused = []
    for draft in _members(graph, kind):
        known = latest.get(draft.key)
        if draft.refused:
            refused.append(draft)
        elif known is None or _moment_of(draft) >= _moment_of(known):
            latest[draft.key] = draft
    return [*latest.values(), *refused]


def next_pages(graph: Graph) -> list[str]:
    """The addresses that the page leads on to, without what stands after a #, each once, in the order of the page."""
    found = [*_pointed_at(graph, TREE + "node"), *_pointed_at(graph, TREE + "view")]
    return list(dict.fromkeys(address.partition("#")[0] for address in found))


def _members(graph: Graph, kind: Kind) -> Iterator[RecordDraft]:
    members = set(_pointed_at(graph, TREE + "member"))
    of_what = _said_by_the_stream(graph, LDES + "versionOfPath") or _USUAL_VERSION_OF
    when = _said_by_the_stream(graph, LDES + "timestampPath") or _USUAL_MOMENT
    for subject, class_uri in [*subjects_of_kind(graph, kind), *_removals(graph)]:
        # A file may hold the members alone, without the stream that they are of.
        if members and subject not in members:
            continue
        thing = next((term.value for term in graph.values(subject, of_what) if isinstance(term, NamedNode)), subject)
        moment = _moment(term.value for term in graph.values(subject, when) if isinstance(term, Literal))
        if class_uri == AS + "Delete":
            yield RecordDraft(key=thing, gone=True, version_at=moment, notes=(_("The feed says that it is gone."),))
            continue
        draft = read_record(graph, subject, kind, class_uri)
        if not draft.refused:
            draft = replace(draft, key=thing, body={**draft.body, kind.key_field: thing})
        yield replace(draft, version_at=moment)


def _removals(graph: Graph) -> Iterator[tuple[str, str]]:
    for subject, predicates in graph.triples.items():
        if any(term.value == AS + "Delete" for term in predicates.get(RDF + "type", ())):
            yield subject, AS + "Delete"


def _pointed_at(graph: Graph, predicate: str) -> Iterator[str]:
    for predicates in graph.triples.values():
        yield from (term.value for term in predicates.get(predicate, ()) if isinstance(term, NamedNode))


def _said_by_the_stream(graph: Graph, predicate: str) -> str:
    return next(_pointed_at(graph, predicate), "")


def _moment(texts: Iterable[str]) -> datetime | None:
    for text in texts:
        try:
            moment = datetime.fromisoformat(text[:_LONGEST_MOMENT])
            # A zone can lead out of the years that can be read back from the database.
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _moment_of(draft: RecordDraft) -> datetime:
    return draft.version_at or datetime.min.replace(tzinfo=UTC)
