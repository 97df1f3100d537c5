"""The forms in which a dataset is exported: one list for the page, the command line and content negotiation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.exporting.linked import as_json_ld, records_as_turtle, triples_of
from vlavirgem_graphql.datasets.exporting.report import report_of, violations_in
from vlavirgem_graphql.datasets.exporting.tables import as_csv, as_xlsx
from vlavirgem_graphql.exchange.kinds import Kind

Body = Mapping[str, Any]


@dataclass(frozen=True)
class ExportForm:
    """A way in which records are written: the end of the file's name, its media type, and how it is made."""

    name: str
    label: Any
    suffix: str
    media_type: str
    write: Callable[[Kind, Iterable[Body]], bytes]


def _shacl_report(kind: Kind, bodies: Iterable[Body]) -> bytes:
    return report_of(violations_in(kind, triples_of(kind, bodies)))


JSON_LD: Final = ExportForm("json-ld", "JSON-LD", ".jsonld", "application/ld+json", as_json_ld)
TURTLE: Final = ExportForm("turtle", "Turtle", ".ttl", "text/turtle", records_as_turtle)
REPORT: Final = ExportForm("shacl-report", _("SHACL report of the Turtle"), ".shacl.ttl", "text/turtle", _shacl_report)
CSV: Final = ExportForm("csv", "CSV", ".csv", "text/csv", as_csv)
XLSX: Final = ExportForm(
    "xlsx",
    _("Excel workbook"),
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    as_xlsx,
)
EXPORT_FORMS: Final = {form.name: form for form in (JSON_LD, TURTLE, REPORT, CSV, XLSX)}
