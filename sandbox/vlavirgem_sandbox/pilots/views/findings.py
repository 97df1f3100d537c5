"""Findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.charts import written_date
from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.forms import FindingForm
from vlavirgem_sandbox.pilots.models import Finding, FindingEvidence, Measurement, Pilot
from vlavirgem_sandbox.pilots.views.first_steps import before_a_finding
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_sandbox.tryouts.telemetry import CallCard, call_cards
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_RECORD)
def finding_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Record a finding; ``?measurement=`` chooses what it rests on beforehand."""
    pilot = led_pilot(request, pk, to=Permission.PILOT_RECORD)
    chosen = {"measurements": request.GET.getlist("measurement")}
    form = FindingForm(posted(request), pilot=pilot, calls=_calls(pilot), initial=chosen)
    if finding := saved(form, lambda: services.record_finding(actor=request.actor, pilot=pilot, **_typed(form))):
        undo = reverse("pilots:finding-withdraw", args=[finding.pk])
        toast(request, _("The finding is recorded."), undo=undo)
        return redirect(finding)
    page = FormPage(
        title=_("New finding"),
        submit=_("Record finding"),
        purpose=_("A finding says what the pilot taught you, and what shows it."),
        first=None if form.has_evidence else before_a_finding(request.actor, pilot),
    )
    return form_page(request, form, page, pilot)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_RECORD)
def finding_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Write a finding anew."""
    finding = _led(request, pk)
    pilot = finding.pilot
    described, calls = FindingForm.describing(finding), _calls(pilot)
    form = FindingForm(posted(request), pilot=pilot, calls=calls, initial=described)
    # A call that was since cleared from the log can be neither shown nor unticked: the finding keeps naming it.
    cleared = [UUID(call) for call in described["calls"] if call not in dict(calls)]
    if saved(
        form, lambda: services.revise_finding(actor=request.actor, finding=finding, **_typed(form, cleared=cleared))
    ):
        toast(request, _("The finding is changed."))
        return redirect(finding)
    return form_page(request, form, FormPage(title=_("Change the finding"), submit=_("Save finding")), pilot)


@require_POST
@permission_required(Permission.PILOT_RECORD)
def finding_withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take a finding back; the toast undoes it."""
    finding = _led(request, pk)
    services.withdraw_finding(actor=request.actor, finding=finding)
    toast(request, _("The finding is withdrawn."), undo=reverse("pilots:finding-restore", args=[pk]))
    return redirect(finding.pilot)


@require_POST
@permission_required(Permission.PILOT_RECORD)
def finding_restore(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Put a withdrawn finding back."""
    finding = _led(request, pk)
    services.restore_finding(actor=request.actor, finding=finding)
    toast(request, _("The finding is back."))
    return redirect(finding)


def _led(request: TenantRequest, pk: UUID) -> Finding:
    finding = get_object_or_404(Finding.objects.select_related("pilot__owner"), pk=pk)
    led_pilot(request, finding.pilot_id, to=Permission.PILOT_RECORD)
    return finding


def _calls(pilot: Pilot) -> list[tuple[str, str]]:
    """The calls to choose from: the samples that measurements keep, and what findings rest on already."""
    sampled = Measurement.objects.standing().filter(pilot=pilot).values_list("sample_call_ids", flat=True)
    used = FindingEvidence.objects.filter(pilot=pilot, call_id__isnull=False).values_list("call_id", flat=True)
    ids = {call for sample in sampled for call in sample} | {call for call in used if call is not None}
    return [(str(card.id), _line(card)) for card in call_cards(ids)]


def _line(card: CallCard) -> str:
    """A call as one tells it from the others: when, what, and what was wrong with it."""
    at = timezone.localtime(card.at)
    wrong = f"{card.verdict}: {card.reason}" if card.reason else card.verdict
    return f"{written_date(at.date())} {at:%H:%M:%S}, {card.title}. {wrong}"


def _typed(form: FindingForm, *, cleared: Sequence[UUID] = ()) -> dict[str, Any]:
    typed = form.cleaned_data
    return {
        "title": typed["title"],
        "text": typed["text"],
        "hypothesis": typed["hypothesis"],
        "measurements": list(typed["measurements"]),
        "call_ids": [*form.call_ids(), *cleared],
    }
