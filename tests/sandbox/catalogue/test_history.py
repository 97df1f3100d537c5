"""The history of a service: its publisher reads all of it, others what they may know."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.sandbox.demo_contracts import changed_contract
from tests.sandbox.endpoints.conftest import plan
from vlavirgem_sandbox.catalogue.foretelling import ask_who_breaks
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version
from vlavirgem_sandbox.endpoints.services import register_endpoint
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

KEPT = ("registreerde een omgeving", "vroeg wie vastloopt op de volgende versie")


@pytest.fixture
def preparations(association_register: ServiceVersion, agency: Tenant) -> None:
    """An endpoint to test, and a second version of which the publisher asks who breaks on it."""
    system = Actor.system(agency)
    with tenant_scope(agency):
        register_endpoint(actor=system, service=association_register.service, plan=plan())
        details = ServiceDetails(name="Verenigingsregister", theme="leisure")
        draft = draft_version(actor=system, file=changed_contract(), details=details).version
        ask_who_breaks(actor=system, version=draft)


@pytest.mark.usefixtures("preparations")
@pytest.mark.parametrize("page", ["/services/agentschap/verenigingsregister/", "/"])
def test_what_a_publisher_prepares_is_not_told_to_others(
    aalst: Tenant, client_for: Callable[..., Client], page: str
) -> None:
    shown = client_for(aalst, Role.DEVELOPER).get(page).text

    assert not [words for words in KEPT if words in shown]
    assert "publiceerde versie 1" in shown


@pytest.mark.usefixtures("preparations")
def test_the_publisher_reads_it(agency: Tenant, client_for: Callable[..., Client]) -> None:
    publisher = client_for(agency, Role.DEVELOPER)

    shown = publisher.get("/services/agentschap/verenigingsregister/").text
    start = publisher.get("/").text

    assert [words for words in KEPT if words in shown] == list(KEPT)
    assert KEPT[1] in start
