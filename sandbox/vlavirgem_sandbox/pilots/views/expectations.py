"""Hypotheses and KPIs."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.forms import HypothesisForm, KpiForm, VerdictForm
from vlavirgem_sandbox.pilots.models import Direction, Hypothesis, Kpi, Source, Verdict
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def hypothesis_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Write down a hypothesis."""
    pilot = led_pilot(request, pk)
    form = HypothesisForm(posted(request))
    if saved(form, lambda: services.add_hypothesis(actor=request.actor, pilot=pilot, text=form.cleaned_data["text"])):
        toast(request, _("The hypothesis is added."))
        return redirect(pilot)
    return form_page(request, form, FormPage(title=_("New hypothesis"), submit=_("Add hypothesis")), pilot)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def hypothesis_judge(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say whether a hypothesis holds."""
    hypothesis = get_object_or_404(Hypothesis.objects.select_related("pilot__owner"), pk=pk)
    pilot = led_pilot(request, hypothesis.pilot_id)
    form = VerdictForm(posted(request), initial={"verdict": hypothesis.verdict})
    if saved(
        form,
        lambda: services.judge_hypothesis(
            actor=request.actor, hypothesis=hypothesis, verdict=Verdict(form.cleaned_data["verdict"])
        ),
    ):
        toast(request, _("The verdict is recorded."))
        return redirect(pilot)
    page = FormPage(title=_("Judge the hypothesis"), submit=_("Record verdict"), purpose=hypothesis.text)
    return form_page(request, form, page, pilot)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def kpi_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Add a KPI."""
    pilot = led_pilot(request, pk)
    initial = {"source": Source.TYPED, "direction": Direction.HIGHER}
    form = KpiForm(posted(request), pilot=pilot, initial=initial)
    if saved(form, lambda: services.add_kpi(actor=request.actor, pilot=pilot, terms=_terms(form.cleaned_data))):
        toast(request, _("The KPI is added."))
        return redirect(pilot)
    page = FormPage(
        title=_("New KPI"),
        submit=_("Add KPI"),
        purpose=_("A number by which you judge the pilot: from where to where."),
    )
    return form_page(request, form, page, pilot)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def kpi_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Change a KPI."""
    kpi = get_object_or_404(Kpi.objects.select_related("pilot__owner"), pk=pk)
    pilot = led_pilot(request, kpi.pilot_id)
    initial = {field.name: getattr(kpi, field.name) for field in fields(services.KpiTerms)}
    initial["chain"] = str(kpi.chain_id or "")
    if Source(kpi.source).fed:
        initial["unit"] = ""
    form = KpiForm(posted(request), pilot=pilot, initial=initial)
    if saved(form, lambda: services.edit_kpi(actor=request.actor, kpi=kpi, terms=_terms(form.cleaned_data))):
        toast(request, _("The KPI is changed."))
        return redirect(pilot)
    return form_page(request, form, FormPage(title=_("Change the KPI"), submit=_("Save KPI"), purpose=kpi.name), pilot)


def _terms(typed: dict[str, Any]) -> services.KpiTerms:
    chain = typed.pop("chain", "")
    chosen = {"source": Source(typed["source"]), "direction": Direction(typed["direction"])}
    return services.KpiTerms(**(typed | chosen), chain_id=UUID(chain) if chain else None)
