"""`vlavirgem agreement`: an organisation's agreements, and the protocol of each as a document."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.utils.timezone import localtime
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem_graphql.exchange.models import Agreement, OpenTerms
from vlavirgem_graphql.exchange.protocol import protocol_document, protocol_name
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms
from vlavirgem_graphql.exchange.templatetags.exchange import last_day
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="Agreements on the exchange of data.", no_args_is_help=True)
OfTenant = Annotated[str, typer.Option(help="Short name of the organisation, one of the two parties.")]
AgreementId = Annotated[
    UUID, typer.Argument(metavar="ID", help="The agreement's id, as `vlavirgem agreement list` prints it.")
]


@app.command("list")
def list_(tenant: OfTenant, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """What an organisation gives and reads, or was asked for: with whom, until when, and where it stands."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            parties = Agreement.objects.select_related("consumer", "provider").with_last_act()
            rows = [_row(agreement) for agreement in parties]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("id", "reads", "provides", "data", "last day", "state")
    for row in rows:
        table.add_row(*row.values())
    out.print(table)


@app.command()
def protocol(
    agreement_id: AgreementId,
    tenant: OfTenant,
    to: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
) -> None:
    """Write the protocol that the parties publish (e-governmentdecreet, article 8): a PDF in Dutch."""
    if not to.is_dir():
        fail(f"There is no folder {to}.", remedy="Make it first, or name another one.")
    with database(), tenant_scope(find_tenant(tenant)):
        parties = Agreement.objects.select_related("consumer", "provider", "offer").with_last_act()
        agreement = parties.filter(pk=agreement_id).first()
        if agreement is None:
            fail(
                f"{tenant} has no agreement {agreement_id}.",
                remedy=f"See them all: vlavirgem agreement list --tenant {tenant}",
            )
        content, file = protocol_document(agreement), to / protocol_name(agreement)
    file.write_bytes(content)
    out.print(f"{file}  {len(content):,} bytes", highlight=False)


@app.command("open-terms")
def open_terms_(
    tenant: OfTenant, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Terms that an organisation can accept as they are, its own, and those of open data."""
    with database(), tenant_scope(find_tenant(tenant)):
        rows = [_open_row(terms) for terms in OpenTerms.objects.open().select_related("owner")]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("id", "provides", "data", "for whom", "last day")
    for row in rows:
        table.add_row(*row.values())
    out.print(table)


@app.command()
def accept(
    terms_id: Annotated[
        UUID, typer.Argument(metavar="ID", help="The id of the terms, as `vlavirgem agreement open-terms` prints it.")
    ],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation that accepts.")],
) -> None:
    """Accept open terms as they are, where no advice of a data protection officer is needed: in force at once."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            terms = OpenTerms.objects.select_related("owner", "offer").filter(pk=terms_id).first()
            if terms is None:
                fail(f"There are no terms {terms_id}.", remedy=f"See: vlavirgem agreement open-terms --tenant {tenant}")
            made = accept_open_terms(actor=Actor.system(ours), terms=terms, advice=NO_PERSONAL_DATA)
    out.print(f"{made.offer_title}  {made.pk}", highlight=False)


def _open_row(terms: OpenTerms) -> dict[str, str]:
    return {
        "id": str(terms.pk),
        "provides": terms.owner.slug,
        "data": terms.offer_title,
        "audience": terms.audience,
        "last_day": f"{localtime(terms.valid_until - timedelta(microseconds=1)):%Y-%m-%d}",
    }


def _row(agreement: Agreement) -> dict[str, str]:
    return {
        "id": str(agreement.pk),
        "reads": agreement.consumer.slug,
        "provides": agreement.provider.slug,
        "data": agreement.offer_title,
        "last_day": f"{localtime(last_day(agreement)):%Y-%m-%d}",
        "state": agreement.standing().state.value,
    }
