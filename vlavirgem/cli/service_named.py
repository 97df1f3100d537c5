"""How the commands of `vlavirgem service` name a service, and the own service of an organisation by that name."""

from __future__ import annotations

from typing import Annotated

import typer

from vlavirgem.cli.ground import fail
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_tenants.directory.models import Tenant

ServiceName = Annotated[
    str, typer.Argument(metavar="SERVICE", help="Which one: AGENCY/SERVICE, as `vlavirgem service list` prints it.")
]


def own_service(agency: Tenant, slug: str) -> Service:
    """In the scope of its publisher; ends the command where there is none."""
    found = Service.objects.select_related("owner").filter(owner=agency, slug=slug).first()
    if found is None:
        fail(f"{agency.slug} has no service {slug}.", remedy="Look at `vlavirgem service list`.")
    return found
