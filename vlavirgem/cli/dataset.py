"""`vlavirgem dataset`: a tenant's own datasets from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli import dataset_export, dataset_feed, dataset_formats, dataset_remove, dataset_rename, dataset_tryout
from vlavirgem.cli.dataset_reports import FileReport, guarded, report_of_drafts, report_of_run, tell
from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.tables import print_table
from vlavirgem_graphql.datasets.formats import TURTLE, Source, base_for
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.rdf.origin import origin_of
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset, read_file
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.municipalities.register import find_municipality
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="An organisation's own datasets.", no_args_is_help=True)
importing = typer.Typer(help="Import a dataset from files, or from what a try-out remembers.", no_args_is_help=True)
app.add_typer(importing, name="import")
app.command("export")(dataset_export.command)
app.command("follow")(dataset_feed.command)
app.command("rename")(dataset_rename.command)
app.command("remove")(dataset_remove.command)
importing.command("tryout")(dataset_tryout.command)
dataset_formats.add_to(importing)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@importing.command()
def lpdc(
    files: Annotated[list[Path], typer.Argument(help="Product catalogues as Turtle, as LPDC exports them.")],
    tenant: Annotated[
        str, typer.Option(help="Short name of the organisation; empty: the municipality in each file's name.")
    ] = "",
    title: Annotated[str, typer.Option(help="One dataset for all files; empty: one per municipality.")] = "",
    *,
    as_drafts: dataset_formats.Drafts = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check the files; store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import product catalogues; say of each record what became of it. Exit code 1 where a file could not be read."""
    missing = [file for file in files if not file.is_file()]
    if missing:
        fail(_("There is no file %(file)s.") % {"file": missing[0]}, remedy=_("Name one or more .ttl files."))
    reports = []
    with Progress(console=err, transient=True) as progress:
        steps = progress.track(files, description=_("Catalogues"))
        if dry_run:
            reports = [guarded(file, _read) for file in steps]
        else:
            with database():
                reports = [
                    guarded(file, lambda file: _import(file, tenant, title, as_drafts=as_drafts)) for file in steps
                ]
    tell(reports, as_json=as_json)


@app.command("list")
def list_datasets(
    tenant: Annotated[str, typer.Option(help="Short name of the organisation.")], *, as_json: AsJson = False
) -> None:
    """List an organisation's datasets."""
    with database(), tenant_scope(find_tenant(tenant)):
        columns = ("id", "kind", "title", "record_count")
        rows = [
            {"id": str(pk), "kind": kind, "title": name, "records": count}
            for pk, kind, name, count in Dataset.objects.with_counts().values_list(*columns)
        ]
    if as_json:
        print_json(rows)
        return
    table = Table(_("title"), _("kind"), _("records"))
    for row in rows:
        table.add_row(str(row["title"]), str(row["kind"]), str(row["records"]))
    print_table(table)


def _read(file: Path) -> FileReport:
    return report_of_drafts(
        file,
        read_file(TURTLE, Source(content=file.read_bytes(), kind=PUBLIC_SERVICE, base=base_for(None, PUBLIC_SERVICE))),
    )


def _import(file: Path, slug: str, title: str, *, as_drafts: bool) -> FileReport:
    origin = origin_of(file.name)
    owner = find_tenant(slug or find_municipality(origin).slug)
    name = title or f"Productencatalogus {origin.capitalize()}"

    def store() -> FileReport:
        actor = Actor.system(owner)
        dataset = open_dataset(actor=actor, kind=PUBLIC_SERVICE.name, title=name)
        run = import_catalogue(
            actor=actor, dataset=dataset, source=file.read_bytes(), file_name=file.name, as_drafts=as_drafts
        )
        return report_of_run(file, name, run)

    return kept_for(owner, store)
