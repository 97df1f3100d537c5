"""Components that stand around mark-up, and what other components compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vlavirgem.ui.components import Facet

register = template.Library()


@register.simple_block_tag
def dialog(content: str, identity: str, title: str) -> SafeString:
    """A dialog around mark-up, opened by ``<button popovertarget="identity">``; works without script."""
    return render_to_string("vlavirgem/components/dialog.html", {"id": identity, "title": title, "content": content})


@register.simple_block_tag
def tableregion(content: str, label: str) -> SafeString:
    """A region around a table that is wider than the screen: it scrolls, and the keyboard reaches it."""
    return format_html('<div class="table-region" role="group" aria-label="{}" tabindex="0">{}</div>', label, content)


@register.filter
def any_chosen(facets: Iterable[Facet] | None) -> bool:
    """Whether a list is narrowed by any of its facets."""
    return any(facet.chosen for facet in facets or ())


@register.filter
def page_numbers(page: Page[object]) -> Iterator[int | None]:
    """The pages to link from here: first, last, and those around; None stands for the ones between."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        yield number if isinstance(number, int) else None
