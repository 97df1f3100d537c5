"""What stands around one of our own knowledge pages: how it is shared, where it came from, who took it over."""

from __future__ import annotations

from dataclasses import dataclass

from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.shared.models import Adoption, SharedPage
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a member sees beside a page of its own tenant.

    ``newer`` is the shared page of which a later version exists than the one this page was adopted from.
    """

    shared: SharedPage | None
    adoptions: list[Adoption]
    origin: SharedPage | None
    newer: SharedPage | None
    may_share: bool
    may_edit: bool
    may_adopt: bool


def surroundings_of(page: KnowledgePage, *, actor: Actor) -> Surroundings:
    """Gather what stands around ``page`` for ``actor``, a member of the tenant the page belongs to."""
    shared = SharedPage.objects.filter(owner=actor.tenant, source_page_id=page.pk).first()
    origin = _origin(page, actor=actor)
    taken = Adoption.objects.filter(owner=actor.tenant, shared_page_id=page.origin_id, page_id=page.pk).first()
    newer = origin if origin is not None and taken is not None and origin.version > taken.version else None
    return Surroundings(
        shared=shared,
        adoptions=list(shared.adoptions.select_related("owner").order_by("adopted_at")) if shared else [],
        origin=origin,
        newer=newer,
        may_share=actor.may(Permission.PAGE_SHARE),
        may_edit=actor.may(Permission.PAGE_WRITE),
        may_adopt=actor.may(Permission.PAGE_ADOPT),
    )


def _origin(page: KnowledgePage, *, actor: Actor) -> SharedPage | None:
    if page.origin_id is None:
        return None
    return SharedPage.objects.select_related("owner").filter(pk=page.origin_id).first()
