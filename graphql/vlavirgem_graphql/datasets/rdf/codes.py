"""A concept of a code list as the code that a record holds.

A record holds the last part of a concept's address where the concept is of the list that the kind names. A file that
uses another list is read by the labels of its concepts, when they are in the file and give a code that is known:
"Welzijn en Gezondheid" of IPDC in 2022 is ``WelzijnGezondheid`` today. Any other stays a whole address: no address of
a concept is made up, and nothing is lost.
"""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal

from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS
from vlavirgem_graphql.datasets.rdf.turtle import Graph
from vlavirgem_graphql.exchange.kinds import KindField
from vlavirgem_graphql.exchange.kinds.namespaces import DCT, SKOS

LONGEST: Final = 200
_LABELS: Final = (SKOS + "prefLabel", DCT + "title", DCT + "description")
_JOINING: Final = frozenset({"en", "van", "de", "het"})


def code_of(graph: Graph, field: KindField, raw: str) -> str | None:
    """The code for a concept's address, or for a text that is a code itself; None for what is too long to be one."""
    if not WEB_ADDRESS.match(raw):
        return raw if len(raw) <= LONGEST else None
    if field.concepts and raw.startswith(field.concepts):
        code = raw.removeprefix(field.concepts)
    else:
        label = _label(graph, raw)
        code = code_from_words(label) if field.concepts else label
        if not code or (field.concepts and code not in field.known_codes):
            code = _as_it_stands(field, raw)
    return code if 0 < len(code) <= LONGEST else None


def code_from_words(label: str) -> str:
    """A label as a code of IPDC's lists is formed: its words joined, each with a capital, without "en" and articles."""
    words = [word for word in re.split(r"[^\w.-]+", label) if word and word.lower() not in _JOINING]
    if len(words) == 1:
        return words[0]
    return "".join(word[0].upper() + word[1:] for word in words)


def _label(graph: Graph, concept: str) -> str:
    found = [term for uri in _LABELS for term in graph.values(concept, uri) if isinstance(term, Literal)]
    in_dutch = [term.value for term in found if (term.language or "nl") == "nl"]
    return (in_dutch or [term.value for term in found] or [""])[0].strip()


def _as_it_stands(field: KindField, raw: str) -> str:
    """Of a field that names no list, the last part is the code, as ever; else the address says of which list it is."""
    return raw if field.concepts else re.split(r"[/#]", raw.rstrip("/#"))[-1]
