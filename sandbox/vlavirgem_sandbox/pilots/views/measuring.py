"""Measurements: one page that asks for a value, or for a period whose calls are measured."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.forms import MeasurementForm, PeriodForm
from vlavirgem_sandbox.pilots.models import Kpi, Measurement, Source
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_RECORD)
def measure(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Record a measurement of a KPI, the way its source asks for."""
    kpi = get_object_or_404(Kpi.objects.select_related("pilot__owner"), pk=pk)
    led_pilot(request, kpi.pilot_id, to=Permission.PILOT_RECORD)
    return _from_calls(request, kpi) if Source(kpi.source).fed else _typed(request, kpi)


def _typed(request: TenantRequest, kpi: Kpi) -> HttpResponse:
    form = MeasurementForm(posted(request))
    if new := saved(form, lambda: services.record_measurement(actor=request.actor, kpi=kpi, **form.cleaned_data)):
        _say_measured(request, new)
        return redirect(new)
    page = FormPage(title=_("Record a measurement"), submit=_("Record measurement"), purpose=_about(kpi))
    return form_page(request, form, page, kpi.pilot)


def _from_calls(request: TenantRequest, kpi: Kpi) -> HttpResponse:
    form = PeriodForm(posted(request), initial={"period_from": _next_day(kpi)})
    taken = saved(form, lambda: services.take_measurement(actor=request.actor, kpi=kpi, **form.cleaned_data))
    if taken is not None:
        measurement, new = taken
        if new:
            _say_measured(request, measurement)
        else:
            toast(request, _("This period was measured already; that measurement stands."), level=messages.INFO)
        return redirect(measurement)
    page = FormPage(title=_("Take a measurement"), submit=_("Take measurement now"), purpose=_about(kpi))
    return form_page(request, form, page, kpi.pilot)


@require_POST
@permission_required(Permission.PILOT_RECORD)
def measurement_withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take a measurement back; the toast undoes it."""
    measurement = _led(request, pk)
    services.withdraw_measurement(actor=request.actor, measurement=measurement)
    toast(request, _("The measurement is withdrawn."), undo=reverse("pilots:measurement-restore", args=[pk]))
    return redirect(measurement)


@require_POST
@permission_required(Permission.PILOT_RECORD)
def measurement_restore(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Put a withdrawn measurement back."""
    measurement = _led(request, pk)
    services.restore_measurement(actor=request.actor, measurement=measurement)
    toast(request, _("The measurement is back."))
    return redirect(measurement)


def _led(request: TenantRequest, pk: UUID) -> Measurement:
    measurement = get_object_or_404(Measurement.objects.select_related("pilot__owner", "kpi"), pk=pk)
    led_pilot(request, measurement.pilot_id, to=Permission.PILOT_RECORD)
    return measurement


def _say_measured(request: TenantRequest, measurement: Measurement) -> None:
    kpi = measurement.kpi
    text = _("Measured: %(kpi)s is %(value)s.") % {"kpi": kpi.name, "value": kpi.said(measurement.value)}
    toast(request, text, undo=reverse("pilots:measurement-withdraw", args=[measurement.pk]))


def _next_day(kpi: Kpi) -> dt.date:
    """The day after the last measurement, so that periods follow on one another; else the pilot's first day."""
    last = kpi.measurements.standing().order_by("-period_to").values_list("period_to", flat=True).first()
    today = timezone.localdate()
    return min(last + dt.timedelta(days=1), today) if last else kpi.pilot.first_day(today=today)


def _about(kpi: Kpi) -> str:
    return _("KPI: %(name)s (target %(target)s)") % {"name": kpi.name, "target": kpi.said(kpi.target)}
