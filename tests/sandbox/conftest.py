"""A service in the catalogue and try-outs of it, made the way people make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.real_service import RealService, on_this_machine, published
from vlavirgem_sandbox.catalogue.models import ServiceVersion, Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import IssuedKey, issue_key, open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def association_register(agency: Tenant) -> ServiceVersion:
    """Version 1 of the association register, live."""
    details = ServiceDetails(name="Verenigingsregister", summary="Registreer verenigingen.", theme=Theme.LEISURE)
    with tenant_scope(agency):
        return publish_service(actor=Actor.system(agency), file=demo_contract(), details=details).version


@pytest.fixture
def tryout(aalst: Tenant, association_register: ServiceVersion) -> TryOut:
    """Aalst's try-out of the register."""
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
        return open_tryout(actor=Actor.system(aalst), version=version, name="Loket 2026")


@pytest.fixture
def issued(aalst: Tenant, tryout: TryOut) -> IssuedKey:
    """A key of that try-out."""
    with tenant_scope(aalst):
        return issue_key(actor=Actor.system(aalst), tryout=tryout, label="Loketprogramma")


@pytest.fixture
def program(issued: IssuedKey, client_for: Callable[..., Client], aalst: Tenant) -> Client:
    """A program that calls with the key, and no session."""
    return client_for(aalst, HTTP_X_API_KEY=issued.secret.text)


@pytest.fixture
def version(agency: Tenant) -> ServiceVersion:
    """Version 1 of the service of :mod:`tests.sandbox.real_service`."""
    return published(agency)


@pytest.fixture
def real_service(settings: Any) -> Iterable[RealService]:
    """On this machine, which the operator allows."""
    with on_this_machine(settings) as service:
        yield service


@pytest.fixture
def developer(agency: Tenant, version: ServiceVersion, client_for: Callable[..., Client]) -> Client:
    """Of the publisher, signed in."""
    return client_for(agency, Role.DEVELOPER)
