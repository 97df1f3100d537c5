"""`vlavirgem purchase`: joint purchases from a terminal."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem_sandbox.purchases.models import JointPurchase, TermName
from vlavirgem_sandbox.purchases.ocds import release_package
from vlavirgem_sandbox.purchases.services.legal_terms import record_term
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="Joint purchases: what there is, and as open data.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Reader = Annotated[str, typer.Option("--tenant", help="Short name of the organisation whose eyes to look through.")]


@app.command("list")
def list_purchases(tenant: Reader, *, as_json: AsJson = False) -> None:
    """List the purchases that an organisation runs or takes part in."""
    with database():
        reader = find_tenant(tenant)
        with tenant_scope(reader):
            found = list(JointPurchase.objects.for_list())
        rows = [
            {
                "id": str(purchase.pk),
                "title": purchase.title,
                "buyer": purchase.owner.slug,
                "state": purchase.state,
                "stage": purchase.stage,
            }
            for purchase in found
        ]
    if as_json:
        print_json(rows)
        return
    table = Table(whole("id"), _("title"), _("buyer"), _("state"), _("stage"))
    for row in rows:
        table.add_row(*row.values())
    print_table(table)


@app.command()
def ocds(
    purchase: Annotated[UUID, typer.Argument(help="The purchase's id (vlavirgem purchase list).")],
    tenant: Reader,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not the terminal.")] = None,
) -> None:
    """Print a purchase as an OCDS 1.1 release package, as far as the organisation may see it."""
    with database(), tenant_scope(find_tenant(tenant)) as reader:
        found = JointPurchase.objects.select_related("owner").filter(pk=purchase).first()
        if found is None:
            fail(
                _("%(name)s sees no purchase %(purchase)s.") % {"name": reader.name, "purchase": purchase},
                remedy=_("See: %(command)s") % {"command": f"vlavirgem purchase list --tenant {tenant}"},
            )
        package = json.dumps(release_package(found), ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(package)
    else:
        output.write_text(f"{package}\n", encoding="utf-8")
        out.print(_("Written to %(output)s.") % {"output": output})


@app.command()
def term(
    name: Annotated[TermName, typer.Argument(help="Which figure of procurement law.")],
    amount: Annotated[str, typer.Argument(help="Days, or EUR without VAT, such as 15 or 216000.")],
    valid_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="From which day it holds.")],
    source: Annotated[str, typer.Option(help="The law and the article.")],
    network: Annotated[str, typer.Option(help="Short name of the network's own organisation.")] = "net",
) -> None:
    """Record a figure of procurement law for the whole network, with its source and its first day."""
    try:
        figure = Decimal(amount)
    except InvalidOperation:
        fail(
            _("%(amount)s is no figure.") % {"amount": repr(amount)},
            remedy=_("Write it with a dot for decimals, such as 216000."),
        )
    with database():
        keeper = find_tenant(network)
        with tenant_scope(keeper):
            made = record_term(
                actor=Actor.system(keeper), name=name, amount=figure, valid_from=valid_from.date(), source=source
            )
        out.print(
            _("%(label)s: %(amount)s from %(valid_from)s (%(source)s).")
            % {
                "label": TermName(made.name).label,
                "amount": made.amount,
                "valid_from": made.valid_from,
                "source": made.source,
            },
            markup=False,
        )
