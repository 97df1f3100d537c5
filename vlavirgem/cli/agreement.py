"""`vlavirgem agreement`: an organisation's agreements, and the protocol of each as a document."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem_graphql.exchange.models import Agreement, Delegation, OpenTerms
from vlavirgem_graphql.exchange.protocol import protocol_document, protocol_name
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.delegating import Delegate, revoke_delegation
from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms
from vlavirgem_graphql.exchange.templatetags.exchange import last_day
from vlavirgem_graphql.gateway.delegated_keys import delegate_with_key, last_uses
from vlavirgem_sandbox.purchases.kbo import format_kbo_number
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
    with database(), tenant_scope(find_tenant(tenant)):
        parties = Agreement.objects.select_related("consumer", "provider").with_last_act()
        rows = [_row(agreement) for agreement in parties]
    if as_json:
        print_json(rows)
        return
    table = Table(whole("id"), _("reads"), _("provides"), _("data"), _("last day"), _("state"))
    for row in rows:
        table.add_row(*row.values())
    print_table(table)


@app.command()
def protocol(
    agreement_id: AgreementId,
    tenant: OfTenant,
    to: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
) -> None:
    """Write the protocol that the parties publish (e-governmentdecreet, article 8): a PDF in Dutch."""
    if not to.is_dir():
        fail(_("There is no folder %(to)s.") % {"to": to}, remedy=_("Make it first, or name another one."))
    with database(), tenant_scope(find_tenant(tenant)):
        agreement = _agreement(agreement_id, tenant)
        content, file = protocol_document(agreement), to / protocol_name(agreement)
    file.write_bytes(content)
    out.print(_("%(file)s  %(count)s bytes") % {"file": file, "count": f"{len(content):,}"}, highlight=False)


@app.command("open-terms")
def open_terms_(
    tenant: OfTenant, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Terms that an organisation can accept as they are, its own, and those of open data."""
    with database(), tenant_scope(find_tenant(tenant)):
        rows = [_open_row(terms) for terms in OpenTerms.objects.open().select_related("owner")]
    if as_json:
        print_json(rows)
        return
    table = Table(whole("id"), _("provides"), _("data"), _("for whom"), _("last day"))
    for row in rows:
        table.add_row(*row.values())
    print_table(table)


@app.command()
def accept(
    terms_id: Annotated[
        UUID, typer.Argument(metavar="ID", help="The id of the terms, as `vlavirgem agreement open-terms` prints it.")
    ],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation that accepts.")],
) -> None:
    """Accept open terms as they are, where no advice of a data protection officer is needed: in force at once."""
    with database(), tenant_scope(find_tenant(tenant)) as ours:
        terms = OpenTerms.objects.select_related("owner", "offer").filter(pk=terms_id).first()
        if terms is None:
            fail(
                _("There are no terms %(id)s.") % {"id": terms_id},
                remedy=_("See: %(command)s") % {"command": f"vlavirgem agreement open-terms --tenant {tenant}"},
            )
        made = accept_open_terms(actor=Actor.system(ours), terms=terms, advice=NO_PERSONAL_DATA)
    out.print(f"{made.offer_title}  {made.pk}", highlight=False)


@app.command()
def delegate(
    agreement_id: AgreementId,
    tenant: Annotated[str, typer.Option(help="Short name of the organisation that reads under the agreement.")],
    client: Annotated[str, typer.Option(help="Name of the application that will read.")],
    supplier: Annotated[str, typer.Option(help="Name of the organisation whose application it is.")],
    kbo: Annotated[str, typer.Option(help="KBO number of that organisation.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; empty: as long as the agreement.")
    ] = None,
    *,
    introspect: Annotated[bool, typer.Option("--introspect", help="Its key may read its part of the schema.")] = False,
) -> None:
    """Have a supplier's client read for an organisation under an agreement that lets it; prints its key, once."""
    with database(), tenant_scope(find_tenant(tenant)) as ours:
        agreement = _agreement(agreement_id, tenant)
        ends = agreement.valid_until if until is None else period_of(until.date(), until.date())[1]
        delegation, text = delegate_with_key(
            actor=Actor.system(ours),
            agreement=agreement,
            to=Delegate(client_name=client, supplier_name=supplier, supplier_kbo=kbo),
            until=ends,
            may_introspect=introspect,
        )
    out.print(f"{delegation}  {delegation.pk}", highlight=False)
    typer.echo(text)


@app.command()
def delegations(
    tenant: OfTenant, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Suppliers' clients that read for an organisation, and those that read its data for others."""
    with database(), tenant_scope(find_tenant(tenant)):
        parties = {each.pk: each for each in Agreement.objects.with_last_act()}
        listed = list(Delegation.objects.select_related("owner"))
        used = last_uses(listed)
        rows = [_delegation_row(each, parties[each.agreement_id], used.get(each.pk)) for each in listed]
    if as_json:
        print_json(rows)
        return
    table = Table(
        whole("id"), _("reads"), _("client"), _("supplier"), _("data"), _("last day"), _("last used"), _("state")
    )
    for row in rows:
        table.add_row(*row.values())
    print_table(table)


@app.command("revoke-delegation")
def revoke_delegation_(
    delegation_id: Annotated[
        UUID, typer.Argument(metavar="ID", help="Its id, as `vlavirgem agreement delegations` prints it.")
    ],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation that delegated.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the history of the agreement.")] = "",
) -> None:
    """Let a supplier's client no longer read: from the next request on its keys open nothing."""
    with database(), tenant_scope(find_tenant(tenant)) as ours:
        delegation = Delegation.objects.filter(pk=delegation_id).first()
        if delegation is None:
            fail(
                _("%(owner)s has no delegation %(id)s.") % {"owner": tenant, "id": delegation_id},
                remedy=_("See: %(command)s") % {"command": f"vlavirgem agreement delegations --tenant {tenant}"},
            )
        revoke_delegation(actor=Actor.system(ours), delegation=delegation, reason=reason)
    out.print(_("%(delegation)s no longer reads.") % {"delegation": delegation}, highlight=False)


def _agreement(agreement_id: UUID, tenant: str) -> Agreement:
    parties = Agreement.objects.select_related("consumer", "provider", "offer").with_last_act()
    agreement = parties.filter(pk=agreement_id).first()
    if agreement is None:
        fail(
            _("%(owner)s has no agreement %(id)s.") % {"owner": tenant, "id": agreement_id},
            remedy=_("See: %(command)s") % {"command": f"vlavirgem agreement list --tenant {tenant}"},
        )
    return agreement


def _delegation_row(delegation: Delegation, agreement: Agreement, used: datetime | None) -> dict[str, str]:
    return {
        "id": str(delegation.pk),
        "reads": delegation.owner.slug,
        "client": delegation.client_name,
        "supplier": f"{delegation.supplier_name} (KBO {format_kbo_number(delegation.supplier_kbo)})",
        "data": agreement.offer_title,
        "last_day": f"{localtime(delegation.valid_until - timedelta(microseconds=1)):%Y-%m-%d}",
        "last_used": f"{localtime(used):%Y-%m-%d %H:%M}" if used else "",
        "state": delegation.state(agreement.standing().state).value,
    }


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
