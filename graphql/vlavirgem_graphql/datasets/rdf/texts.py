"""Text out of a catalogue: made safe to show, and of several language variants the one to show."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Final

import nh3
from pyoxigraph import Literal

_TAGS = frozenset(
    {"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "u", "s", "sub", "sup", "a", "blockquote"}
    | {"h2", "h3", "h4", "h5", "h6"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_TAG = re.compile(r"<[A-Za-z/!?]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)
"""What a field of type URI may hold: a page makes a link of it."""

# "je" first: it is the variant that IPDC moves every government to; then plain Dutch, then "u".
_PREFERENCE = ("nl-be-x-informal", "nl", "nl-be-x-formal")


def clean_html(value: str) -> tuple[str, bool]:
    """Return safe HTML (nh3), and whether a tag or an attribute had to go for it."""
    cleaned = nh3.clean(
        _CONTROL.sub("", value),
        tags=set(_TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(_SCHEMES),
        link_rel=None,
    ).strip()
    return cleaned, _as_written(cleaned) != _as_written(value)


def clean_text(value: str) -> tuple[str, bool]:
    """Return one line or more of plain text, and whether tags or control characters had to go."""
    text = _CONTROL.sub("", value)
    if _TAG.search(text):
        text = html.unescape(nh3.clean(text, tags=set()))
    return text.strip(), text.strip() != value.strip()


def preferred_first(literals: Sequence[Literal], wanted: str) -> list[Literal]:
    """Order the variants of one text: ``wanted`` (the entry's own variant), then "je", plain Dutch, "u", the rest."""
    order = (wanted, *_PREFERENCE)

    def rank(literal: Literal) -> int:
        return order.index(literal.language) if literal.language in order else len(order)

    return sorted(literals, key=rank)


def _as_written(markup: str) -> str:
    """Fold what two spellings of the same HTML differ in: entities, spaces, ``<br/>`` and ``<br>``."""
    return re.sub(r"\s+|/(?=>)", "", html.unescape(markup)).casefold()
