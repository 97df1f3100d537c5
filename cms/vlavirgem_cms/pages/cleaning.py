"""What may stand in text that leaves a tenant or comes in from another one (``trust.md``: imports are hostile)."""

from __future__ import annotations

from typing import Final

import nh3

_INLINE: Final = frozenset({"a", "b", "strong", "i", "em", "br", "p"})
_TEXT: Final = _INLINE | {"h3", "h4", "ul", "ol", "li"}
_PAGE: Final = _TEXT | {
    *("h2", "section", "aside", "figure", "figcaption", "img", "blockquote", "cite", "footer"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "div"),
}
_SCHEMES: Final = frozenset({"https", "http", "mailto"})
_CLASSES: Final = {
    "aside": {"callout"},
    "p": {"callout__title"},
    "div": {"table-scroll"},
    "figure": {"illustration"},
    "ol": {"page-steps"},
    "blockquote": {"quote"},
}

_text_cleaner: Final = nh3.Cleaner(
    tags=set(_TEXT), attributes={"a": {"href"}}, url_schemes=set(_SCHEMES), url_relative="deny"
)
_page_cleaner: Final = nh3.Cleaner(
    tags=set(_PAGE),
    attributes={
        "a": {"href"},
        "img": {"src", "alt", "width", "height", "loading"},
        "th": {"scope"},
        "div": {"tabindex"},
    },
    allowed_classes=_CLASSES,
    url_schemes=set(_SCHEMES),
)


def clean_text(html: str) -> str:
    """Return rich text with nothing in it but text, lists, small headings and links to the web.

    Links inside a tenant are relative or carry a Wagtail link type; they would lead nowhere elsewhere, so their
    address goes and their words stay.
    """
    return _text_cleaner.clean(html)


def clean_page(html: str) -> str:
    """Return a rendered page with only the tags and classes that the house's own blocks draw."""
    return _page_cleaner.clean(html)
