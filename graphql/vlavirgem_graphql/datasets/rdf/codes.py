"""A concept of a code list as the code that a record holds.

A record holds the last part of a concept's address where the concept is of the list that the kind names. A file that
uses another list, or a text where an address belongs, is read by the labels of its concepts or by that text, where they
give a code that is known: "Welzijn en Gezondheid" of IPDC in 2022 is ``WelzijnGezondheid`` today. Any other stays what
it is, a whole address or a text: no address of a concept is made up, and nothing is lost (``datasets.unlisted_codes``
tells of it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from pyoxigraph import Literal

from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS
from vlavirgem_graphql.datasets.rdf.turtle import Graph
from vlavirgem_graphql.exchange.kinds import KindField
from vlavirgem_graphql.exchange.kinds.namespaces import DCT, SKOS

LONGEST: Final = 200
_LABELS: Final = (SKOS + "prefLabel", DCT + "title", DCT + "description")
_JOINING: Final = frozenset({"en", "van", "de", "het"})
_NAMELESS: Final = "_:"


def code_of(graph: Graph, field: KindField, raw: str) -> str | None:
    """The code for a concept's address, or for a text; None for what is too long to be one, or says nothing."""
    label = _label(graph, raw)
    if raw.startswith(_NAMELESS):
        raw = label  # a node without an address has nothing else to keep
    if field.concepts:
        code = listed_code(field, raw) or listed_code(field, label) or raw
    else:
        code = label or (re.split(r"[/#]", raw.rstrip("/#"))[-1] if WEB_ADDRESS.match(raw) else raw)
    return code if 0 < len(code) <= LONGEST else None


def listed_code(field: KindField, text: str) -> str:
    """The code of the field's list that a text says: by its address, as it is written or by its label.

    Empty for none. Of a list that is not known here only an address says one. What is a code to the letter is that
    code, also where another differs from it by its capitals only.
    """
    codes = field.known_codes or ()
    known = _by_any_case(codes)
    if field.concepts and text.startswith(field.concepts):
        code = text.removeprefix(field.concepts)
        if field.has_code(code):
            return code
        code = unquote(code)
        return code if code in codes else known.get(code.casefold(), "")
    if text in codes:
        return text
    # As it is written, as a page shows it (its parts as words), as the label is of which it was formed.
    written = (text, re.sub(r"\s+", "", text), code_from_words(text))
    return next((known[each.casefold()] for each in written if each.casefold() in known), "")


@lru_cache(maxsize=100)
def _by_any_case(codes: tuple[str, ...]) -> Mapping[str, str]:
    return {code.casefold(): code for code in codes}


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
