"""A publisher announces an outage or maintenance, and takes that back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue import services_notices
from vlavirgem_sandbox.catalogue.finding import own_service_or_404
from vlavirgem_sandbox.catalogue.forms import NoticeForm
from vlavirgem_sandbox.catalogue.models import ServiceNotice
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def announce(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """Ask what, from when until when; the toast takes it back."""
    service = own_service_or_404(request, agency, slug)
    numbers = list(service.versions.offered().newest_first().values_list("number", flat=True))
    form = NoticeForm(posted(request), versions=numbers)
    if request.method == "POST" and form.is_valid():
        actor = request.actor
        act = services_notices.announce
        notice = done_or_told(form, lambda: act(actor=actor, service=service, plan=form.plan()))
        if notice is not None:
            undo = reverse("services:take_back", args=[agency, slug, notice.pk])
            toast(request, _("The notice stands on the page of the service and in its try-outs."), undo=undo)
            return redirect(service)
    context = {"form": form, "service": service}
    return render(request, "catalogue/announce.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def take_back(request: TenantRequest, agency: str, slug: str, notice_id: UUID) -> HttpResponse:
    """The notice is shown nowhere any more."""
    service = own_service_or_404(request, agency, slug)
    notice = get_object_or_404(ServiceNotice.objects.select_related("service__owner"), pk=notice_id, service=service)
    services_notices.take_back(actor=request.actor, notice=notice)
    toast(request, _("The notice is taken back."))
    return redirect(service)
