"""Knowledge as it stands in lists: cards, facets, a table of what we share, and what was done with a shared page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vlavirgem.ui.components import Choice, Column, Facet, HistoryLine, Table
from vlavirgem_cms.pages.finding import NETWORK, OURS, Question, writers
from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_cms.shared.themes import Theme
from vlavirgem_tenants.commons.models import History, Visibility
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Card:
    """What ``components/card.html`` draws. ``state`` is empty for what is simply published."""

    title: str
    url: str
    text: str
    kind: str = ""
    state: str = ""
    notes: list[str] = field(default_factory=list)


def card_of_ours(page: KnowledgePage) -> Card:
    """Return the card of a page of our own; a draft leads to the editor, since it has no address yet."""
    kind = _("Taken over from %(owner)s") % {"owner": page.origin_owner} if page.is_adopted else _("Written by us")
    return Card(
        title=page.title if page.live else page.draft_title,
        url=str(page.url) if page.live else reverse("wagtailadmin_pages:edit", args=[page.pk]),
        text=page.summary,
        kind=kind,
        state="" if page.live else "draft",
        notes=page.theme_names,
    )


def card_of_shared(page: SharedPage) -> Card:
    """Return the card of what another tenant shares, with how often it was taken over and whether we did."""
    count: int = page.adoption_count  # type: ignore[attr-defined]  # from with_adoptions()
    version: int | None = page.adopted_version  # type: ignore[attr-defined]
    notes = page.theme_names
    if count:
        notes.append(ngettext("taken over %(count)s time", "taken over %(count)s times", count) % {"count": count})
    if version is not None:
        notes.append(_("newer version available") if version < page.version else _("taken over by us"))
    return Card(title=page.title, url=page.get_absolute_url(), text=page.summary, kind=page.owner.name, notes=notes)


def facets_of(question: Question, *, actor: Actor) -> list[Facet]:
    """Return the questions by which the list is narrowed: theme, and who wrote it."""
    sources = [Choice(value=OURS, label=_("Ours")), Choice(value=NETWORK, label=_("The network"))]
    sources += [Choice(value=slug, label=name) for slug, name in writers(actor)]
    return [
        Facet(
            name="theme",
            label=_("Theme"),
            choices=[Choice(value=value, label=label) for value, label in Theme.choices],
            chosen=question.theme,
        ),
        Facet(name="from", label=_("Written by"), choices=sources, chosen=question.source),
    ]


def table_of_shared(pages: Iterable[SharedPage]) -> Table:
    """Return the table of what we share; the first cell leads to the page where it can be withdrawn."""
    table = Table(
        [
            Column(_("Page")),
            Column(_("State"), state=True),
            Column(_("With whom")),
            Column(_("Version"), number=True),
            Column(_("Taken over"), number=True),
            Column(_("Shared on")),
        ]
    )
    for page in pages:
        table.add(
            page.title,
            page.state,
            _audience(page),
            page.version,
            page.adoption_count,  # type: ignore[attr-defined]  # from with_adoptions()
            date_format(page.shared_at, "SHORT_DATE_FORMAT"),
            url=page.get_absolute_url(),
        )
    return table


def _audience(page: SharedPage) -> str:
    if page.visibility == Visibility.NETWORK:
        return _("Everyone in the network")
    number = len(page.partner_ids)
    if not number:
        return _("Nobody")
    return ngettext("%(number)s organisation", "%(number)s organisations", number) % {"number": number}


VERBS: dict[str, str | Promise] = {
    "shared": gettext_lazy("shared this page"),
    "shared again": gettext_lazy("shared this page again"),
    "withdrawn": gettext_lazy("withdrew this page"),
    "adopted": gettext_lazy("took this page over"),
}


def done_to_page(entry: History) -> str:
    """Return what was done to a shared page, in words that follow the name of who did it."""
    return str(VERBS.get(entry.verb, entry.verb))


def told(entries: Iterable[History]) -> list[HistoryLine]:
    """Return history in words. Of other tenants only the organisation is named, not the person."""
    return [
        HistoryLine(at=entry.created_at, who=entry.owner.name, what=done_to_page(entry), reason=entry.reason)
        for entry in entries
    ]
