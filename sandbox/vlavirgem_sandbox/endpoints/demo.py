"""The demo's endpoint: what stands for the register's acceptance environment is a try-out of its own publisher.

So a run in the demo town has something to call that is there, and that keeps to its contract; and so has a municipality
that has its try-out answered by it.
"""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.endpoints.models import EndpointKind
from vlavirgem_sandbox.endpoints.services import EndpointPlan, register_endpoint
from vlavirgem_sandbox.endpoints.services_opening import OpeningPlan, open_endpoint
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

AGENCY: Final = "abb"
NAME: Final = "Acceptatie"


def fill(town: DemoTown) -> None:
    """Register it once, and let every try-out of the version use it."""
    actor = town.actor(AGENCY, Role.DEVELOPER)
    with tenant_scope(actor.tenant):
        service = Service.objects.select_related("owner").get(owner=actor.tenant, slug="verenigingsregister")
        if service.endpoints.filter(name=NAME).exists():
            return
        version = ServiceVersion.objects.offered().filter(service=service).select_related("service__owner").first()
        if version is None:
            return
        tryout = open_tryout(actor=actor, version=version, name="Nagebootste acceptatieomgeving")
        key = issue_key(actor=actor, tryout=tryout, label=NAME)
        plan = EndpointPlan(
            kind=EndpointKind.ACCEPTANCE,
            name=NAME,
            base_url=f"{actor.tenant.address}{tryout.base_path}",
            header_name="X-Api-Key",
            secret=key.secret.text,
            writes_allowed=True,
        )
        endpoint = register_endpoint(actor=actor, service=service, plan=plan)
        open_endpoint(actor=actor, endpoint=endpoint, version=version, plan=OpeningPlan())
