"""Turtle and JSON-LD, read within limits: a graph in memory, or a refusal that names the line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

from django.utils.translation import gettext as _
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.rdf.faults import explained
from vlavirgem_graphql.datasets.rdf.languages import cut_tags

MAX_BYTES = 16_000_000
MAX_TRIPLES = 300_000
# A collection that only nests costs the parser seconds before it yields its first triple; no catalogue has one.
_NESTED_COLLECTION = re.compile(rb"\((?:\s*\(){50}")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Term: TypeAlias = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Graph:
    """Triples by subject and predicate. A subject is an IRI, or ``_:label`` for a blank node."""

    triples: dict[str, dict[str, list[Term]]]

    def values(self, subject: str, predicate: str) -> Sequence[Term]:
        """Return the objects of a subject's predicate, in the order of the file."""
        return self.triples.get(subject, {}).get(predicate, ())

    def referred_to(self) -> set[str]:
        """The subjects' names that stand as an object somewhere."""
        about = (terms for predicates in self.triples.values() for terms in predicates.values())
        return {subject_name(term) for terms in about for term in terms if not isinstance(term, Literal)}


def subject_name(term: NamedNode | BlankNode) -> str:
    """Return under which name a node stands in a :class:`Graph`."""
    return term.value if isinstance(term, NamedNode) else f"_:{term.value}"


def read_turtle(source: bytes, *, base: str | None = None) -> Graph:
    """Read Turtle (or N-Triples, a part of it). Relative addresses are refused where there is no ``base``.

    Raises :class:`Refusal` (400) for what is no Turtle, with its line as ``place``, and (413) for what is too large.
    """
    refuse_large(source)
    if match := _NESTED_COLLECTION.search(source):
        raise _not_turtle(source.count(b"\n", 0, match.start()) + 1, _("Lists are nested too deep."))
    try:
        return gathered(parse(cut_tags(source.removeprefix(_BYTE_ORDER_MARK)), format=RdfFormat.TURTLE, base_iri=base))
    except SyntaxError as error:
        raise _not_turtle(error.lineno or 1, explained(error.msg)) from error


def refuse_large(source: bytes) -> None:
    """Raise :class:`Refusal` (413) for a file of more bytes than are read."""
    if len(source) > MAX_BYTES:
        raise _too_large(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1_000_000})


def gathered(quads: Iterable[Quad]) -> Graph:
    """The graph of what a parser yields; raises :class:`Refusal` (413) where it yields too much."""
    triples: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for number, quad in enumerate(quads):
        if number >= MAX_TRIPLES:
            raise _too_large(_("The file holds more than %(limit)s statements.") % {"limit": MAX_TRIPLES})
        # A statement about a statement (RDF-star) has no place in a catalogue and is passed over.
        if isinstance(quad.object, Term) and isinstance(quad.subject, NamedNode | BlankNode):
            triples[subject_name(quad.subject)][quad.predicate.value].append(quad.object)
    return Graph({subject: dict(predicates) for subject, predicates in triples.items()})


def joined(graphs: Sequence[Graph]) -> Graph:
    """What several files say together, such as a catalogue and the code lists that it names concepts of."""
    triples: dict[str, dict[str, list[Term]]] = {}
    for graph in graphs:
        for subject, predicates in graph.triples.items():
            about = triples.setdefault(subject, {})
            for predicate, terms in predicates.items():
                about[predicate] = [*about.get(predicate, ()), *terms]
    return Graph(triples)


def _not_turtle(line: int, detail: str) -> Refusal:
    return Refusal(
        _("This file is not valid Turtle: %(detail)s") % {"detail": detail},
        remedy=_("Export the catalogue again as Turtle (.ttl) and import that file. Nothing was stored."),
        code="not-turtle",
        status=HTTPStatus.BAD_REQUEST,
        place=_("line %(line)s") % {"line": line},
    )


def _too_large(message: str) -> Refusal:
    return Refusal(
        message,
        remedy=_("Split the catalogue over several files. Nothing was stored."),
        code="file-too-large",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )
