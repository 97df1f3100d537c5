"""Pages on which the buyer prepares a purchase: need, invitations, lots, requirements, criteria, publication."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots.reading import findings_of
from vlavirgem_sandbox.purchases.access import require_buyer
from vlavirgem_sandbox.purchases.commitments import demands
from vlavirgem_sandbox.purchases.forms import (
    CriterionForm,
    InviteForm,
    LotForm,
    NeedForm,
    PublishForm,
    RequirementForm,
    WordingForm,
)
from vlavirgem_sandbox.purchases.models import Criterion, JointPurchase, Lot, Participant, Requirement
from vlavirgem_sandbox.purchases.services import opening, participation, publication, specification
from vlavirgem_sandbox.purchases.views.pages import find_purchase, form_page, frame, reason_page, step_address
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

for_buyers = permission_required(Permission.PURCHASE_MANAGE)
PARTS: dict[str, tuple[type[Any], str]] = {
    "lot": (Lot, "requirements"),
    "requirement": (Requirement, "requirements"),
    "criterion": (Criterion, "criteria"),
}


def ours(request: TenantRequest, pk: UUID) -> JointPurchase:
    """The purchase, where the actor runs it; else 404, or 403 with who does run it."""
    purchase = find_purchase(pk)
    require_buyer(request.actor, purchase)
    return purchase


@require_http_methods(["GET", "POST"])
@for_buyers
def change_need(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Tell the need anew."""
    purchase = ours(request, pk)
    names = ("title", "need", "rationale", "method", "category")
    form = NeedForm(posted(request), initial={name: getattr(purchase, name) for name in names})
    return form_page(
        request,
        purchase,
        form,
        act=lambda: opening.tell_need(actor=request.actor, purchase=purchase, told=form.told()),
        here="need",
        title=_("Change the need"),
        submit=_("Save the need"),
        done=_("The need was changed."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Withdraw the purchase for good."""
    purchase = ours(request, pk)
    return reason_page(
        request,
        purchase,
        act=lambda reason: opening.withdraw_purchase(actor=request.actor, purchase=purchase, reason=reason),
        here="need",
        title=_("Withdraw “%(title)s”") % {"title": purchase.title},
        submit=_("Withdraw the purchase"),
        done=_("The purchase was withdrawn."),
        warning=_("This cannot be undone. The participants read your reason."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def invite(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Invite organisations."""
    purchase = ours(request, pk)
    form = InviteForm(posted(request), purchase=purchase)
    return form_page(
        request,
        purchase,
        form,
        act=lambda: participation.invite(actor=request.actor, purchase=purchase, **form.cleaned_data),
        here="participants",
        title=_("Invite participants"),
        submit=_("Send the invitations"),
        done=_("The invitations were sent."),
        hint=_(
            "They will see the need, the lots, the requirements, the criteria and who committed how much. "
            "They will not see the bids before the award, unless you share them."
        ),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def withdraw_invitation(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Take an invitation back."""
    purchase = ours(request, pk)
    invited = get_object_or_404(Participant.objects.select_related("tenant", "purchase__owner"), pk=part)
    return reason_page(
        request,
        purchase,
        act=lambda reason: participation.withdraw_invitation(actor=request.actor, participant=invited, reason=reason),
        here="participants",
        title=_("Withdraw the invitation of %(name)s") % {"name": invited.tenant.name},
        submit=_("Withdraw the invitation"),
        done=_("The invitation was withdrawn."),
        warning=_("%(name)s no longer sees this purchase from then on.") % {"name": invited.tenant.name},
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def lot(request: TenantRequest, pk: UUID, part: UUID | None = None) -> HttpResponse:
    """Add a lot, or change one."""
    purchase = ours(request, pk)
    known = get_object_or_404(Lot, pk=part, purchase=purchase) if part else None
    names = ("title", "description", "unit", "ceiling", "estimated_value")
    form = LotForm(posted(request), initial={name: getattr(known, name) for name in names} if known else None)

    def act() -> None:
        if known:
            specification.change_lot(actor=request.actor, lot=known, text=form.text())
        else:
            specification.add_lot(actor=request.actor, purchase=purchase, text=form.text())

    return form_page(
        request,
        purchase,
        form,
        act=act,
        here="requirements",
        title=_("Change the lot") if known else _("Add a lot"),
        submit=_("Save the lot"),
        done=_("The lot was saved."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def add_requirement(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Add a line to the specification; ``?finding=`` starts from a finding."""
    purchase = ours(request, pk)
    findings = findings_of(purchase.pilot_id) if purchase.pilot_id else []
    form = RequirementForm(
        posted(request),
        purchase=purchase,
        findings=findings,
        initial={"finding": request.GET.get("finding", "")},
    )

    def act() -> None:
        data = form.cleaned_data
        specification.add_requirement(
            actor=request.actor, purchase=purchase, text=data["text"], lot=data["lot"], finding_id=data["finding"]
        )

    return form_page(
        request,
        purchase,
        form,
        act=act,
        here="requirements",
        title=_("Add a requirement"),
        submit=_("Save the requirement"),
        done=_("The requirement was saved."),
    )


@require_GET
@member_required
def requirement(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """A requirement with all its wordings and its place in the evidence chain."""
    purchase = find_purchase(pk)
    found = get_object_or_404(Requirement.objects.with_text().select_related("lot"), pk=part, purchase=purchase)
    context = {
        **frame(request, purchase, here="requirements"),
        "requirement": found,
        "versions": found.versions.select_related("owner"),
    }
    return render(request, "purchases/requirement.html", context)


@require_http_methods(["GET", "POST"])
@for_buyers
def reword(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """Word a requirement anew."""
    purchase = ours(request, pk)
    found = get_object_or_404(Requirement.objects.with_text(), pk=part, purchase=purchase)
    form = WordingForm(posted(request), initial={"text": found.text})
    return form_page(
        request,
        purchase,
        form,
        act=lambda: specification.revise_requirement(actor=request.actor, requirement=found, **form.cleaned_data),
        here="requirements",
        title=_("Reword requirement %(number)s") % {"number": found.number},
        submit=_("Save the new wording"),
        done=_("The new wording was saved; the earlier one stays readable."),
    )


@require_http_methods(["GET", "POST"])
@for_buyers
def criterion_form(request: TenantRequest, pk: UUID, part: UUID | None = None) -> HttpResponse:
    """Add an award criterion, or change one."""
    purchase = ours(request, pk)
    known = get_object_or_404(Criterion, pk=part, purchase=purchase) if part else None
    names = ("title", "explanation", "weight", "rule", "requirement")
    initial = {name: getattr(known, name) for name in names} if known else None
    form = CriterionForm(posted(request), purchase=purchase, initial=initial)

    def act() -> None:
        if known:
            specification.change_criterion(actor=request.actor, criterion=known, text=form.text())
        else:
            specification.add_criterion(actor=request.actor, purchase=purchase, text=form.text())

    left = 100 - purchase.weights_total() + (known.weight if known else 0)
    return form_page(
        request,
        purchase,
        form,
        act=act,
        here="criteria",
        title=_("Change the criterion") if known else _("Add a criterion"),
        submit=_("Save the criterion"),
        done=_("The criterion was saved."),
        hint=_("%(left)s of the 100 points are still to divide.") % {"left": left},
    )


@require_GET
@member_required
def criterion(request: TenantRequest, pk: UUID, part: UUID) -> HttpResponse:
    """A criterion and its place in the evidence chain."""
    purchase = find_purchase(pk)
    found = get_object_or_404(Criterion.objects.select_related("requirement"), pk=part, purchase=purchase)
    context = {**frame(request, purchase, here="criteria"), "criterion": found}
    return render(request, "purchases/criterion.html", context)


@require_POST
@for_buyers
def remove(request: TenantRequest, pk: UUID, kind: str, part: UUID) -> HttpResponse:
    """Take a lot, a requirement or a criterion out."""
    purchase = ours(request, pk)
    model, here = PARTS[kind]
    specification.remove(actor=request.actor, part=get_object_or_404(model, pk=part, purchase=purchase))
    toast(request, _("It was removed."))
    return redirect(step_address(purchase, here))


@require_http_methods(["GET", "POST"])
@for_buyers
def publish(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The summary before what binds, and publishing."""
    purchase = ours(request, pk)
    form = PublishForm(posted(request))
    return form_page(
        request,
        purchase,
        form,
        act=lambda: publication.publish(
            actor=request.actor, purchase=purchase, bids_due_on=form.cleaned_data["bids_due_on"]
        ),
        here="criteria",
        then=step_address(purchase, "bids"),
        title=_("Publish “%(title)s”") % {"title": purchase.title},
        submit=_("Publish the purchase"),
        done=_("The purchase is published. Bids can be typed in."),
        warning=_("From then on nobody can change lots, requirements, criteria and commitments."),
        obstacles=publication.obstacles(purchase),
        summary={
            "demands": demands(purchase),
            "requirements": purchase.requirements.all().with_text(),
            "criteria": purchase.criteria.all(),
        },
    )
