"""`vlavirgem dataset`: a tenant's own datasets from a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli import dataset_tryout
from vlavirgem.cli.ground import database, err, fail, out
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.lpdc.origin import origin_of
from vlavirgem_graphql.datasets.models import Dataset, Outcome
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset, read_catalogue
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.municipalities.register import find_municipality
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="An organisation's own datasets.", no_args_is_help=True)
importing = typer.Typer(help="Import a dataset from files, or from what a try-out remembers.", no_args_is_help=True)
app.add_typer(importing, name="import")
importing.command("tryout")(dataset_tryout.command)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass
class FileReport:
    """What became of one file: how many records met which fate, and each record that is refused or remarked on."""

    municipality: str
    file: str
    dataset: str = ""
    problem: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)
    remarks: list[dict[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many records the file holds."""
        return sum(self.outcomes.get(outcome, 0) for outcome in Outcome.of_the_file())


@importing.command()
def lpdc(
    files: Annotated[list[Path], typer.Argument(help="Product catalogues as Turtle, as LPDC exports them.")],
    tenant: Annotated[
        str, typer.Option(help="Short name of the organisation; empty: the municipality in each file's name.")
    ] = "",
    title: Annotated[str, typer.Option(help="One dataset for all files; empty: one per municipality.")] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check the files; store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import product catalogues; say of each record what became of it. Exit code 1 where a file could not be read."""
    missing = [file for file in files if not file.is_file()]
    if missing:
        fail(f"There is no file {missing[0]}.", remedy="Name one or more .ttl files.")
    reports = []
    with Progress(console=err, transient=True) as progress:
        steps = progress.track(files, description="Catalogues")
        if dry_run:
            reports = [_guarded(file, _read) for file in steps]
        else:
            with database():
                reports = [_guarded(file, lambda file: _import(file, tenant, title)) for file in steps]
    if as_json:
        typer.echo(json.dumps(_told(reports), ensure_ascii=False, indent=2))
    else:
        _print(reports)
    if any(report.problem for report in reports):
        raise typer.Exit(1)


@app.command("list")
def list_datasets(
    tenant: Annotated[str, typer.Option(help="Short name of the organisation.")], *, as_json: AsJson = False
) -> None:
    """List an organisation's datasets."""
    with database():
        owner = find_tenant(tenant)
        with tenant_scope(owner):
            columns = ("id", "kind", "title", "record_count")
            rows = [
                {"id": str(pk), "kind": kind, "title": name, "records": count}
                for pk, kind, name, count in Dataset.objects.with_counts().values_list(*columns)
            ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("title", "kind", "records")
    for row in rows:
        table.add_row(str(row["title"]), str(row["kind"]), str(row["records"]))
    out.print(table)


def _guarded(file: Path, work: Callable[[Path], FileReport]) -> FileReport:
    """One file's refusal is its own: it stands in the report, and the other files go on."""
    try:
        return work(file)
    except Refusal as refusal:
        where = f" ({refusal.place})" if refusal.place else ""
        return FileReport(origin_of(file.name), file.name, problem=f"{refusal.message}{where} {refusal.remedy}")


def _read(file: Path) -> FileReport:
    drafts = read_catalogue(file.read_bytes())
    fates = Counter((Outcome.REFUSED if draft.refused else Outcome.IMPORTED).value for draft in drafts)
    remarks = [
        _remark(draft.key, draft.title, draft.refused or " ".join(draft.notes), draft.place)
        for draft in drafts
        if draft.refused or draft.notes
    ]
    return FileReport(origin_of(file.name), file.name, outcomes=dict(fates), remarks=remarks)


def _import(file: Path, slug: str, title: str) -> FileReport:
    origin = origin_of(file.name)
    owner = find_tenant(slug or find_municipality(origin).slug)
    with tenant_scope(owner):
        actor = Actor.system(owner)
        name = title or f"Productencatalogus {origin.capitalize()}"
        dataset = open_dataset(actor=actor, kind=PUBLIC_SERVICE.name, title=name)
        run = import_catalogue(actor=actor, dataset=dataset, source=file.read_bytes(), file_name=file.name)
        lines = run.lines.worth_reading().exclude(outcome=Outcome.ABSENT)
        remarks = [_remark(line.key, line.title, line.reason, line.place) for line in lines]
    return FileReport(origin, file.name, name, outcomes=run.counts, remarks=remarks)


def _remark(key: str, title: str, reason: str, place: str) -> dict[str, str]:
    return {"key": key, "title": title, "reason": reason, "place": place}


def _told(reports: list[FileReport]) -> dict[str, object]:
    return {
        "municipalities": len({report.municipality for report in reports}),
        "files": [{**asdict(report), "total": report.total} for report in reports],
        "total": sum(report.total for report in reports),
        "outcomes": _outcomes(reports),
    }


def _outcomes(reports: list[FileReport]) -> dict[str, int]:
    fates: Counter[str] = Counter()
    for report in reports:
        fates.update(report.outcomes)
    return {outcome.value: fates[outcome.value] for outcome in Outcome.of_the_file()}


def _print(reports: list[FileReport]) -> None:
    fates = [outcome.value for outcome in Outcome.of_the_file()]
    table = Table("municipality", "file", "records", *fates, "with a remark")
    for row in _rows(reports):
        table.add_row(*row)
    out.print(table)
    for report in reports:
        if report.problem:
            err.print(f"{report.file}: {report.problem}", style="bold red", markup=False)
        for remark in report.remarks:
            if not remark["title"] or report.outcomes.get(Outcome.REFUSED):
                out.print(f"  {remark['key']} {remark['place']}: {remark['reason']}", markup=False)
    municipalities = len({report.municipality for report in reports})
    total = sum(report.total for report in reports)
    out.print(
        f"{municipalities} municipalities, {len(reports)} files, {total} instances accounted for.", highlight=False
    )


def _rows(reports: list[FileReport]) -> Iterator[list[str]]:
    """A row per file, and the totals."""
    ordered = sorted(reports, key=lambda report: (report.municipality, report.file))
    for report in ordered:
        fates = [str(report.outcomes.get(outcome, 0)) for outcome in Outcome.of_the_file()]
        yield [report.municipality, report.file, str(report.total), *fates, str(len(report.remarks))]
    totals = [str(count) for count in _outcomes(reports).values()]
    remarks = sum(len(report.remarks) for report in reports)
    yield ["total", "", str(sum(report.total for report in reports)), *totals, str(remarks)]
