"""Icons: line drawings of our own, always beside a word, so hidden from who listens."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of ``static/vlavirgem/icons.svg``; ``size`` is empty or "small"."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon--{size}" if size else "",
        static("vlavirgem/icons.svg"),
        name,
    )
