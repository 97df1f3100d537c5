"""Follow a service, follow it no more, and say that its news was seen."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.tryouts import services_following as services
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def follow(request: TenantRequest, service_id: UUID) -> HttpResponse:
    """The start page tells of it from now on; the toast undoes it."""
    service = _service(service_id)
    services.follow_service(actor=request.actor, service=service)
    toast(
        request,
        _("Your organisation follows “%(service)s”.") % {"service": service.name},
        undo=reverse("tryouts:unfollow", args=[service.pk]),
    )
    return redirect(service)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def unfollow(request: TenantRequest, service_id: UUID) -> HttpResponse:
    """The start page tells no more of it; the toast undoes it."""
    service = _service(service_id)
    services.unfollow_service(actor=request.actor, service=service)
    toast(
        request,
        _("Your organisation follows “%(service)s” no more.") % {"service": service.name},
        undo=reverse("tryouts:follow_again", args=[service.pk]),
    )
    return redirect(service)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def follow_again(request: TenantRequest, service_id: UUID) -> HttpResponse:
    """Undo that it was followed no more."""
    service = _service(service_id)
    services.follow_again(actor=request.actor, service=service)
    toast(request, _("Your organisation follows “%(service)s”.") % {"service": service.name})
    return redirect(service)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def seen(request: TenantRequest, service_id: UUID) -> HttpResponse:
    """What stood on the page is no news any more."""
    service = _service(service_id)
    services.mark_seen(actor=request.actor, service=service, keys=request.POST.getlist("seen"))
    toast(request, _("What happened to “%(service)s” is marked as seen.") % {"service": service.name})
    return redirect(service)


def _service(service_id: UUID) -> Service:
    return get_object_or_404(Service.objects.select_related("owner"), pk=service_id)
