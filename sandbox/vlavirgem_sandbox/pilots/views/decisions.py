"""The decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.forms import DecisionForm, ReasonForm
from vlavirgem_sandbox.pilots.models import Decision, Outcome, Pilot
from vlavirgem_sandbox.pilots.views.first_steps import before_a_decision
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take a decision on the ground of findings."""
    pilot = led_pilot(request, pk)
    form = DecisionForm(posted(request), pilot=pilot)
    if decision := saved(form, lambda: _decide(request, pilot, form)):
        toast(request, _("The decision is recorded: %(outcome)s.") % {"outcome": decision})
        return redirect(decision)
    page = FormPage(
        title=_("Take a decision"),
        submit=_("Record decision"),
        purpose=_("Scaling up and stopping end the pilot. After an adjustment it goes on."),
        first=before_a_decision(pilot),
    )
    return form_page(request, form, page, pilot)


def _decide(request: TenantRequest, pilot: Pilot, form: DecisionForm) -> Decision:
    typed = form.cleaned_data | {
        "outcome": Outcome(form.cleaned_data["outcome"]),
        "findings": list(form.cleaned_data["findings"]),
    }
    return services.decide(actor=request.actor, pilot=pilot, **typed)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def decision_withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take a decision back, saying why."""
    decision = get_object_or_404(Decision.objects.select_related("pilot__owner"), pk=pk)
    pilot = led_pilot(request, decision.pilot_id)
    form = ReasonForm(posted(request))
    if saved(
        form,
        lambda: services.withdraw_decision(actor=request.actor, decision=decision, reason=form.cleaned_data["reason"]),
    ):
        toast(request, _("The decision is withdrawn. The pilot runs again."))
        return redirect(pilot)
    page = FormPage(
        title=_("Withdraw the decision"),
        submit=_("Withdraw decision"),
        purpose=_("Others may already build on this decision. The history keeps it, with your reason."),
        danger=True,
    )
    return form_page(request, form, page, pilot)
