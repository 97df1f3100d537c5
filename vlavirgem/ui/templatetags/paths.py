"""Addresses and operations as text: where a line of them may break."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_BREAKS = re.compile(r"(?<=[^/ ]/)(?=[^/{])|(?<=.)(?=\{)|(?<=[^. ]\.)(?=[^. \d])")


@register.filter
def breakable(path: object) -> SafeString:
    """The path, which a line may break after a slash or a dot and before a brace, so that no word in it needs to."""
    pieces = _BREAKS.split(str(path))
    return mark_safe("<wbr>".join(escape(piece) for piece in pieces))  # noqa: S308 - each piece is escaped
