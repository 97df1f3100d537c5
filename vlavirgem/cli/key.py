"""`vlavirgem key`: keys of the gateway from a terminal, and the documents that each may ask for by hash."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.graphql_requests.limits import LIMITS
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.models import GatewayKey, TrustedDocument
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_graphql.gateway.trusted_documents import limit_key, trust_document, withdraw_document
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="Keys of the gateway.", no_args_is_help=True)
OfTenant = Annotated[str, typer.Option(help="Short name of the organisation.")]
Prefix = Annotated[str, typer.Argument(help="What the key starts with, as `vlavirgem key list` prints it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
POINTS = f"Points of cost a minute, {LIMITS.cost} or more; empty: as many as may be."


@app.command()
def make(
    label: Annotated[str, typer.Argument(help="The program that will use it.")],
    tenant: OfTenant,
    *,
    may: Annotated[list[KeyScope] | None, typer.Option(help="What it may do beside reading; several times.")] = None,
    introspect: Annotated[bool, typer.Option("--introspect", help="It may read the schema.")] = False,
    only_trusted: Annotated[bool, typer.Option("--only-trusted", help="It takes its trusted documents only.")] = False,
    points_a_minute: Annotated[int | None, typer.Option(help=POINTS)] = None,
) -> None:
    """Make a key; prints it once."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            _key, text = make_key(
                actor=Actor.system(ours),
                label=label,
                may_introspect=introspect,
                scopes=may or (),
                only_trusted=only_trusted,
                points_a_minute=points_a_minute,
            )
    typer.echo(text)


@app.command("list")
def list_keys(tenant: OfTenant, *, as_json: AsJson = False) -> None:
    """List an organisation's keys that are in use, with their trusted documents."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            keys = GatewayKey.objects.in_use().prefetch_related("trusted_documents")
            rows = [
                {
                    "prefix": key.prefix,
                    "label": key.label,
                    "may": list(key.scopes),
                    "only_trusted": key.only_trusted,
                    "points_a_minute": key.points_a_minute,
                    "documents": [
                        {"name": each.name, "id": each.document_id}
                        for each in key.trusted_documents.all()
                        if each.withdrawn_at is None
                    ],
                }
                for key in keys
            ]
    if as_json:
        print_json(rows)
        return
    table = Table(whole(_("prefix")), _("name"), _("may also"), _("trusted documents"))
    for row in rows:
        count = str(len(row["documents"])) + (" " + _("(only these)") if row["only_trusted"] else "")  # type: ignore[arg-type]
        table.add_row(str(row["prefix"]), str(row["label"]), ", ".join(row["may"]), count)  # type: ignore[arg-type]
    print_table(table)


@app.command()
def revoke(prefix: Prefix, tenant: OfTenant) -> None:
    """Take a key out of use, from the next request on."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            key = revoke_key(actor=Actor.system(ours), key=_key_of(prefix))
            out.print(_("%(label)s is revoked.") % {"label": key.label}, markup=False)


@app.command()
def trust(
    prefix: Prefix,
    tenant: OfTenant,
    files: Annotated[list[Path], typer.Option("--file", "-f", help="A GraphQL document; several times.")],
    *,
    only: Annotated[bool, typer.Option("--only", help="From now on the key takes its trusted documents only.")] = False,
) -> None:
    """Let a key ask for documents by their hash: all of the files, or none. Prints each id."""
    if missing := [file for file in files if not file.is_file()]:
        fail(_("There is no file %(file)s.") % {"file": missing[0]}, remedy=_("Name one or more .graphql files."))
    with database():
        ours, schema = find_tenant(tenant), gateway_schema().graphql
        with tenant_scope(ours):
            actor, key = Actor.system(ours), _key_of(prefix)
            made = [
                trust_document(actor=actor, key=key, text=file.read_text(encoding="utf-8"), schema=schema)
                for file in files
            ]
            if only:
                limit_key(actor=actor, key=key, only_trusted=True)
    for document in made:
        typer.echo(f"{document.document_id}  {document.name}")


@app.command()
def distrust(
    document_id: Annotated[str, typer.Argument(help="The id, which begins with sha256:.")],
    tenant: OfTenant,
) -> None:
    """Withdraw a trusted document, of every key that has it, from the next request on."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            found = list(TrustedDocument.objects.in_use().filter(digest=document_id.removeprefix("sha256:")))
            if not found:
                fail(
                    _("No key has a trusted document with this id."),
                    remedy=_("`vlavirgem key list --json` prints them."),
                )
            for document in found:
                withdraw_document(actor=Actor.system(ours), document=document)
            out.print(_("%(name)s is trusted no longer.") % {"name": found[0].name}, markup=False)


def _key_of(prefix: str) -> GatewayKey:
    found = list(GatewayKey.objects.in_use().filter(prefix__startswith=prefix)[:2])
    if len(found) != 1:
        said = _("Several keys start with %(prefix)s.") if found else _("No key in use starts with %(prefix)s.")
        fail(said % {"prefix": prefix}, remedy=_("`vlavirgem key list` prints what each starts with."))
    return found[0]
