"""Pages on which participants call off, and the purchase as open data."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vlavirgem.ui.charts import written
from vlavirgem.ui.downloads import download
from vlavirgem.ui.form_pages import posted
from vlavirgem_sandbox.purchases.forms import CallOffForm
from vlavirgem_sandbox.purchases.models import CallOff, Lot
from vlavirgem_sandbox.purchases.ocds import release_package
from vlavirgem_sandbox.purchases.services import call_offs
from vlavirgem_sandbox.purchases.views.pages import find_purchase, form_page, frame, reason_page
from vlavirgem_sandbox.purchases.views.participating import for_committers
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "POST"])
@for_committers
def call_off(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Call off from a lot."""
    purchase = find_purchase(pk)
    lot = get_object_or_404(Lot.objects.select_related("purchase__owner", "award"), pk=part, purchase=purchase)
    form = CallOffForm(posted(request))

    def act() -> None:
        call_offs.call_off(actor=request.actor, lot=lot, order=call_offs.Order(**form.cleaned_data))

    return form_page(
        request,
        purchase,
        form,
        act=act,
        here="calloffs",
        title=_("Call off from lot %(number)s: %(title)s") % {"number": lot.number, "title": lot.title},
        submit=_("Call off"),
        done=_("Your call-off was placed."),
        hint=_("%(left)s left under the ceiling of %(ceiling)s.")
        % {"left": written(lot.left, lot.unit), "ceiling": written(lot.ceiling, lot.unit)},
        priced=lot,
    )


@require_GET
@member_required
def detail(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """A call-off, and the way back to what it rests on."""
    purchase = find_purchase(pk)
    found = get_object_or_404(CallOff.objects.select_related("lot", "owner", "award"), pk=part, purchase=purchase)
    context = {**frame(request, purchase, here="calloffs"), "placed": found, "own": found.owner_id == request.tenant.pk}
    return render(request, "purchases/calloff.html", context)


@require_http_methods(["GET", "POST"])
@for_committers
def withdraw(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Take an own call-off back."""
    purchase = find_purchase(pk)
    placed = get_object_or_404(CallOff.objects.select_related("lot", "purchase__owner"), pk=part, purchase=purchase)
    return reason_page(
        request,
        purchase,
        act=lambda reason: call_offs.withdraw_call_off(actor=request.actor, placed=placed, reason=reason),
        here="calloffs",
        title=_("Withdraw the call-off “%(reference)s”") % {"reference": placed.reference},
        submit=_("Withdraw the call-off"),
        done=_("The call-off was withdrawn; its quantity is free again."),
    )


@require_GET
@member_required
def ocds(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The purchase as an OCDS 1.1 release package, as far as this tenant sees it."""
    purchase = find_purchase(pk)
    body = json.dumps(release_package(purchase), ensure_ascii=False, indent=2)
    name = f"{slugify(purchase.title)}-ocds.json"
    return download(body, content_type="application/json", name=name)
