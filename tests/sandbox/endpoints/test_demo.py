"""The demo's endpoint, in the town itself."""

from __future__ import annotations

from typing import Any

from tests.sandbox.tryouts.test_demo import SmallTown
from vlavirgem_sandbox.catalogue import demo as catalogue_demo
from vlavirgem_sandbox.conformance import services
from vlavirgem_sandbox.conformance.models import RunState
from vlavirgem_sandbox.endpoints import demo
from vlavirgem_sandbox.endpoints.models import Endpoint, Opening
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_the_demo_has_an_endpoint_to_start_a_run_at_and_a_second_fill_adds_none(
    agency: Tenant, aalst: Tenant, settings: Any
) -> None:
    settings.OUTGOING_INSIDE_HOSTS = f"*.{settings.BASE_DOMAIN}:{settings.ADDRESS_PORT or 80}"
    town = SmallTown(tenants={**dict.fromkeys(("abb", "veka", "digitaal"), agency), "mechelen": aalst})
    catalogue_demo.fill(town)

    demo.fill(town)
    demo.fill(town)

    with tenant_scope(aalst):
        assert Opening.objects.open().get().name == "Acceptatie"
    with tenant_scope(agency):
        endpoint = Endpoint.objects.get()
        version = endpoint.service.versions.get()
        actor = town.actor("abb", Role.DEVELOPER)
        run = services.ask_for_run(actor=actor, endpoint=endpoint, version=version, with_writes=True)
        assert run.state == RunState.WAITING
        assert endpoint.secret().startswith("vvt_")
