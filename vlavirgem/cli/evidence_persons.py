"""`vlavirgem evidence persons` and `forget`: who stands in a log by name, and making that known to nobody any more."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli.ground import database, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem_graphql.evidence.services.forgetting import forget_person
from vlavirgem_graphql.exchange.named_persons import NamedPerson
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def persons(
    tenant: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the persons who stand in an organisation's log by name, with the id by which they are forgotten."""
    with database(), tenant_scope(find_tenant(tenant)):
        rows = [{"person": str(each.person_id), "name": each.name} for each in NamedPerson.objects.all()]
    if as_json:
        print_json(rows)
        return
    table = Table(whole(_("person")), _("name"))
    for row in rows:
        table.add_row(row["person"], row["name"])
    print_table(table)


def forget(
    tenant: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    person: Annotated[UUID, typer.Argument(help="Id of the person, as `vlavirgem evidence persons` lists it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands in the log. Write no names.")],
) -> None:
    """Destroy what ties a person's marks in the log to a name. The log, its checkpoints and every proof stay whole."""
    with database(), tenant_scope(find_tenant(tenant)) as one:
        event_id = forget_person(actor=Actor.system(one), person_id=person, reason=reason)
    out.print(_("Forgotten; on record as event %(id)s.") % {"id": event_id})
