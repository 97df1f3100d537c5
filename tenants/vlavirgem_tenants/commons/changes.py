"""What changed lately in the commons, as far as this organisation sees it: for the start page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps

from vlavirgem.plugins import history_words
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.scope import current_tenant

MOST = 6
LOOKED_AT = 60  # lines of history: one thing often has several in a row


@dataclass(frozen=True, kw_only=True)
class Change:
    """The latest that was done to one thing; ``who`` is the person and their organisation.

    ``what`` follows ``who``; empty where the thing's room has no words for it.
    """

    title: str
    url: str
    who: str
    what: str
    at: datetime


def recent_changes() -> list[Change]:
    """The things that changed last and have a page, each once, the latest first. Row-level security decides what."""
    latest: dict[tuple[str, UUID], History] = {}
    with_pages = [model._meta.label_lower for model in apps.get_models() if hasattr(model, "get_absolute_url")]
    shown = History.objects.for_pages_of(current_tenant())
    lines = shown.filter(subject_kind__in=with_pages).select_related("owner")
    for line in lines[:LOOKED_AT]:
        latest.setdefault((line.subject_kind, line.subject_id), line)
    pages = dict(_pages(latest))
    seen = [(pages[subject], line) for subject, line in latest.items() if subject in pages]
    return [
        Change(
            title=title,
            url=url,
            who=f"{line.actor_name} ({line.owner.name})",
            what=_words_of(line),
            at=line.created_at,
        )
        for (title, url), line in seen[:MOST]
    ]


def _words_of(line: History) -> str:
    return history_words.get(line.subject_kind).tell(line) if line.subject_kind in history_words else ""


def _pages(subjects: Iterable[tuple[str, UUID]]) -> Iterable[tuple[tuple[str, UUID], tuple[str, str]]]:
    """Title and address of each subject whose kind has pages: one query a kind."""
    kinds: dict[str, list[UUID]] = {}
    for kind, identity in subjects:
        kinds.setdefault(kind, []).append(identity)
    for kind, identities in kinds.items():
        model = apps.get_model(kind)
        for subject in model._default_manager.filter(pk__in=identities):
            yield (kind, subject.pk), (str(subject), subject.get_absolute_url())
