"""`vlavirgem service`: the catalogue from a terminal."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli import service_conformance, service_opening, service_quality
from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.service_named import ServiceName, own_service
from vlavirgem.cli.tables import print_table, whole
from vlavirgem_sandbox.catalogue.comparing import comparison_of
from vlavirgem_sandbox.catalogue.description_files import describe_from, description_of
from vlavirgem_sandbox.catalogue.gathering import gathered
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion, Theme
from vlavirgem_sandbox.catalogue.services import ServiceDetails, Upload, publish_service
from vlavirgem_sandbox.catalogue.services_lifecycle import deprecate_version
from vlavirgem_sandbox.catalogue.upload import ContractFile, refuse_recording_size
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="The services that agencies publish.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_DESCRIPTION_BYTES = 100_000


@app.command()
def publish(  # noqa: PLR0913 - an option of the command is an argument here
    file: Annotated[
        Path,
        typer.Argument(help="The OpenAPI or AsyncAPI document (JSON or YAML), the WSDL, the GraphQL schema, or a zip."),
    ],
    agency: Annotated[str, typer.Option(help="Short name of the organisation that publishes.")],
    name: Annotated[str, typer.Option(help="Name of the service; empty: the title of the contract.")] = "",
    summary: Annotated[str, typer.Option(help="One sentence; empty: from the contract.")] = "",
    theme: Annotated[Theme, typer.Option(help="What the service is about.")] = Theme.GOVERNMENT,
    samples: Annotated[Path | None, typer.Option(help="Folder with sample answers (XML) that go with a WSDL.")] = None,
    examples: Annotated[
        Path | None, typer.Option(help="Postman collection (v2.1) or HAR file whose calls become examples.")
    ] = None,
    *,
    trial: Annotated[bool, typer.Option("--trial", help="Put it in trial first: it may still change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check a contract and put it live, or say what is wrong with it (exit code 1).

    With a contract go the files that it refers to by relative paths; with a WSDL or a GraphQL schema also the
    personas.yaml (or .json) beside it.
    """
    with database():
        contract, recording = _contract(file, samples), _recording(examples)
        publisher = find_tenant(agency)
        details = ServiceDetails(name=name, summary=summary, theme=theme)

        def publish() -> dict[str, object]:
            actor = Actor.system(publisher)
            return _told(
                publish_service(actor=actor, file=contract, details=details, recording=recording, in_trial=trial)
            )

        told = kept_for(publisher, publish)
        if as_json:
            print_json(told)
        else:
            _print(told)


@app.command("list")
def list_services(
    tenant: Annotated[str, typer.Option(help="Short name of the organisation whose eyes to look through.")] = "net",
    search: Annotated[str, typer.Option(help="Words of name, summary, operations or themes.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List what an organisation finds in the catalogue."""
    with database(), tenant_scope(find_tenant(tenant)):
        columns = (
            "owner__slug",
            "slug",
            "name",
            "themes",
            "kind",
            "standing",
            "latest_number",
            "latest_operations",
        )
        found = list(Service.objects.offered().about(search).for_cards().values_list(*columns))
    words = ("service", "name", "themes", "kind", "state", "version", "operations")
    rows = [dict(zip(words, (f"{agency}/{slug}", *rest), strict=True)) for agency, slug, *rest in found]
    if as_json:
        print_json(rows)
        return
    table = Table(whole(_("service")), _("name"), _("themes"), _("kind"), _("state"), _("version"), _("operations"))
    for row in rows:
        table.add_row(*(", ".join(value) if isinstance(value, list) else str(value) for value in row.values()))
    print_table(table)


@app.command()
def compare(
    service: ServiceName,
    older: Annotated[int, typer.Argument(help="Number of the older version.")],
    newer: Annotated[int, typer.Argument(help="Number of the newer version.")],
    tenant: Annotated[str, typer.Option(help="Short name of the organisation whose eyes to look through.")] = "net",
    *,
    as_json: AsJson = False,
) -> None:
    """Say what changed between two versions. Exit code 1 when a change breaks programs that keep to the older one."""
    agency, _slash, slug = service.partition("/")
    with database(), tenant_scope(find_tenant(tenant)) as reader:
        named = ServiceVersion.objects.filter(service__owner__slug=agency, service__slug=slug)
        versions = {version.number: version for version in named.for_pages_of(reader).without_document()}
        if not {older, newer} <= versions.keys():
            fail(
                _("There is no %(service)s with versions %(older)s and %(newer)s.")
                % {"service": service, "older": older, "newer": newer},
                remedy=_("See: %(command)s") % {"command": "vlavirgem service list"},
            )
        comparison = comparison_of(versions[older], versions[newer])
    if as_json:
        print_json([asdict(change) for change in comparison.changes])
    else:
        table = Table(_("consequence"), _("operation"), _("where"), _("what"))
        for change in comparison.changes:
            where = " ".join(part for part in (change.part, change.subject, change.field) if part)
            table.add_row(change.level, change.operation, where, change.message)
        print_table(table)
    if comparison.counts["breaking"]:
        raise typer.Exit(1)


@app.command()
def deprecate(
    service: ServiceName,
    version: Annotated[int, typer.Argument(help="Number of the version that ends.")],
    last_day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Until when it can be counted on.")],
    reason: Annotated[str, typer.Option(help="Why; municipalities read this.")],
    successor: Annotated[int | None, typer.Option(help="Number of the version that comes in its place.")] = None,
) -> None:
    """Announce the last day of a live version. Calls to try-outs of it say so; after that day it is withdrawn."""
    agency, _slash, slug = service.partition("/")
    with database(), tenant_scope(find_tenant(agency)) as publisher:
        ours = own_service(publisher, slug).versions.without_document().filter(number=version).first()
        if ours is None:
            fail(
                _("There is no %(service)s with version %(version)s.") % {"service": service, "version": version},
                remedy=_("See: %(command)s") % {"command": "vlavirgem service list"},
            )
        deprecate_version(
            actor=Actor.system(publisher),
            version=ours,
            last_day=last_day.date(),
            successor=successor,
            reason=reason,
        )
    out.print(
        _("%(service)s: version %(version)s is deprecated, with %(last_day)s as its last day.")
        % {"service": service, "version": version, "last_day": f"{last_day:%Y-%m-%d}"}
    )


@app.command()
def describe(
    service: ServiceName,
    file: Annotated[
        Path | None, typer.Argument(help="Description as YAML or JSON; without it, print what is told.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say who a service is for, who answers questions, its licence, roadmap and the like; or print that.

    A list under `roadmap` (each with when, what and state) replaces the whole roadmap; what the file leaves out of
    name, summary, themes and roadmap stays.
    """
    agency, _slash, slug = service.partition("/")
    given = _description_file(file) if file is not None else None
    with database(), tenant_scope(find_tenant(agency)) as publisher:
        found = own_service(publisher, slug)
        if given is not None:
            found = describe_from(given, actor=Actor.system(publisher), service=found)
        told = description_of(found)
    if as_json or given is None:
        print_json(told)
    else:
        out.print(_("%(name)s: described.") % {"name": found.name}, markup=False)


def _description_file(file: Path) -> dict[str, object]:
    """Its content; ends the command where it is none."""
    if not file.is_file() or file.stat().st_size > _DESCRIPTION_BYTES:
        fail(
            _("%(file)s is no file of at most 100 kB.") % {"file": file},
            remedy=_("Name a YAML or JSON file with the description."),
        )
    try:
        read = yaml.safe_load(file.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        fail(
            _("%(file)s is no YAML or JSON.") % {"file": file},
            place=str(error).replace("\n", " "),
            remedy=_("Repair it there."),
        )
    if not isinstance(read, dict):
        fail(_("%(file)s holds no properties.") % {"file": file}, remedy=_("Write lines such as `licence: EUPL-1.2`."))
    return read


def _contract(file: Path, samples: Path | None) -> ContractFile:
    """The file's bytes, with what it refers to."""
    if not file.is_file():
        fail(
            _("There is no file %(file)s.") % {"file": file},
            remedy=_("Name an OpenAPI document (JSON or YAML), a WSDL, a GraphQL schema or a zip."),
        )
    return gathered(file, samples=samples)


def _recording(file: Path | None) -> ContractFile | None:
    if file is None:
        return None
    if not file.is_file():
        fail(_("There is no file %(file)s.") % {"file": file}, remedy=_("Name a Postman collection or a HAR file."))
    refuse_recording_size(file.stat().st_size, file.name)
    return ContractFile(data=file.read_bytes(), filename=file.name)


def _told(upload: Upload) -> dict[str, object]:
    version: ServiceVersion = upload.version
    return {
        "service": f"{version.service.owner.slug}/{version.service.slug}",
        "name": version.service.name,
        "version": version.number,
        "state": version.state,
        "unchanged": upload.unchanged,
        "examples_added": upload.examples,
        "examples_left_out": upload.left_out,
        "digest": version.digest,
        "operations": version.operation_count,
        "working": version.working_count,
        "messages": len(version.messages),
        "not_working": [
            {"operation": operation["key"], "why": operation["why_not"]}
            for operation in version.operations
            if not operation["works"]
        ],
        "problems": version.problems,
    }


def _print(told: dict[str, object]) -> None:
    if told["unchanged"]:
        out.print(
            _("%(name)s: this very contract is version %(version)s already; nothing was changed.")
            % {"name": told["name"], "version": told["version"]}
        )
        return
    stands = _("in trial") if told["state"] == "trial" else _("live")
    out.print(
        _("%(name)s (%(service)s): version %(version)s is %(stands)s.")
        % {"name": told["name"], "service": told["service"], "version": told["version"], "stands": stands}
    )
    if told["examples_added"]:
        left = told["examples_left_out"]
        out.print(
            "  "
            + _("%(count)s recorded calls are examples now, %(left)s were left out.")
            % {"count": told["examples_added"], "left": left}
        )
    out.print(
        "  "
        + _("%(working)s of %(operations)s operations can be tried.")
        % {"working": told["working"], "operations": told["operations"]}
    )
    for refused in told["not_working"]:  # type: ignore[attr-defined]  # made by _told
        out.print(f"  - {refused['operation']}: {refused['why']}", markup=False)
    for problem in told["problems"]:  # type: ignore[attr-defined]
        out.print(f"  {problem['severity']}: {problem['place']} {problem['message']}", markup=False)


app.command("quality")(service_quality.command)
app.command("endpoint")(service_conformance.endpoint)
app.command("allow-host")(service_conformance.allow_host)
app.command("open-endpoint")(service_opening.open_endpoint_)
app.command("close-endpoint")(service_opening.close_endpoint)
app.command("conform")(service_conformance.conform)
app.command("conform-due")(service_conformance.conform_due)
