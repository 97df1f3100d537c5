"""What waits for who writes: adopted drafts to finish, and newer versions of what was adopted."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting
from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.shared.models import Adoption
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST = 5  # of each kind; the list of knowledge shows all


def find_work(actor: Actor) -> list[Waiting]:
    """Return what waits for ``actor``, the oldest first within each kind."""
    work: list[Waiting] = []
    if actor.may(Permission.PAGE_WRITE):
        work += _drafts()
    if actor.may(Permission.PAGE_ADOPT):
        work += _newer_versions(actor)
    return work


def _drafts() -> Iterator[Waiting]:
    pages = KnowledgePage.objects.filter(live=False, origin_id__isnull=False).order_by("adopted_at")
    for page in pages[:MOST]:
        yield Waiting(
            title=_("Finish “%(title)s”") % {"title": page.draft_title},
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            line=_("taken over from %(owner)s") % {"owner": page.origin_owner},
            since=page.adopted_at,
        )


def _newer_versions(actor: Actor) -> Iterator[Waiting]:
    behind = Adoption.objects.filter(owner=actor.tenant, version__lt=F("shared_page__version"))
    for adoption in behind.select_related("shared_page__owner").order_by("shared_page__shared_at")[:MOST]:
        page = adoption.shared_page
        yield Waiting(
            title=_("Newer version of “%(title)s”") % {"title": page.title},
            url=page.get_absolute_url(),
            line=_("version %(version)s, from %(owner)s") % {"version": page.version, "owner": page.owner.name},
            since=page.shared_at,
        )
