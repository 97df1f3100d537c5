"""Whose try-outs an endpoint answers: opened, changed and closed by the people of its publisher."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue.finding import own_service_or_404
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.endpoints.finding import endpoint_or_404
from vlavirgem_sandbox.endpoints.forms_opening import OpeningForm
from vlavirgem_sandbox.endpoints.models import Endpoint, Opening, OpeningQuerySet
from vlavirgem_sandbox.endpoints.services_opening import close_opening, open_endpoint
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def open_(request: TenantRequest, agency: str, slug: str, endpoint_id: UUID) -> HttpResponse:
    """Ask of which version and for whom, and open it."""
    service = own_service_or_404(request, agency, slug)
    endpoint = endpoint_or_404(request, service, endpoint_id)
    numbers = list(service.versions.without_document().newest_first().values_list("number", flat=True))
    form = OpeningForm(posted(request), publisher=request.tenant, versions=numbers)
    return _asked(request, service, endpoint, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def change(request: TenantRequest, agency: str, slug: str, opening_id: UUID) -> HttpResponse:
    """Ask for whom it is from now on."""
    service = own_service_or_404(request, agency, slug)
    opening = get_object_or_404(_openings(request, service).open(), pk=opening_id)
    numbers = [opening.version.number]
    form = OpeningForm(posted(request), publisher=request.tenant, versions=numbers, opening=opening)
    return _asked(request, service, opening.endpoint, form)


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def close(request: TenantRequest, agency: str, slug: str, opening_id: UUID) -> HttpResponse:
    """It answers no try-out any more; opened again in a moment where that was a mistake."""
    service = own_service_or_404(request, agency, slug)
    opening = get_object_or_404(_openings(request, service), pk=opening_id)  # a second click finds it closed
    close_opening(actor=request.actor, opening=opening)
    toast(request, _("“%(name)s” answers no try-outs any more.") % {"name": opening.name})
    return redirect("conformance:endpoints", agency, slug)


def _asked(request: TenantRequest, service: Service, endpoint: Endpoint, form: OpeningForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        version = service.versions.without_document().get(number=form.cleaned_data["version"])
        version.service = service
        actor, plan = request.actor, form.plan()
        try:
            opened = done_or_told(
                form, lambda: open_endpoint(actor=actor, endpoint=endpoint, version=version, plan=plan)
            )
        except Refusal as refusal:
            opened = None
            form.add_error(None, str(refusal))
        if opened is not None:
            toast(request, _("“%(name)s” answers try-outs that choose it.") % {"name": opened.name})
            return redirect("conformance:endpoints", service.owner.slug, service.slug)
    context = {"form": form, "endpoint": endpoint, "service": service}
    return render(request, "endpoints/open.html", context, status=status_of(form))


def _openings(request: TenantRequest, service: Service) -> OpeningQuerySet:
    found = Opening.objects.filter(owner=request.tenant, version__service=service)
    return found.select_related("endpoint__service__owner", "version")
