"""Turtle as people read it: what is said of a thing stands together, under the prefixes of the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import RdfFormat, Triple, serialize

from vlavirgem_graphql.exchange.kinds.namespaces import PREFIXES


def as_turtle(triples: Iterable[Triple], prefixes: Mapping[str, str] | None = None) -> bytes:
    """The triples as a Turtle file, subjects in the order in which they are first met, each statement once."""
    by_subject: dict[str, dict[Triple, None]] = {}
    for triple in triples:
        by_subject.setdefault(str(triple.subject), {})[triple] = None
    ordered = [triple for said in by_subject.values() for triple in said]
    return serialize(ordered, format=RdfFormat.TURTLE, prefixes={**PREFIXES, **(prefixes or {})}) or b""
