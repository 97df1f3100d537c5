"""Endpoints of a service and their runs: for the people of its publisher."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vlavirgem.ui.charts import LineChart, Point
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem_sandbox.catalogue.finding import own_service_or_404
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_sandbox.conformance import running, services
from vlavirgem_sandbox.conformance.forms import RunForm
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunQuerySet, RunState
from vlavirgem_sandbox.endpoints.finding import endpoint_or_404
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.endpoints.services import hosts_allowed_to
from vlavirgem_tenants.outgoing.hosts import is_allowed
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

RUNS_A_PAGE = 20
_CHARTED = 60


@require_safe
@member_required
def endpoints(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """The endpoints of our service, whether each may be called, and its runs."""
    service = own_service_or_404(request, agency, slug)
    registered = list(service.endpoints.filter(owner=request.tenant, removed_at=None))
    allowed = hosts_allowed_to(request.tenant.pk)
    runs = ConformanceRun.objects.filter(endpoint__service=service, owner=request.tenant).newest_first()
    context = {
        "service": service,
        "endpoints": [(endpoint, is_allowed(endpoint.address, allowed)) for endpoint in registered],
        "page": Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page")),
        "openings": Opening.objects.of_service(service, today=timezone.localdate()),
        "chart": _chart(runs),
        "may_publish": may_publish(request.actor),
    }
    return render(request, "conformance/endpoints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def start(request: TenantRequest, agency: str, slug: str, endpoint_id: UUID) -> HttpResponse:
    """Ask against which version, and put the run in the queue."""
    service = own_service_or_404(request, agency, slug)
    endpoint = endpoint_or_404(request, service, endpoint_id)
    versions = service.versions.without_document().newest_first()
    numbers = list(versions.values_list("number", flat=True))
    form = RunForm(posted(request), versions=numbers, may_write=endpoint.writes_allowed)
    if request.method == "POST" and form.is_valid():
        version = versions.get(number=form.cleaned_data["version"])
        writes = form.cleaned_data.get("with_writes", False)
        actor, act = request.actor, services.ask_for_run
        run = done_or_told(form, lambda: act(actor=actor, endpoint=endpoint, version=version, with_writes=writes))
        if run is not None:
            transaction.on_commit(running.start_worker)
            return redirect("conformance:run", agency, slug, run.pk)
    context = {"form": form, "endpoint": endpoint, "service": service}
    return render(request, "conformance/start.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def again(request: TenantRequest, agency: str, slug: str, run_id: UUID) -> HttpResponse:
    """The same run once more: after it was cut off, or after something was mended."""
    run = _run_or_404(request, agency, slug, run_id)
    made = services.ask_for_run(
        actor=request.actor, endpoint=run.endpoint, version=run.version, with_writes=run.with_writes
    )
    transaction.on_commit(running.start_worker)
    return redirect("conformance:run", agency, slug, made.pk)


@require_safe
@member_required
def run(request: TenantRequest, agency: str, slug: str, run_id: UUID) -> HttpResponse:
    """How far a run is, or what it found."""
    found = _run_or_404(request, agency, slug, run_id)
    context = {
        "run": found,
        "service": found.endpoint.service,
        "findings": list(found.findings.all()),
        "may_publish": may_publish(request.actor),
        "states": RunState,
    }
    return render(request, "conformance/run.html", context)


def _run_or_404(request: TenantRequest, agency: str, slug: str, run_id: UUID) -> ConformanceRun:
    service = own_service_or_404(request, agency, slug)
    runs = ConformanceRun.objects.filter(endpoint__service=service, owner=request.tenant)
    return get_object_or_404(runs.select_related("endpoint__service__owner", "version"), pk=run_id)


def _chart(runs: RunQuerySet) -> LineChart:
    """The score over time, of all endpoints together; the table beside it names which."""
    done = list(runs.filter(state=RunState.DONE, operations__gt=0)[:_CHARTED])
    points = [
        Point(on=timezone.localdate(each.created_at), value=Decimal(each.score or 0), note=each.endpoint.name)
        for each in reversed(done)
    ]
    return LineChart(
        title=_("Operations that keep to the contract"),
        name=_("Score"),
        unit="%",
        points=points,
        target=Decimal(100),
        from_zero=True,
    )
