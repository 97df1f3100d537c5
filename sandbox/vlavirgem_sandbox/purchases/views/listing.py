"""The list of purchases, and opening one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vlavirgem.ui.components import Choice, Facet
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.states import State
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots.reading import decisions_to_buy
from vlavirgem_sandbox.purchases.forms import OpenForm
from vlavirgem_sandbox.purchases.models import JointPurchase, LegalTerm
from vlavirgem_sandbox.purchases.services.opening import open_purchase
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

PAGE = 20
STATES = (State.DRAFT, State.PROPOSED, State.ACTIVE, State.ENDED, State.WITHDRAWN)


@require_GET
@member_required
def purchase_list(request: TenantRequest) -> HttpResponse:
    """Our purchases and those we were invited to; search and state stand in the address."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    whose = request.GET.get("whose", "")
    found = JointPurchase.objects.search(words).in_state(state).of_side(request.tenant, whose)
    page = Paginator(found.for_list(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": words,
        "facets": _facets(state, whose),
        "narrowed": bool(words or state or whose),
        "may_open": request.actor.may(Permission.PURCHASE_MANAGE),
    }
    return render(request, "purchases/list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PURCHASE_MANAGE)
def open_new(request: TenantRequest) -> HttpResponse:
    """Open a purchase; ``?decision=`` starts from a pilot's decision."""
    decisions = decisions_to_buy(request.actor)
    chosen = next((found for found in decisions if str(found.id) == request.GET.get("decision")), None)
    initial: dict[str, Any] = {}
    if chosen:
        initial = {"decision": str(chosen.id), "need": chosen.goal, "rationale": chosen.reason}
    form = OpenForm(posted(request), decisions=decisions, initial=initial)
    if request.method == "POST" and form.is_valid():
        purchase = open_purchase(
            actor=request.actor, told=form.told(), decision_id=form.cleaned_data["decision"] or None
        )
        toast(request, _("“%(title)s” is open. Only you see it yet.") % {"title": purchase.title})
        return redirect(purchase)
    return render(request, "purchases/open.html", {"form": form}, status=status_of(form))


@require_GET
@member_required
def legal_terms(request: TenantRequest) -> HttpResponse:
    """The figures of procurement law that purchases here use, with where they stand and since when."""
    return render(request, "purchases/terms.html", {"terms": LegalTerm.objects.of_the_network()})


def _facets(state: str, whose: str) -> list[Facet]:
    states = [Choice(value=one.value, label=one.label) for one in STATES]
    sides = [
        Choice(value="ours", label=_("We run it")),
        Choice(value="invited", label=_("We take part")),
    ]
    return [
        Facet(name="state", label=_("State"), choices=states, chosen=state),
        Facet(name="whose", label=_("Our part"), choices=sides, chosen=whose),
    ]
