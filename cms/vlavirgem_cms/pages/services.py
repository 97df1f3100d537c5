"""What a tenant does with its knowledge: share a page, withdraw it, adopt another tenant's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_cms.pages.blocks import body_of
from vlavirgem_cms.pages.models import RESERVED_SLUGS, KnowledgeIndexPage, KnowledgePage
from vlavirgem_cms.pages.pictures import bring_pictures_in, copy_pictures_out
from vlavirgem_cms.pages.projection import project, render, restore
from vlavirgem_cms.shared.models import Adoption, SharedPage
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def share_page(
    *,
    actor: Actor,
    page: KnowledgePage,
    visibility: Visibility,
    partners: Sequence[Tenant] = (),
    until: date | None = None,
) -> SharedPage:
    """Give others a cleaned copy of the published page; a changed page that is shared again becomes a new version.

    With the whole network, or with ``partners`` only; ``until`` is its last day. Raises Refusal for a page that is not
    published, and for an audience or a day that makes no sense.
    """
    actor.require(Permission.PAGE_SHARE)
    _require_shareable(actor, page, visibility, partners, until)
    shared = SharedPage.objects.select_for_update().filter(owner=actor.tenant, source_page_id=page.pk).first()
    first = shared is None
    if shared is None:
        shared = SharedPage(owner=actor.tenant, source_page_id=page.pk, version=0)
    shared.visibility = visibility
    shared.partner_ids = sorted(partner.pk for partner in partners) if visibility == Visibility.PARTNERS else []
    shared.shared_until = until
    shared.withdrawn_at = None
    _copy_content(page, shared)
    detail = {"version": shared.version, "visibility": visibility.value, "partners": shared.partner_ids}
    record(actor=actor, subject=shared, verb="shared" if first else "shared again", detail=detail)
    return shared


@transaction.atomic
def publish_draft(*, actor: Actor, page: KnowledgePage, user: User) -> KnowledgePage:
    """Publish the latest draft as it stands. Raises Refusal for one that is not finished: the editor shows where."""
    actor.require(Permission.PAGE_WRITE)
    if not _is_finished(page.get_latest_revision_as_object()):
        raise Refusal(
            _("This draft is not finished: something that a page needs is missing."),
            remedy=_("Open it in the editor and publish it there; the editor shows what is missing."),
            code="draft-not-finished",
        )
    (page.latest_revision or page.save_revision()).publish(user=user)
    page.refresh_from_db()
    return page


def _is_finished(draft: KnowledgePage) -> bool:
    """Whether the draft has what a page needs. Django does not know when a stream of blocks is empty."""
    try:
        draft.full_clean()
    except ValidationError:
        return False
    return bool(draft.body)


def _require_shareable(
    actor: Actor, page: KnowledgePage, visibility: Visibility, partners: Sequence[Tenant], until: date | None
) -> None:
    if not page.live:
        raise Refusal(
            _("This page is not published yet."),
            remedy=_("Publish it first; others see the published page, never a draft."),
            code="page-not-published",
        )
    if visibility == Visibility.OWN:
        raise Refusal(_("Sharing needs somebody to share with."), remedy=_("Choose the network or organisations."))
    if visibility == Visibility.PARTNERS and not {partner.pk for partner in partners} - {actor.tenant.pk}:
        raise Refusal(_("You chose no organisation to share with."), remedy=_("Choose at least one."), place="partners")
    if until is not None and until < timezone.localdate():
        raise Refusal(_("The last day lies in the past."), remedy=_("Choose a day from today on."), place="until")


def _copy_content(page: KnowledgePage, shared: SharedPage) -> None:
    """Copy the published content; the version only goes up when what others read changes.

    The row is written before its pictures, which need it to exist, and again once their addresses are known.
    """
    digest = _digest(page)
    if shared.source_digest == digest:
        shared.save()
        return
    shared.source_digest = digest
    shared.title, shared.summary, shared.themes = page.title, page.summary, list(page.themes)
    shared.language = page.locale.language_code
    shared.version += 1
    shared.shared_at = timezone.now()
    shared.save()
    pictures = copy_pictures_out(page, shared)
    shared.body = project(page.body, image_key=lambda key: str(pictures[key].pk) if key in pictures else None)
    addresses = {str(picture.pk): picture.get_absolute_url() for picture in pictures.values()}
    shared.html = render(shared.body, image_url=addresses.__getitem__)
    shared.save()


def _digest(page: KnowledgePage) -> str:
    """Return a fingerprint of what others would read; a picture counts by its key here."""
    content = [project(page.body, image_key=str), page.title, page.summary, sorted(page.themes)]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def withdraw_page(*, actor: Actor, shared: SharedPage, reason: str = "") -> SharedPage:
    """Take a shared page back: nobody else sees it from the next request on.

    Drafts made of it stay with who made them. Raises Refusal for who does not own it.
    """
    actor.require(Permission.PAGE_SHARE)
    if shared.owner_id != actor.tenant.pk:
        raise Refusal(
            _("Only the organisation that shared a page can withdraw it."),
            code="not-the-owner",
            status=HTTPStatus.FORBIDDEN,
        )
    if shared.withdrawn_at is not None:
        return shared
    shared.visibility = Visibility.OWN
    shared.partner_ids = []
    shared.withdrawn_at = timezone.now()
    shared.save()
    record(actor=actor, subject=shared, verb="withdrawn", reason=reason)
    return shared


@transaction.atomic
def adopt_page(*, actor: Actor, shared: SharedPage) -> KnowledgePage:
    """Take another tenant's shared page over as a draft of ours that remembers where it came from.

    Adopting a later version adds it as a new draft to the page made the first time, beside what was edited since
    (Wagtail keeps every revision). Raises Refusal for our own page, and where this version was adopted already.
    """
    actor.require(Permission.PAGE_ADOPT)
    # Two clicks, or two editors, come one after another: each would add a page at the same place in the tree.
    place = KnowledgeIndexPage.objects.select_for_update().get()
    _require_adoptable(actor, shared)
    adoption = Adoption.objects.filter(shared_page=shared, owner=actor.tenant).first()
    page = None if adoption is None else KnowledgePage.objects.filter(pk=adoption.page_id).first()
    if page is not None and adoption is not None and adoption.version >= shared.version:
        raise Refusal(
            _("You already have this version, as “%(title)s”.") % {"title": page.draft_title},
            remedy=_("Open your own page to work on it."),
            code="already-adopted",
        )
    page = _draft_of(shared, page, place=place)
    if adoption is None:
        adoption = Adoption(shared_page=shared, owner=actor.tenant)
    adoption.version, adoption.page_id, adoption.adopted_at = shared.version, page.pk, timezone.now()
    adoption.save()
    record(actor=actor, subject=shared, verb="adopted", detail={"version": shared.version})
    return page


def _require_adoptable(actor: Actor, shared: SharedPage) -> None:
    if shared.owner_id == actor.tenant.pk:
        raise Refusal(_("This page is your own."), remedy=_("Edit it in the editor."), code="own-page")
    if not SharedPage.objects.filter(pk=shared.pk).exists():  # the wall hides what is no longer shared
        raise Refusal(
            _("This page is no longer shared."),
            remedy=_("Ask the organisation that wrote it."),
            code="no-longer-shared",
            status=HTTPStatus.GONE,
        )


def _draft_of(shared: SharedPage, page: KnowledgePage | None, *, place: KnowledgeIndexPage) -> KnowledgePage:
    """Return the adopter's page with the shared content as its newest draft; what is published does not change."""
    pictures = bring_pictures_in(shared)
    content = {
        "title": shared.title,
        "summary": shared.summary,
        "themes": list(shared.themes),
        "body": body_of(restore(shared.body, image_id=pictures.get)),
        "origin_id": shared.pk,
        "origin_owner": shared.owner.name,
        "origin_title": shared.title,
        "origin_version": shared.version,
        "adopted_at": timezone.now(),
    }
    if page is None:
        page = KnowledgePage(slug=_free_slug(shared.title, place), live=False, has_unpublished_changes=True, **content)
        place.add_child(instance=page)
    else:
        page = page.get_latest_revision_as_object()
        for name, value in content.items():
            setattr(page, name, value)
    page.save_revision()
    return page


def _free_slug(title: str, place: KnowledgeIndexPage) -> str:
    """Return an address that no page beside it has."""
    taken = set(place.get_children().values_list("slug", flat=True)) | RESERVED_SLUGS
    wanted = slugify(title)[:200] or "page"
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
