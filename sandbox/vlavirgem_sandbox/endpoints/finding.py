"""The endpoint that an address names, as far as who asks may see it."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_tenants.requests.typing import TenantRequest


def endpoint_or_404(
    request: TenantRequest, service: Service, endpoint_id: UUID, *, removed_too: bool = False
) -> Endpoint:
    """One of a service of the organisation whose host this is. ``removed_too``: for what a second click may repeat."""
    found = Endpoint.objects.filter(service=service, owner=request.tenant)
    if not removed_too:
        found = found.filter(removed_at=None)
    return get_object_or_404(found.select_related("service__owner"), pk=endpoint_id)
