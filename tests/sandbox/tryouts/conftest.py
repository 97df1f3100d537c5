"""Try-outs of services that send messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.models import ServiceVersion, Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.models import ReceivedMessage, TryOut
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_messages import send_message
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def opened(agency: Tenant, tenant: Tenant, file: ContractFile) -> TryOut:
    """A try-out of a contract that the agency publishes."""
    details = ServiceDetails(name=file.filename, summary="Proef.", theme=Theme.GOVERNMENT)
    with tenant_scope(agency):
        published = publish_service(actor=Actor.system(agency), file=file, details=details).version
    with tenant_scope(tenant):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=published.pk)
        return open_tryout(actor=Actor.system(tenant), version=version, name="Proef")


def sent(aalst: Tenant, tryout: TryOut, *keys: str) -> list[ReceivedMessage]:
    """Messages that the service sends to a try-out of Aalst's."""
    with tenant_scope(aalst):
        return [send_message(actor=Actor.system(aalst), tryout=tryout, key=key) for key in keys]


@pytest.fixture
def deliveries(agency: Tenant, aalst: Tenant) -> TryOut:
    """A try-out of a service with a callback."""
    return opened(agency, aalst, demo_contract("documentlevering.yaml"))


@pytest.fixture
def addresses(agency: Tenant, aalst: Tenant) -> TryOut:
    """A try-out of an AsyncAPI service."""
    return opened(agency, aalst, demo_contract("adreswijzigingen.yaml"))


@pytest.fixture
def calling(aalst: Tenant, client_for: Callable[..., Client]) -> Callable[[TryOut], Client]:
    """A program with a key of the try-out."""

    def with_key(tryout: TryOut) -> Client:
        with tenant_scope(aalst):
            secret = issue_key(actor=Actor.system(aalst), tryout=tryout, label="Programma").secret
        return client_for(aalst, HTTP_X_API_KEY=secret.text)

    return with_key
