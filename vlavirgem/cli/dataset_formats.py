"""`vlavirgem dataset import FORMAT`: files of a format that the house reads, as records of a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress

from vlavirgem.cli.dataset_reports import FileReport, guarded, report_of_drafts, report_of_run, tell
from vlavirgem.cli.dataset_tryout import pairs_of
from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.kind_named import kind_named
from vlavirgem.cli.language import kept_for
from vlavirgem_graphql.datasets.formats import CEVI, FEED, JSON_LD, REFNIS, TABLE, TURTLE, Format, Source, base_for
from vlavirgem_graphql.datasets.mapping.places import place_of
from vlavirgem_graphql.datasets.services import import_file, open_dataset, read_file
from vlavirgem_graphql.datasets.tables.reading import read_table
from vlavirgem_graphql.datasets.tables.records import mapping_for
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor

_Files = Annotated[list[Path], typer.Argument(help="The files to import, into one dataset.")]
_Tenant = Annotated[
    str,
    typer.Option(help="Short name of the organisation; with --dry-run only a kind that an operator made needs it."),
]
_Title = Annotated[str, typer.Option(help="Title of the dataset; empty: the name of the kind.")]
_Kind = Annotated[str, typer.Option(help="Kind of record, as `public-service`, `organisation` or `event`.")]
_Codes = Annotated[
    Path | None, typer.Option(help="Code lists as Turtle: by their labels, codes of older lists are those of today.")
]
_Whole = Annotated[bool, typer.Option("--whole", help="The file holds all there is: remove what is not in it.")]
Drafts = Annotated[
    bool, typer.Option("--as-drafts", help="Keep what is new or changed as drafts: nobody else reads it.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check the files; store nothing.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(importing: typer.Typer) -> None:
    """Add a command per format."""
    importing.command("turtle")(turtle)
    importing.command("json-ld")(json_ld)
    importing.command("ldes")(ldes)
    importing.command("ipdc")(ipdc)
    importing.command("refnis")(refnis)
    importing.command("cevi")(cevi)
    importing.command("table")(table)


def turtle(  # noqa: PLR0913 - an option of the command is an argument here
    files: _Files,
    kind: _Kind,
    tenant: _Tenant = "",
    title: _Title = "",
    codes: _Codes = None,
    *,
    whole: _Whole = False,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import Turtle: each subject that is of the kind's class becomes a record."""
    work = _Import(TURTLE, kind, tenant, title, codes, whole=whole, as_drafts=as_drafts)
    work.run(files, dry_run=dry_run, as_json=as_json)


def json_ld(  # noqa: PLR0913 - an option of the command is an argument here
    files: _Files,
    kind: _Kind,
    tenant: _Tenant = "",
    title: _Title = "",
    codes: _Codes = None,
    *,
    whole: _Whole = False,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import JSON-LD. Its context stands in the file, or is that of one of the kinds here; nothing is fetched."""
    work = _Import(JSON_LD, kind, tenant, title, codes, whole=whole, as_drafts=as_drafts)
    work.run(files, dry_run=dry_run, as_json=as_json)


def ldes(
    files: _Files,
    kind: _Kind,
    tenant: _Tenant = "",
    title: _Title = "",
    *,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import pages of a feed (LDES) that were saved as files: the latest version of each thing becomes its record."""
    work = _Import(FEED, kind, tenant, title, None, whole=False, as_drafts=as_drafts)
    work.run(files, dry_run=dry_run, as_json=as_json)


def ipdc(
    files: _Files,
    tenant: _Tenant = "",
    title: _Title = "",
    codes: _Codes = None,
    *,
    whole: _Whole = False,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import concepts of the Flemish catalogue of public services (IPDC), as Turtle of today or of 2022."""
    work = _Import(TURTLE, PUBLIC_SERVICE.name, tenant, title, codes, whole=whole, as_drafts=as_drafts)
    work.run(files, dry_run=dry_run, as_json=as_json)


def refnis(
    files: _Files,
    tenant: _Tenant = "",
    title: _Title = "",
    *,
    whole: _Whole = False,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import the municipalities of Flanders from REFNIS (Turtle), as organisations."""
    work = _Import(REFNIS, ORGANISATION.name, tenant, title, None, whole=whole, as_drafts=as_drafts)
    work.run(files, dry_run=dry_run, as_json=as_json)


def cevi(
    files: _Files,
    tenant: _Tenant = "",
    title: _Title = "",
    *,
    whole: _Whole = False,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import a product catalogue as CEVI exports it (XML): each product is repaired, or refused with the reason."""
    work = _Import(CEVI, PUBLIC_SERVICE.name, tenant, title, None, whole=whole, as_drafts=as_drafts)
    work.run(files, dry_run=dry_run, as_json=as_json)


def table(  # noqa: PLR0913 - an option of the command is an argument here
    files: _Files,
    kind: _Kind,
    tenant: _Tenant = "",
    title: _Title = "",
    key: Annotated[str, typer.Option(help="Column that identifies a row; empty: the first that can.")] = "",
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", help="field=Column, as name=Naam; field= leaves it empty. May be given more than once."),
    ] = None,
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook; empty: the first.")] = "",
    *,
    whole: _Whole = False,
    as_drafts: Drafts = False,
    dry_run: _DryRun = False,
    as_json: _AsJson = False,
) -> None:
    """Import a table (CSV or XLSX): each row becomes a record, its columns by their names or as --map says."""
    work = _Import(TABLE, kind, tenant, title, None, whole=whole, as_drafts=as_drafts)
    work.sheet = sheet
    work.mapped = {field: place_of([column]) if column else "" for field, column in pairs_of(mapped or []).items()}
    if key:
        work.mapped[work.kind.key_field] = place_of([key])
    work.run(files, dry_run=dry_run, as_json=as_json)


class _Import:
    """An import of one or more files into one dataset of one organisation."""

    def __init__(
        self, form: Format, kind: str, tenant: str, title: str, codes: Path | None, *, whole: bool, as_drafts: bool
    ) -> None:
        self.kind = kind_named(kind, tenant)
        self.form, self.tenant, self.title = form, tenant, title
        self.whole, self.as_drafts = whole, as_drafts
        self.code_lists = codes.read_bytes() if codes is not None else b""
        self.mapped: dict[str, str] = {}
        self.sheet = ""

    def run(self, files: list[Path], *, dry_run: bool, as_json: bool) -> None:
        """Import each file, or only read it, and say what became of its records."""
        missing = [file for file in files if not file.is_file()]
        if missing:
            fail(_("There is no file %(file)s.") % {"file": missing[0]}, remedy=_("Name one or more files."))
        with Progress(console=err, transient=True) as progress:
            steps = progress.track(files, description=_("Files"))
            if dry_run:
                reports = [guarded(file, self._read) for file in steps]
            else:
                with database():
                    reports = [guarded(file, self._store) for file in steps]
        tell(reports, as_json=as_json)

    def _source(self, file: Path, owner: Tenant | None) -> Source:
        content = file.read_bytes()
        mapping = None
        if self.form is TABLE:
            mapping = mapping_for(self.kind, read_table(content, sheet=self.sheet), self.mapped)
        return Source(
            content=content,
            kind=self.kind,
            base=base_for(owner, self.kind),
            code_lists=self.code_lists,
            mapping=mapping,
            sheet=self.sheet,
        )

    def _read(self, file: Path) -> FileReport:
        return report_of_drafts(file, read_file(self.form, self._source(file, None)))

    def _store(self, file: Path) -> FileReport:
        owner = find_tenant(self.tenant)
        with override(owner.language):
            title = self.title or str(self.kind.plural)

        def store() -> FileReport:
            actor = Actor.system(owner)
            dataset = open_dataset(actor=actor, kind=self.kind.name, title=title)
            run = import_file(
                actor=actor,
                dataset=dataset,
                form=self.form,
                source=self._source(file, owner),
                file_name=file.name,
                whole=self.whole,
                as_drafts=self.as_drafts,
            )
            return report_of_run(file, title, run)

        return kept_for(owner, store)
