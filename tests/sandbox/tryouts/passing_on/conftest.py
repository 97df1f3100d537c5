"""A municipality's try-out whose calls go to a service that really runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.endpoints.conftest import endpoint_of
from tests.sandbox.real_service import RealService
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.endpoints.services_opening import OpeningPlan, open_endpoint
from vlavirgem_sandbox.tryouts.models import Call, TryOut
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_passing_on import PassingPlan, pass_calls_on
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def opened_endpoint(
    agency: Tenant, version: ServiceVersion, url: str, *, writes: bool = True, plan: OpeningPlan | None = None
) -> Opening:
    """An endpoint of the agency that try-outs of the version may use."""
    endpoint = endpoint_of(agency, version, url, writes=writes)
    with tenant_scope(agency):
        return open_endpoint(actor=Actor.system(agency), endpoint=endpoint, version=version, plan=plan or OpeningPlan())


@dataclass
class Passed:
    """A try-out that passes its calls on, and a program that calls it."""

    tenant: Tenant
    tryout: TryOut
    opening: Opening
    program: Client
    key: str
    service: RealService

    def call(
        self,
        path: str = "/jaren/2026",
        method: str = "GET",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Any:
        address = self.tryout.base_path + path
        return self.program.generic(method, address, body, "application/json" if body else "", headers=headers)

    def logged(self) -> list[Call]:
        with tenant_scope(self.tenant):
            return list(Call.objects.filter(tryout=self.tryout).order_by("at"))

    def switch_on(self, **choices: Any) -> None:
        with tenant_scope(self.tenant):
            opening = Opening.objects.get(pk=self.opening.pk)
            pass_calls_on(
                actor=Actor.system(self.tenant),
                tryout=self.tryout,
                plan=PassingPlan(opening=opening, **choices),
                lasts=timedelta(minutes=15),
            )


def prepare(agency: Tenant, tenant: Tenant, version: ServiceVersion, service: RealService) -> Passed:
    """A try-out of the tenant's, a key, and an endpoint that may answer it."""
    opening = opened_endpoint(agency, version, service.url)
    with tenant_scope(tenant):
        seen = ServiceVersion.objects.select_related("service__owner").get(pk=version.pk)
        tryout = open_tryout(actor=Actor.system(tenant), version=seen, name="Jaren")
        key = issue_key(actor=Actor.system(tenant), tryout=tryout, label="Programma").secret.text
    program = Client(HTTP_HOST=tenant.host, HTTP_X_API_KEY=key)
    return Passed(tenant=tenant, tryout=tryout, opening=opening, program=program, key=key, service=service)


@pytest.fixture
def prepared(agency: Tenant, aalst: Tenant, version: ServiceVersion, real_service: RealService) -> Passed:
    """All is there, and nothing is switched on yet."""
    return prepare(agency, aalst, version, real_service)


@pytest.fixture
def passed(prepared: Passed) -> Passed:
    """Switched on."""
    prepared.switch_on()
    return prepared
