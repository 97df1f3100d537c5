"""Finding knowledge: our own pages and what the network shares, by words, theme and who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from wagtail.search.backends.base import BaseSearchResults

from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_cms.shared.themes import Theme
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

OURS: Final = "ours"
NETWORK: Final = "network"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a person looks for, as it stands in the address: ``?q=...&theme=...&from=...``.

    ``source`` is empty (everything), ``ours``, ``network`` or the short name of the tenant that wrote it.
    """

    words: str = ""
    theme: str = ""
    source: str = ""

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> Question:
        """Read the question from an address; what it does not know it leaves out."""
        theme = given.get("theme", "")
        return cls(
            words=given.get("q", "").strip()[:200],
            theme=theme if theme in Theme.values else "",
            source=given.get("from", "")[:40],
        )

    def address(self, *, theme: str | None = None, source: str | None = None) -> str:
        """Return the address of the same question with another theme or source."""
        parts = {
            "q": self.words,
            "theme": self.theme if theme is None else theme,
            "from": self.source if source is None else source,
        }
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    @property
    def asks(self) -> bool:
        """Whether the person narrowed anything down."""
        return bool(self.words or self.theme or self.source)


def find_ours(question: Question, *, actor: Actor) -> QuerySet[KnowledgePage] | BaseSearchResults:
    """Return our own pages that answer the question; drafts only for who writes pages."""
    if question.source not in {"", OURS}:
        return KnowledgePage.objects.none()
    pages = KnowledgePage.objects.newest()
    if not actor.may(Permission.PAGE_WRITE):
        pages = pages.live()
    if question.theme:
        pages = pages.filter(themes__contains=[question.theme])
    return pages.search(question.words) if question.words else pages


def find_shared(question: Question, *, actor: Actor) -> QuerySet[SharedPage]:
    """Return what others share with us now that answers the question."""
    if question.source == OURS:
        return SharedPage.objects.none()
    pages = SharedPage.objects.exclude(owner=actor.tenant)
    if question.source not in {"", NETWORK}:
        pages = pages.filter(owner__slug=question.source)
    if question.theme:
        pages = pages.filter(themes__contains=[question.theme])
    if question.words:
        pages = pages.matching(question.words)
    return pages.select_related("owner").with_adoptions(actor.tenant).defer("body", "html", "search")


def writers(actor: Actor) -> list[tuple[str, str]]:
    """Return the short name and the name of every tenant that shares something with us now."""
    pages = SharedPage.objects.exclude(owner=actor.tenant).order_by("owner__name")
    return list(pages.values_list("owner__slug", "owner__name").distinct())


def shared_by_us(actor: Actor) -> QuerySet[SharedPage]:
    """Return everything of ours that others see or saw, for the list of what we share."""
    pages = SharedPage.objects.filter(owner=actor.tenant).with_adoptions(actor.tenant)
    return pages.defer("body", "html", "search")
