"""Endpoints of a service: registered and removed by the people of its publisher."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue.finding import own_service_or_404
from vlavirgem_sandbox.endpoints import services
from vlavirgem_sandbox.endpoints.finding import endpoint_or_404
from vlavirgem_sandbox.endpoints.forms import EndpointForm
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def register(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Ask where the service runs."""
    service = own_service_or_404(request, agency, slug)
    form = EndpointForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actor = request.actor
        act = services.register_endpoint
        if done_or_told(form, lambda: act(actor=actor, service=service, plan=form.plan())) is not None:
            toast(request, _("The endpoint is registered."))
            return redirect("conformance:endpoints", agency, slug)
    context = {"form": form, "service": service}
    return render(request, "endpoints/register.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def remove(request: TenantRequest, agency: str, slug: str, endpoint_id: UUID) -> HttpResponse:
    """Ask, and then call it no more."""
    service = own_service_or_404(request, agency, slug)
    endpoint = endpoint_or_404(request, service, endpoint_id, removed_too=request.method == "POST")
    if request.method == "POST":
        services.remove_endpoint(actor=request.actor, endpoint=endpoint)
        toast(request, _("The endpoint is removed."))
        return redirect("conformance:endpoints", agency, slug)
    return render(request, "endpoints/remove.html", {"endpoint": endpoint, "service": service})
