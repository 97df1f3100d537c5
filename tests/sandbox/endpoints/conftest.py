"""Endpoints of a published service."""

from __future__ import annotations

from typing import Any

from tests.sandbox.real_service import SECRET
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.endpoints import services
from vlavirgem_sandbox.endpoints.models import Endpoint, EndpointKind
from vlavirgem_sandbox.endpoints.services import EndpointPlan
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

URL = "https://acceptatie.voorbeeld.be/v1"
PAGE = "/services/agentschap/jaren/endpoints/"
FILLED = {
    "name": "Acceptatie",
    "kind": "acceptance",
    "base_url": URL,
    "header_name": "X-Sleutel",
    "secret": SECRET,
}


def plan(**changes: Any) -> EndpointPlan:
    given = {"kind": EndpointKind.ACCEPTANCE, "name": "Acceptatie", "base_url": URL, **changes}
    return EndpointPlan(**given)


def register(agency: Tenant, version: ServiceVersion, **changes: Any) -> Endpoint:
    with tenant_scope(agency):
        return services.register_endpoint(actor=Actor.system(agency), service=version.service, plan=plan(**changes))


def endpoint_of(agency: Tenant, version: ServiceVersion, url: str, *, writes: bool = False) -> Endpoint:
    """One with the secret that :class:`~tests.sandbox.real_service.RealService` hears."""
    return register(agency, version, base_url=url, header_name="X-Sleutel", secret=SECRET, writes_allowed=writes)


def endpoint(agency: Tenant) -> Endpoint:
    with tenant_scope(agency):
        return Endpoint.objects.get()
