"""The page of an agreement, and what a party does with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.components import Fact
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.states import State
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.deeds import DEEDS
from vlavirgem_graphql.exchange.forms import ReasonForm
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.exchange.telling import acts_told
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@member_required
def agreement_detail(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """An agreement: its terms, where it stands, whose turn it is, and who did what."""
    agreement = _agreement(agreement_id)
    kind = agreement.offer.declared_kind
    deeds = {name: deed for name, deed in DEEDS.items() if deed.fits(request.actor, agreement)}
    context = {
        **_context(request, agreement),
        "fields": [kind.field(name).label for name in agreement.fields],
        "deeds": deeds,
        "who_signs": [] if deeds else people_who_may(Permission.AGREEMENT_SIGN),
        **_reading(request, agreement),
        "history": acts_told(agreement.acts.select_related("owner")),
        "facts": [
            Fact(_("Reads"), agreement.owner.name),
            Fact(_("Provides"), agreement.provider.name),
            Fact(_("Kind"), kind.label),
            Fact(_("Fingerprint of the terms"), agreement.content_hash[:16]),
        ],
    }
    return render(request, "exchange/agreement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def act(request: TenantRequest, agreement_id: UUID, deed: str) -> HttpResponse:
    """Ask for the reason (or for a last look), then do it."""
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404
    request.actor.require(chosen.permission)
    agreement = _agreement(agreement_id)
    form = ReasonForm(posted(request)) if chosen.asks_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given: dict[str, Any] = {"reason": form.cleaned_data["reason"]} if form else {}
        chosen.do(actor=request.actor, agreement=agreement, **given)
        toast(request, chosen.words.done)
        return redirect("data:agreement", agreement.pk)
    context = {**_context(request, agreement), "deed": chosen, "form": form}
    return render(request, "exchange/act.html", context, status=status_of(form))


def _reading(request: TenantRequest, agreement: Agreement) -> dict[str, Any]:
    """Whether there is something to query here now, and by whom in this organisation."""
    live = agreement.owner_id == request.tenant.pk and agreement.standing().state is State.ACTIVE
    may = live and request.actor.may(Permission.GATEWAY_KEY)
    return {"may_query": may, "who_queries": people_who_may(Permission.GATEWAY_KEY) if live and not may else None}


def _agreement(agreement_id: UUID) -> Agreement:
    parties = Agreement.objects.select_related("owner", "provider", "offer").with_last_act()
    return get_object_or_404(parties, pk=agreement_id)


def _context(request: TenantRequest, agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "standing": agreement.standing(),
        "other": agreement.other_party(request.tenant),
        "we_provide": agreement.provider_id == request.tenant.pk,
    }
