"""What became of the records of files, as `vlavirgem dataset import` tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.table import Table

from vlavirgem.cli.ground import err, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.models import ImportRun, Outcome
from vlavirgem_graphql.datasets.rdf.origin import origin_of

MOST_REMARKS: Final = 20
"""Different remarks on records of one file that are printed."""


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


def guarded(file: Path, work: Callable[[Path], FileReport]) -> FileReport:
    """One file's refusal is its own: it stands in the report, and the other files go on."""
    try:
        return work(file)
    except Refusal as refusal:
        where = f" ({refusal.place})" if refusal.place else ""
        return FileReport(origin_of(file.name), file.name, problem=f"{refusal.message}{where} {refusal.remedy}")


def report_of_drafts(file: Path, drafts: Iterable[RecordDraft]) -> FileReport:
    """What would become of each record of a file that was only read."""
    drafts = list(drafts)
    fates = Counter((Outcome.REFUSED if draft.refused else Outcome.IMPORTED).value for draft in drafts)
    remarks = [
        _remark(draft.key, draft.title, draft.refused or " ".join(draft.notes), draft.place)
        for draft in drafts
        if draft.refused or draft.notes
    ]
    return FileReport(origin_of(file.name), file.name, outcomes=dict(fates), remarks=remarks)


def report_of_run(file: Path, title: str, run: ImportRun) -> FileReport:
    """What became of each record of a file that was imported."""
    lines = run.lines.worth_reading().exclude(outcome=Outcome.ABSENT)
    remarks = [_remark(line.key, line.title, line.reason, line.place) for line in lines]
    return FileReport(origin_of(file.name), file.name, title, outcomes=run.counts, remarks=remarks)


def tell(reports: list[FileReport], *, as_json: bool) -> None:
    """Print the reports; exit code 1 where a file could not be read."""
    if as_json:
        print_json(_told(reports))
    else:
        _print(reports)
    if any(report.problem for report in reports):
        raise typer.Exit(1)


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
    fates = [str(outcome.label) for outcome in Outcome.of_the_file()]
    table = Table(_("municipality"), _("file"), _("records"), *fates, _("with a remark"))
    for row in _rows(reports):
        table.add_row(*row)
    print_table(table)
    for report in reports:
        if report.problem:
            err.print(f"{report.file}: {report.problem}", style="bold red", markup=False)
        for line in _lines(report):
            out.print(f"  {line}", markup=False, highlight=False)
    municipalities = len({report.municipality for report in reports})
    total = sum(report.total for report in reports)
    out.print(
        _("%(municipalities)s catalogues, %(count)s files, %(total)s records accounted for.")
        % {"municipalities": municipalities, "count": len(reports), "total": total},
        highlight=False,
    )


def _lines(report: FileReport) -> Iterator[str]:
    """A line for each record, where some were refused or have no title; the others by what is remarked, as hundreds of
    records of one source often lack the same."""
    alike: dict[str, list[str]] = {}
    for remark in report.remarks:
        if not remark["title"] or report.outcomes.get(Outcome.REFUSED):
            yield f"{remark['key']} {remark['place']}: {remark['reason']}"
        else:
            alike.setdefault(remark["reason"], []).append(remark["key"])
    by_count = sorted(alike.items(), key=lambda found: -len(found[1]))
    for reason, keys in by_count[:MOST_REMARKS]:
        many = ngettext("%(key)s: %(reason)s", "%(count)s records, the first %(key)s: %(reason)s", len(keys))
        yield many % {"count": len(keys), "key": keys[0], "reason": reason}
    if (more := len(by_count) - MOST_REMARKS) > 0:
        yield _("%(count)s more remarks; --json tells them all.") % {"count": more}


def _rows(reports: list[FileReport]) -> Iterator[list[str]]:
    """A row per file, and the totals."""
    ordered = sorted(reports, key=lambda report: (report.municipality, report.file))
    for report in ordered:
        fates = [str(report.outcomes.get(outcome, 0)) for outcome in Outcome.of_the_file()]
        yield [report.municipality, report.file, str(report.total), *fates, str(len(report.remarks))]
    totals = [str(count) for count in _outcomes(reports).values()]
    remarks = sum(len(report.remarks) for report in reports)
    yield [_("total"), "", str(sum(report.total for report in reports)), *totals, str(remarks)]
