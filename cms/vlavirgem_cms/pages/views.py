"""Pages about knowledge: the list, a page that another tenant shares, and what is done with it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.views import serve as wagtail_serve

from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem_cms.pages import finding
from vlavirgem_cms.pages.cards import card_of_ours, card_of_shared, facets_of, table_of_shared, told
from vlavirgem_cms.pages.forms import ShareForm
from vlavirgem_cms.pages.models import KnowledgeIndexPage, KnowledgePage
from vlavirgem_cms.pages.preview import preview_of
from vlavirgem_cms.pages.services import adopt_page, publish_draft, share_page, withdraw_page
from vlavirgem_cms.shared.models import SharedImage, SharedPage
from vlavirgem_tenants.commons.models import History, Visibility
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

PER_PAGE: Final = 20
FEW: Final = 6  # of each kind, while nothing was asked for


@require_GET
@member_required
def knowledge_list(request: TenantRequest) -> HttpResponse:
    """Show our knowledge and the network's; what is asked for stands in the address."""
    question = finding.Question.from_address(request.GET)
    size = PER_PAGE if question.source else FEW
    number = request.GET.get("page")
    ours = Paginator(finding.find_ours(question, actor=request.actor), size).get_page(number)
    shared = Paginator(finding.find_shared(question, actor=request.actor), size).get_page(number)
    index = KnowledgeIndexPage.objects.first()
    context = {
        "index": index,
        "question": question,
        "ours": ours,
        "our_cards": [card_of_ours(page) for page in ours],
        "all_ours": question.address(source=finding.OURS),
        "shared": shared,
        "shared_cards": [card_of_shared(page) for page in shared],
        "all_shared": question.address(source=finding.NETWORK),
        "facets": facets_of(question, actor=request.actor),
        "count": ours.paginator.count + shared.paginator.count,
        "may_write": request.actor.may(Permission.PAGE_WRITE),
        "write_url": _write_url(index),
    }
    return render(request, "pages/knowledge_list.html", context)


def _write_url(index: KnowledgeIndexPage | None) -> str:
    if index is None:
        return ""
    return reverse("wagtailadmin_pages:add", args=["pages", "knowledgepage", index.pk])


@require_GET
@member_required
def shared_by_us(request: TenantRequest) -> HttpResponse:
    """Show everything of ours that others see or saw, and where each can be withdrawn."""
    pages = Paginator(finding.shared_by_us(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/shared_by_us.html", {"pages": pages, "table": table_of_shared(pages)})


@require_GET
@member_required
def shared_detail(request: TenantRequest, shared_id: UUID) -> HttpResponse:
    """Show one shared page as its readers see it, with its provenance and what this person can do with it."""
    readable = SharedPage.objects.select_related("owner").with_adoptions(request.tenant)
    shared = get_object_or_404(readable, pk=shared_id)
    own = shared.owner_id == request.tenant.pk
    may_adopt = not own and request.actor.may(Permission.PAGE_ADOPT)
    adoption = shared.adoptions.filter(owner=request.tenant).first()
    draft = KnowledgePage.objects.filter(pk=adoption.page_id).first() if adoption else None
    context = {
        "shared": shared,
        "own": own,
        "source": KnowledgePage.objects.filter(pk=shared.source_page_id).first() if own else None,
        "draft": draft,
        "adoptions": shared.adoptions.select_related("owner").order_by("adopted_at"),
        "newer": draft is not None and adoption is not None and adoption.version < shared.version,
        "may_adopt": may_adopt,
        "who_adopts": [] if own or may_adopt else people_who_may(Permission.PAGE_ADOPT),
        "may_share": own and request.actor.may(Permission.PAGE_SHARE),
        "may_write": request.actor.may(Permission.PAGE_WRITE),
        "history": told(History.objects.of(shared)[:PER_PAGE]),
    }
    return render(request, "pages/shared_detail.html", context)


@require_GET
@member_required
def shared_image(request: TenantRequest, shared_id: UUID, image_id: UUID) -> HttpResponse:
    """Send a picture of a shared page to who may read that page."""
    image = get_object_or_404(SharedImage, pk=image_id, shared_page_id=shared_id)
    response = HttpResponse(bytes(image.content), content_type=image.media_type)
    # Withdrawing acts on the next request: no copy may stay behind in a cache.
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PAGE_SHARE)
def share(request: TenantRequest, page_id: int) -> HttpResponse:
    """Ask with whom a page of ours is shared, show what they will see, and share it."""
    page = get_object_or_404(KnowledgePage, pk=page_id)
    if not page.live:
        return _publish_first(request, page)
    shared = SharedPage.objects.filter(owner=request.tenant, source_page_id=page.pk).first()
    form = ShareForm(posted(request), tenant=request.tenant, initial=_as_shared_now(shared))
    if request.method == "POST" and form.is_valid():
        shared = share_page(
            actor=request.actor,
            page=page,
            visibility=Visibility(form.cleaned_data["audience"]),
            partners=form.cleaned_data["partners"],
            until=form.cleaned_data["until"],
        )
        messages.success(request, _("“%(title)s” is shared, version %(version)s.") % _named(shared))
        return redirect(shared)
    context = {"page": page, "shared": shared, "form": form, "preview": preview_of(page)}
    return render(request, "pages/share.html", context, status=status_of(form))


def _publish_first(request: TenantRequest, page: KnowledgePage) -> HttpResponse:
    """Say why a draft cannot be shared, with the button that takes the reason away."""
    context = {"page": page, "may_write": request.actor.may(Permission.PAGE_WRITE)}
    return render(request, "pages/publish_first.html", context, status=HTTPStatus.CONFLICT)


@require_POST
@permission_required(Permission.PAGE_WRITE)
def publish(request: TenantRequest, page_id: int) -> HttpResponse:
    """Publish the latest draft of a page of ours, and go on to sharing it."""
    page = publish_draft(actor=request.actor, page=get_object_or_404(KnowledgePage, pk=page_id), user=request.user)
    messages.success(request, _("“%(title)s” is published. Now you can share it.") % {"title": page.title})
    return redirect("knowledge:share", page.pk)


def _as_shared_now(shared: SharedPage | None) -> dict[str, object]:
    """Return the answers of the last time, so that sharing a new version does not change the audience unseen."""
    if shared is None or shared.state != "active":
        return {}
    return {"audience": shared.visibility, "partners": shared.partner_ids, "until": shared.shared_until}


@require_POST
@permission_required(Permission.PAGE_SHARE)
def withdraw(request: TenantRequest, shared_id: UUID) -> HttpResponse:
    """Take a shared page of ours back."""
    shared = get_object_or_404(SharedPage, pk=shared_id)
    withdraw_page(actor=request.actor, shared=shared, reason=request.POST.get("reason", "").strip()[:500])
    messages.success(request, _("“%(title)s” is withdrawn. Nobody else sees it any more.") % _named(shared))
    return redirect(shared)


@require_POST
@permission_required(Permission.PAGE_ADOPT)
def adopt(request: TenantRequest, shared_id: UUID) -> HttpResponse:
    """Take another tenant's page over as a draft of ours, and open it in the editor where the person may write."""
    shared = get_object_or_404(SharedPage.objects.select_related("owner"), pk=shared_id)
    page = adopt_page(actor=request.actor, shared=shared)
    messages.success(request, _("“%(title)s” is now a draft of yours.") % _named(shared))
    if request.actor.may(Permission.PAGE_WRITE):
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect(shared)


def _named(shared: SharedPage) -> dict[str, object]:
    return {"title": shared.title, "version": shared.version}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the tenant's public face."""
    response: HttpResponse = wagtail_serve(request, "")
    return response


@require_GET
def sign_in_for_editor(request: TenantRequest) -> HttpResponse:
    """Lead who Wagtail turned away to the house's own sign-in page, which is the only one.

    Who is signed in already and still comes here lacks the role: a page says which one it takes. Raises Refusal (403).
    """
    if request.visitor is not None:
        request.actor.require(Permission.PAGE_WRITE)
    return redirect_to_login(request.GET.get("next") or reverse("wagtailadmin_home"))
