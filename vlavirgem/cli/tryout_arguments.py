"""What commands on one try-out are given, and the try-out that they mean."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import fail
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TryOutId = Annotated[str, typer.Argument(metavar="ID", help="The short id in the try-out's address.")]
OfTenant = Annotated[str, typer.Option(help="Short name of the organisation whose try-out it is.")]


def tryout_of(ours: Tenant, public_id: str) -> TryOut:
    """The try-out of that id; ends the command where there is none."""
    found = TryOut.objects.filter(public_id=public_id).first()
    if found is None:
        fail(
            _("%(name)s has no try-out %(public_id)s.") % {"name": ours.name, "public_id": public_id},
            remedy=_("Its page shows the id in the address."),
        )
    return found
