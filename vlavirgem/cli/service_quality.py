"""`vlavirgem service quality`: the score of a contract on disk or in the catalogue, and what would raise it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.table import Table
from rich.text import Text

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.accepting import accepted
from vlavirgem_sandbox.catalogue.gathering import gathered
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.quality import Quality, as_json_object, quality_of, told
from vlavirgem_sandbox.contracts.quality.measuring import measure
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.scope import tenant_scope

_PLACES_PRINTED = 5


def command(
    what: Annotated[str, typer.Argument(help="A contract on disk, or AGENCY/SERVICE as `service list` prints it.")],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation whose eyes to look through.")] = "net",
    version: Annotated[int | None, typer.Option(help="Number of the version; without it the newest live one.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a contract from 0 to 100, and say what would raise it and where. A file is read, and stored nowhere."""
    found = _quality_of_file(Path(what)) if Path(what).is_file() else _quality_of_service(what, tenant, version)
    if as_json:
        print_json(as_json_object(found))
        return
    out.print(_("%(score)s out of 100: %(word)s") % {"score": found.score, "word": found.word})
    table = Table(_("rule"), _("holds"), _("weight"), _("what to do, and where"))
    for rule in found.rules:
        places = [f"{lack.operation} {lack.place}".strip() for lack in rule.measure.lacking]
        where = "\n".join([rule.remedy, *places[:_PLACES_PRINTED]]) if places else ""
        table.add_row(rule.asks, f"{rule.measure.held}/{rule.measure.total}", str(rule.measure.weight), Text(where))
    print_table(table)


def _quality_of_file(file: Path) -> Quality:
    try:
        contract = accepted(gathered(file)).contract
    except Refusal as refusal:
        fail(refusal.message, place=refusal.place, remedy=refusal.remedy, details=refusal.details)
    return told(measure(contract))


def _quality_of_service(service: str, tenant: str, number: int | None) -> Quality:
    agency, _slash, slug = service.partition("/")
    with database(), tenant_scope(find_tenant(tenant)) as reader:
        named = ServiceVersion.objects.filter(service__owner__slug=agency, service__slug=slug)
        versions = named.for_pages_of(reader).without_document().select_related("service")
        wanted = versions.offered() if number is None else versions.filter(number=number)
        found = wanted.best_first().first()
        if found is None:
            fail(
                _("There is no %(service)s with such a version.") % {"service": service},
                remedy=_("See: %(command)s") % {"command": "vlavirgem service list"},
            )
        known = quality_of(found)
    if known is None:
        fail(
            _("The contract of %(service)s was never measured.") % {"service": service},
            remedy=_("Give the file of the contract instead."),
        )
    return known
