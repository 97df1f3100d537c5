"""Aalst's try-outs of the demo's three services, and the demo's chain over them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files

import pytest
from django.utils import timezone

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.chains.models import Chain, ChainRun, Trigger
from vlavirgem_sandbox.chains.running import Start, begin_run, perform_run
from vlavirgem_sandbox.chains.services import ImportedFile, import_chain
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

SERVICES = ("Verenigingsregister", "Energieadvies", "Documentlevering")


class GivenClock:
    """A clock on which time passes only when somebody waits."""

    def __init__(self) -> None:
        self.moment = timezone.now()
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def demo_file() -> ImportedFile:
    """The demo's Arazzo file, as a person uploads it."""
    folder = files("vlavirgem_sandbox.chains") / "demo_chains"
    name = "vereniging-van-a-tot-z.arazzo.yaml"
    return ImportedFile(data=(folder / name).read_bytes(), filename=name)


@pytest.fixture
def tryouts(agency: Tenant, aalst: Tenant) -> dict[str, TryOut]:
    """A try-out of each of the three services, by the name of the service."""
    opened = {}
    for name in SERVICES:
        details = ServiceDetails(name=name, summary="Een dienst.")
        with tenant_scope(agency):
            published = publish_service(
                actor=Actor.system(agency), file=demo_contract(f"{name.lower()}.yaml"), details=details
            )
        with tenant_scope(aalst):
            version = ServiceVersion.objects.select_related("service__owner").get(pk=published.version.pk)
            opened[name] = open_tryout(actor=Actor.system(aalst), version=version)
    return opened


@pytest.fixture
def chain(aalst: Tenant, tryouts: dict[str, TryOut], demo_file: ImportedFile) -> Chain:
    """The demo's chain, imported; each service found its try-out by itself."""
    with tenant_scope(aalst):
        return import_chain(actor=Actor.system(aalst), file=demo_file)


@pytest.fixture
def in_aalst(aalst: Tenant) -> Iterator[Tenant]:
    """The whole test inside Aalst's scope."""
    with tenant_scope(aalst):
        yield aalst


def run_of(chain: Chain, tenant: Tenant, clock: GivenClock, **inputs: object) -> ChainRun:
    """A run by hand, from beginning to end."""
    start = Start(trigger=Trigger.HAND, person="Medewerker", inputs=inputs)
    run, _new = begin_run(chain=chain, start=start, now=clock.now())
    perform_run(tenant=tenant, run_id=run.pk, clock=clock)
    run.refresh_from_db()
    return run
