"""`vlavirgem demo`: the demo town, filled and served."""

from __future__ import annotations

import os
import time
from importlib import import_module
from typing import Annotated

import typer
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.migrate import prepare
from vlavirgem.cli.serving import require_free_port, serve
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.database.bootstrap import drop_database
from vlavirgem_tenants.demo import DEMO_PASSWORD, TOWN, DemoTown, build_town
from vlavirgem_tenants.directory.models import Tenant

# The order in which the rooms fill the town: each stands on what the ones before it made.
ROOMS = (
    "vlavirgem_sandbox.catalogue",
    "vlavirgem_sandbox.tryouts",
    "vlavirgem_sandbox.endpoints",
    "vlavirgem_sandbox.chains",
    "vlavirgem_sandbox.pilots",
    "vlavirgem_sandbox.purchases",
    "vlavirgem_cms",
    "vlavirgem_graphql.exchange",
    "vlavirgem_graphql.evidence",
)


def command(
    *,
    reset: Annotated[bool, typer.Option(help="Throw the demo town away and build it anew.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before throwing away.")] = False,
    only_fill: Annotated[bool, typer.Option("--only-fill", help="Fill the town and stop; do not serve it.")] = False,
) -> None:
    """Fill the demo town and serve it, until Ctrl-C. What is there already is left as it is."""
    if not only_fill:
        require_free_port()
    _let_the_town_call_itself()
    with database():
        if reset:
            _reset(confirmed=yes)
        began = time.monotonic()
        prepare()
        fill()
        if only_fill:
            out.print(_("The demo town is filled (%(seconds)s s).") % {"seconds": f"{time.monotonic() - began:.0f}"})
            return
        code = serve(_welcome)
    raise typer.Exit(max(code, 0))


def _let_the_town_call_itself() -> None:
    """Its agencies' endpoints are in the town: nothing is called outside this machine."""
    if not settings.OUTGOING_INSIDE_HOSTS:
        settings.OUTGOING_INSIDE_HOSTS = f"*.{settings.BASE_DOMAIN}:{settings.ADDRESS_PORT or 80}"
        os.environ["VLAVIRGEM_OUTGOING_INSIDE_HOSTS"] = settings.OUTGOING_INSIDE_HOSTS  # for the server it starts


def fill() -> None:
    """Bring the town to what the demo shows; what is there already is left as it is. What it writes down is in the
    installation's language, what it says meanwhile in the person's."""
    begins, building, filling = _("Building the town"), _("Building %(name)s"), _("Filling %(room)s")
    with Progress(console=out, transient=True) as progress, override(settings.LANGUAGE_CODE):
        task = progress.add_task(begins, total=len(TOWN) + len(ROOMS))
        town: DemoTown = build_town(
            lambda name: progress.update(task, description=building % {"name": name}, advance=1)
        )
        for room in ROOMS:
            progress.update(task, description=filling % {"room": room.rpartition(".")[2]})
            import_module(f"{room}.demo").fill(town)
            progress.advance(task)


def _reset(*, confirmed: bool) -> None:
    if settings.ENVIRONMENT.embedded is None or settings.ADMIN_ADDRESS is None:
        fail(_("The demo is only reset on the embedded database."), remedy=_("Make a new, empty database yourself."))
    if not confirmed:
        typer.confirm(_("This throws away everything in the demo town. Go on?"), abort=True)
    with out.status(_("Throwing the old town away ...")):
        drop_database(settings.ADMIN_ADDRESS, settings.DATABASES["default"]["NAME"])


def _welcome() -> None:
    table = Table(
        _("organisation"),
        whole(_("address")),  # to be clicked on, and copied
        _("roles you can sign in with"),
        title=_("The demo town is open"),
    )
    with transaction.atomic():
        tenants = {tenant.slug: tenant for tenant in Tenant.objects.all()}
    for place in TOWN:
        tenant = tenants[place.slug]
        table.add_row(tenant.name, tenant.address, ", ".join(place.roles))
    print_table(table)
    out.print(_("Sign in as ROLE@SHORT-NAME.example, such as pilot_lead@mechelen.example."), markup=False)
    out.print(_("The password of every demo login is: %(password)s") % {"password": DEMO_PASSWORD})
    first = tenants["mechelen"].address
    out.print(_("Try this first:"))
    out.print(
        "  "
        + _("1. %(address)s/pilots/ as pilot_lead@mechelen.example: a pilot from its goal to its decision")
        % {"address": first},
        markup=False,
    )
    out.print(
        "  "
        + _("2. %(address)s/services/ as developer@zottegem.example: open your own try-out")
        % {"address": tenants["zottegem"].address}
    )
    out.print(
        "  "
        + _("3. %(address)s/developers/explorer/ as developer@aalst.example: query the gateway")
        % {"address": tenants["aalst"].address}
    )
    out.print(_("Stop with Ctrl-C; the town is kept. Start anew with: vlavirgem demo --reset"))
