"""Questions, problems and wishes about a service, and the answers of its publisher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue import services_feedback as services
from vlavirgem_sandbox.catalogue.finding import own_service_or_404, service_or_404
from vlavirgem_sandbox.catalogue.forms_feedback import MessageForm, ReplyForm, WishForm
from vlavirgem_sandbox.catalogue.models import Message, MessageKind, ReplyState, Service
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

T = TypeVar("T")
MESSAGES_A_PAGE = 20
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@member_required
def thread(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Everything that was asked and that we may read, the latest first."""
    service = service_or_404(agency, slug)
    mine = service.owner_id == request.tenant.pk
    messages = Message.objects.shown().filter(service=service).with_replies()
    context = {
        "service": service,
        "page": Paginator(messages, MESSAGES_A_PAGE).get_page(request.GET.get("page")),
        "may_answer": mine and may_publish(request.actor),
        "may_ask": not mine and request.actor.may(Permission.TRYOUT_CALL),
    }
    return render(request, "catalogue/feedback.html", context)


@_GET_OR_POST
@permission_required(Permission.TRYOUT_CALL)
def ask(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Ask something; the toast takes it back."""
    service = service_or_404(agency, slug)
    form = MessageForm(posted(request))

    def act() -> Message:
        return services.ask(actor=request.actor, service=service, **_said(form))

    message = _done(request, form, act)
    if message is not None:
        undo = reverse("services:withdraw_message", args=[agency, slug, message.pk, "remove"])
        toast(request, _("%(agency)s reads it on its start page.") % {"agency": service.owner.name}, undo=undo)
        return redirect("services:feedback", agency, slug)
    return _page(request, form, service, heading=_("Ask the publisher"), submit=_("Send"))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_CALL)
def change(request: TenantRequest, agency: str, slug: str, message_id: UUID) -> HttpResponse:
    """Write what we asked anew."""
    message = _message(request, agency, slug, message_id, own=True)
    to_all = message.visibility == Visibility.PARTNERS
    form = MessageForm(posted(request), initial={"kind": message.kind, "text": message.text, "to_all": to_all})

    def act() -> Message:
        return services.change_message(actor=request.actor, message=message, **_said(form))

    if _done(request, form, act) is not None:
        toast(request, _("It is changed."))
        return redirect("services:feedback", agency, slug)
    return _page(request, form, message.service, heading=_("Change what you asked"), submit=_("Save"))


@require_POST
@permission_required(Permission.TRYOUT_CALL)
def withdraw(request: TenantRequest, agency: str, slug: str, message_id: UUID, act: str) -> HttpResponse:
    """Take back what we asked; the toast undoes it."""
    message = _message(request, agency, slug, message_id, own=True)
    services.withdraw_message(actor=request.actor, message=message, undo=act == "undo")
    if act == "undo":
        toast(request, _("It stands there again."))
    else:
        undo = reverse("services:withdraw_message", args=[agency, slug, message_id, "undo"])
        toast(request, _("It is taken back."), undo=undo)
    return redirect("services:feedback", agency, slug)


@require_POST
@permission_required(Permission.TRYOUT_CALL)
def seen(request: TenantRequest, agency: str, slug: str, message_id: UUID) -> HttpResponse:
    """The answers that stood on the page are no news any more."""
    message = _message(request, agency, slug, message_id, own=True)
    shown = set(request.POST.getlist("seen"))
    replies = [reply.pk for reply in message.replies.all() if str(reply.pk) in shown]
    services.mark_replies_seen(actor=request.actor, message=message, replies=replies)
    return redirect("services:feedback", agency, slug)


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def reply(request: TenantRequest, agency: str, slug: str, message_id: UUID) -> HttpResponse:
    """Answer as the publisher."""
    own_service_or_404(request, agency, slug)
    message = _message(request, agency, slug, message_id)
    form = ReplyForm(posted(request))

    def act() -> object:
        given = form.cleaned_data
        state = ReplyState(given["state"])
        return services.reply(actor=request.actor, message=message, text=given["text"], state=state)

    if _done(request, form, act) is not None:
        toast(request, _("%(asker)s reads your answer on its start page.") % {"asker": message.owner.name})
        return redirect("services:feedback", agency, slug)
    return _page(request, form, message.service, heading=_("Write an answer"), submit=_("Send"), message=message)


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def plan(request: TenantRequest, agency: str, slug: str, message_id: UUID) -> HttpResponse:
    """Put a wish on the roadmap, in the publisher's words."""
    own_service_or_404(request, agency, slug)
    message = _message(request, agency, slug, message_id)
    form = WishForm(posted(request))

    def act() -> object:
        return services.plan_wish(actor=request.actor, message=message, **form.cleaned_data)

    if _done(request, form, act) is not None:
        toast(request, _("It stands on the roadmap, and %(asker)s is told.") % {"asker": message.owner.name})
        return redirect("services:feedback", agency, slug)
    return _page(request, form, message.service, heading=_("Put on the roadmap"), submit=_("Plan"), message=message)


def _said(form: forms.Form) -> dict[str, Any]:
    given = form.cleaned_data
    return {"kind": MessageKind(given["kind"]), "text": given["text"], "to_all": given["to_all"]}


def _done(request: TenantRequest, form: forms.Form, act: Callable[[], T]) -> T | None:
    """What came of the act; None for a page that is only looked at, or with something wrong in it."""
    return done_or_told(form, act) if request.method == "POST" and form.is_valid() else None


def _page(request: TenantRequest, form: forms.Form, service: Service, **words: object) -> HttpResponse:
    context = {"form": form, "service": service, **words}
    return render(request, "catalogue/feedback_form.html", context, status=status_of(form))


def _message(request: TenantRequest, agency: str, slug: str, message_id: UUID, *, own: bool = False) -> Message:
    """One that we may read; ``own`` ones also when we took them back, which can be undone."""
    messages = Message.objects.filter(owner=request.tenant) if own else Message.objects.shown()
    return get_object_or_404(messages.with_replies(), service__owner__slug=agency, service__slug=slug, pk=message_id)
