"""How the commands of `vlavirgem service` name a service, and the own service of an organisation by that name."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

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
        fail(
            _("%(agency)s has no service %(service)s.") % {"agency": agency.slug, "service": slug},
            remedy=_("See: %(command)s") % {"command": "vlavirgem service list"},
        )
    return found
