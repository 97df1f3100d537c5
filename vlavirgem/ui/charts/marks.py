"""SVG elements, escaped. A mark carries classes, never a style: the content security policy allows no inline style."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def element(name: str, /, *children: SafeString | str, **attributes: str | float) -> SafeString:
    """One SVG element, text escaped; ``class_`` and ``text_anchor`` become ``class`` and ``text-anchor``."""
    written = format_html_join("", ' {}="{}"', ((_attribute(key), value) for key, value in attributes.items()))
    return format_html("<{0}{1}>{2}</{0}>", name, written, joined(*children))


def joined(*parts: SafeString | str) -> SafeString:
    """The parts after one another, text escaped."""
    return format_html_join("", "{}", ((part,) for part in parts))


def percent(place: float) -> str:
    """A place on the horizontal axis as a share of the width: one chart fits 320 pixels and a wide screen alike."""
    return f"{place:g}%"


def picture(*children: SafeString, title: str, description: str, kind: str, height: int) -> SafeString:
    """The outer ``<svg>``: an image with a name and a description, as wide as its place and ``height`` pixels tall.

    It has no ``viewBox``: that would shrink the words along with the width. Horizontal places are percentages instead.
    """
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *children,
        class_=f"chart chart--{kind}",
        role="img",
        width="100%",
        height=height,
        focusable="false",
    )


def _attribute(key: str) -> str:
    # SVG is case sensitive: viewBox and preserveAspectRatio are written as they are, the rest is kebab-case.
    return key.rstrip("_").replace("_", "-")
