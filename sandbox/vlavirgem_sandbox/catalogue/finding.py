"""The service or version that an address names, as far as who asks may see it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_tenants.requests.typing import TenantRequest


def service_or_404(agency: str, slug: str) -> Service:
    """A service that the current tenant sees."""
    return get_object_or_404(Service.objects.select_related("owner"), owner__slug=agency, slug=slug)


def own_service_or_404(request: TenantRequest, agency: str, slug: str) -> Service:
    """A service of the organisation whose host this is."""
    services = Service.objects.select_related("owner")
    return get_object_or_404(services, owner=request.tenant, owner__slug=agency, slug=slug)


def own_version_or_404(request: TenantRequest, agency: str, slug: str, number: int) -> ServiceVersion:
    """A version of such a service, without its contract."""
    service = own_service_or_404(request, agency, slug)
    version = get_object_or_404(service.versions.without_document(), number=number)
    version.service = service
    return version
