"""Turtle, read within limits: a graph in memory, or a refusal that names the line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

from django.utils.translation import gettext as _
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.lpdc.faults import explained

MAX_BYTES = 16_000_000
MAX_TRIPLES = 300_000
# A collection that only nests costs the parser seconds before it yields its first triple; no catalogue has one.
_NESTED_COLLECTION = re.compile(rb"\((?:\s*\(){50}")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Term: TypeAlias = NamedNode | BlankNode | Literal
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Graph:
    """Triples by subject and predicate. A subject is an IRI, or ``_:label`` for a blank node."""

    triples: dict[str, dict[str, list[Term]]]

    def values(self, subject: str, predicate: str) -> Sequence[Term]:
        """Return the objects of a subject's predicate, in the order of the file."""
        return self.triples.get(subject, {}).get(predicate, ())

    def subjects_of_type(self, type_iri: str) -> list[str]:
        """Return the subjects that say they are of this type, in the order of the file."""
        return [
            subject
            for subject, predicates in self.triples.items()
            if any(isinstance(term, NamedNode) and term.value == type_iri for term in predicates.get(RDF_TYPE, ()))
        ]


def subject_name(term: NamedNode | BlankNode) -> str:
    """Return under which name a node stands in a :class:`Graph`."""
    return term.value if isinstance(term, NamedNode) else f"_:{term.value}"


def read_turtle(source: bytes) -> Graph:
    """Read Turtle (or N-Triples, a part of it). Relative addresses are refused, since there is nothing to resolve to.

    Raises :class:`Refusal` (400) for what is no Turtle, with its line as ``place``, and (413) for what is too large.
    """
    if len(source) > MAX_BYTES:
        raise _too_large(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1_000_000})
    if match := _NESTED_COLLECTION.search(source):
        raise _not_turtle(source.count(b"\n", 0, match.start()) + 1, _("Lists are nested too deep."))
    triples: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    try:
        for number, quad in enumerate(parse(source.removeprefix(_BYTE_ORDER_MARK), format=RdfFormat.TURTLE)):
            if number >= MAX_TRIPLES:
                raise _too_large(_("The file holds more than %(limit)s statements.") % {"limit": MAX_TRIPLES})
            # A statement about a statement (RDF-star) has no place in a catalogue and is passed over.
            if isinstance(quad.object, Term):
                triples[subject_name(quad.subject)][quad.predicate.value].append(quad.object)
    except SyntaxError as error:
        raise _not_turtle(error.lineno or 1, explained(error.msg)) from error
    return Graph({subject: dict(predicates) for subject, predicates in triples.items()})


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
