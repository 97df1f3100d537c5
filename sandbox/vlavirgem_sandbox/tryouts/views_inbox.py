"""The inbox of a try-out: what the service sent, and having it send more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import Choice, Facet
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.contracts.model import Message
from vlavirgem_sandbox.contracts.served import INBOX
from vlavirgem_sandbox.tryouts.forms_messages import PlanForm
from vlavirgem_sandbox.tryouts.models import Call, MessagePlan, ReceivedMessage, TryOut, TryOutState
from vlavirgem_sandbox.tryouts.models.received_message import ReceivedMessageQuerySet
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.problems_on_pages import contract_or_refusal
from vlavirgem_sandbox.tryouts.services_messages import (
    in_words,
    plan_message,
    send_due,
    send_message,
    stop_plan,
)
from vlavirgem_sandbox.tryouts.serving.log import BODY_LIMIT
from vlavirgem_sandbox.tryouts.views_calls import readable
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

ROWS_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Sendable:
    """A message that the service sends, and when it does so by itself."""

    message: Message
    plans: Sequence[tuple[MessagePlan, str]]


@require_safe
@member_required
def inbox(request: TenantRequest, public_id: str) -> HttpResponse:
    """What arrived, newest first, searched and narrowed by message; looks for more by itself (``seen``)."""
    tryout = tryout_or_404(public_id)
    send_due(tryout=tryout, now=timezone.now())  # what is due arrives for whoever looks, also without the command
    arrived = tryout.inbox.arrived(timezone.now())
    newest = arrived.only("at", "number").first()
    mark = newest.mark if newest is not None else ""
    if request.htmx and request.GET.get("seen", mark) == mark and "seen" in request.GET:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    query = request.GET.get("q", "").strip()
    facet = _messages(request, arrived)
    found = arrived.about(query)
    found = found.filter(message=facet.chosen) if facet.chosen else found
    page = Paginator(found.without_bodies(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = page_context(request, tryout, tab="inbox")
    context |= {
        "query": query,
        "facets": [facet],
        "page": page,
        "narrowed": bool(query or facet.chosen),
        "newest": mark,
        "is_live": page.number == 1,
        "held_back": tryout.inbox.filter(at__gt=timezone.now()).count(),
        "sendable": _sendable(tryout),
        "stream_url": f"{context['base_url']}/{INBOX}",
    }
    return render(request, "tryouts/inbox.html", context)


@require_safe
@member_required
def message(request: TenantRequest, public_id: str, message_id: str) -> HttpResponse:
    """One message: where it would have gone, headers, body, verdict and what caused it."""
    tryout = tryout_or_404(public_id)
    messages = ReceivedMessage.objects.select_related("tryout").arrived(timezone.now())
    found = get_object_or_404(messages, pk=message_id, tryout=tryout)
    context = page_context(request, tryout, tab="inbox") | {
        "message": found,
        "body": readable(found.body),
        "body_limit": BODY_LIMIT,
        "cause": _cause(found),
    }
    return render(request, "tryouts/message.html", context)


@require_POST
@permission_required(Permission.TRYOUT_CALL)
def send(request: TenantRequest, public_id: str) -> HttpResponse:
    """Send me one."""
    tryout = tryout_or_404(public_id)
    received = send_message(actor=request.actor, tryout=tryout, key=request.POST.get("message", ""))
    url = reverse("tryouts:message", args=[public_id, received.pk])
    toast(request, _("“%(message)s” is in the inbox.") % {"message": received.name})
    return redirect(url)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def plan(request: TenantRequest, public_id: str) -> HttpResponse:
    """Have a message sent again and again."""
    tryout = tryout_or_404(public_id)
    contract = contract_or_refusal(tryout)
    form = PlanForm(
        posted(request),
        messages=[each.key for each in contract.messages.values() if each.works],
        operations=[each.key for each in contract.operations.values() if each.works],
        chosen=request.GET.get("message", ""),
    )
    if request.method == "POST" and form.is_valid():
        made = done_or_told(form, lambda: plan_message(actor=request.actor, tryout=tryout, wish=form.wish()))
        if made is not None:
            toast(request, _("“%(message)s” is sent %(when)s.") % {"message": made.message, "when": in_words(made)})
            return redirect("tryouts:inbox", public_id)
    context = page_context(request, tryout, tab="inbox") | {"form": form}
    return render(request, "tryouts/plan_message.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def stop(request: TenantRequest, public_id: str, plan_id: str) -> HttpResponse:
    """Send it no more."""
    tryout = tryout_or_404(public_id)
    found = get_object_or_404(tryout.message_plans.select_related("tryout"), pk=plan_id)
    stop_plan(actor=request.actor, plan=found)
    toast(request, _("“%(message)s” is no longer sent by itself.") % {"message": found.message})
    return redirect("tryouts:inbox", public_id)


def _cause(message: ReceivedMessage) -> Call | None:
    """The call, unless it was cleared."""
    if message.call_id is None:
        return None
    return Call.objects.filter(pk=message.call_id, tryout=message.tryout).without_bodies().first()


def _sendable(tryout: TryOut) -> list[Sendable]:
    """The messages of the contract; none where it cannot be read any more, or the try-out has ended."""
    if tryout.state == TryOutState.ENDED:
        return []
    try:
        contract = contract_or_refusal(tryout)
    except Refusal:
        return []
    plans: dict[str, list[tuple[MessagePlan, str]]] = {}
    for each in tryout.message_plans.all():
        plans.setdefault(each.message, []).append((each, in_words(each)))
    return [Sendable(message=each, plans=plans.get(key, [])) for key, each in contract.messages.items()]


def _messages(request: TenantRequest, arrived: ReceivedMessageQuerySet) -> Facet:
    counted = arrived.order_by("message").values_list("message").annotate(n=Count("pk"))
    choices = [Choice(value=key, label=key, count=count) for key, count in counted]
    wanted = request.GET.get("message", "")
    chosen = wanted if wanted in {choice.value for choice in choices} else ""
    return Facet(name="message", label=_("Message"), choices=choices, chosen=chosen)
