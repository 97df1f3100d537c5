"""Pages on which a participant answers: committing to a lot, taking that back, not buying along."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.purchases.forms import CommitmentForm
from vlavirgem_sandbox.purchases.models import Binding, Commitment, Lot
from vlavirgem_sandbox.purchases.services import participation
from vlavirgem_sandbox.purchases.views.pages import find_purchase, form_page, reason_page, step_address
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

for_committers = permission_required(Permission.PURCHASE_COMMIT)


@require_http_methods(["GET", "POST"])
@for_committers
def commit(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Commit a quantity of a lot, or change it."""
    purchase = find_purchase(pk)
    lot = get_object_or_404(Lot.objects.select_related("purchase__owner"), pk=part, purchase=purchase)
    known = Commitment.objects.filter(lot=lot, owner=request.tenant).first()
    names = ("quantity", "binding", "mandate")
    form = CommitmentForm(
        posted(request), lot=lot, initial={name: getattr(known, name) for name in names} if known else None
    )

    def act() -> None:
        data = form.cleaned_data
        participation.commit(
            actor=request.actor,
            lot=lot,
            quantity=data["quantity"],
            binding=Binding(data["binding"]),
            mandate=data["mandate"],
        )

    return form_page(
        request,
        purchase,
        form,
        act=act,
        here="participants",
        title=_("Commit to lot %(number)s: %(title)s") % {"number": lot.number, "title": lot.title},
        submit=_("Commit"),
        done=_("Your commitment was saved."),
    )


@require_POST
@for_committers
def withdraw_commitment(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Take a commitment back."""
    purchase = find_purchase(pk)
    found = get_object_or_404(Commitment.objects.select_related("purchase__owner", "lot", "owner"), pk=part)
    participation.withdraw_commitment(actor=request.actor, commitment=found)
    toast(request, _("Your commitment was withdrawn."))
    return redirect(step_address(purchase, "participants"))


@require_http_methods(["GET", "POST"])
@for_committers
def decline(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say that we do not buy along."""
    purchase = find_purchase(pk)
    return reason_page(
        request,
        purchase,
        act=lambda reason: participation.decline(actor=request.actor, purchase=purchase, reason=reason),
        here="participants",
        title=_("Do not buy along"),
        submit=_("Tell %(buyer)s") % {"buyer": purchase.owner.name},
        done=_("%(buyer)s reads that you do not buy along.") % {"buyer": purchase.owner.name},
        hint=_("Your commitments are taken back. Until publication you can still change your mind."),
        danger=False,
    )
