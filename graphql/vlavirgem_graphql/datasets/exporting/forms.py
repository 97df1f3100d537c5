"""The forms in which a dataset is exported: one list for the page, the command line and content negotiation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.exporting.contents import Contents
from vlavirgem_graphql.datasets.exporting.feed import as_feed
from vlavirgem_graphql.datasets.exporting.linked import as_json_ld, records_as_turtle, triples_of
from vlavirgem_graphql.datasets.exporting.report import report_of, violations_in
from vlavirgem_graphql.datasets.exporting.tables import as_csv, as_xlsx


@dataclass(frozen=True)
class ExportForm:
    """A way in which records are written: the end of the file's name, its media type, and how it is made."""

    name: str
    label: Any
    suffix: str
    media_type: str
    write: Callable[[Contents], bytes]


JSON_LD: Final = ExportForm(
    "json-ld", "JSON-LD", ".jsonld", "application/ld+json", lambda contents: as_json_ld(contents.kind, contents.bodies)
)
TURTLE: Final = ExportForm(
    "turtle", "Turtle", ".ttl", "text/turtle", lambda contents: records_as_turtle(contents.kind, contents.bodies)
)
REPORT: Final = ExportForm(
    "shacl-report",
    _("SHACL report of the Turtle"),
    ".shacl.ttl",
    "text/turtle",
    lambda contents: report_of(violations_in(contents.kind, triples_of(contents.kind, contents.bodies))),
)
FEED: Final = ExportForm("ldes", _("Page of a feed (LDES)"), ".ldes.ttl", "text/turtle", as_feed)
CSV: Final = ExportForm("csv", "CSV", ".csv", "text/csv", lambda contents: as_csv(contents.kind, contents.bodies))
XLSX: Final = ExportForm(
    "xlsx",
    _("Excel workbook"),
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    lambda contents: as_xlsx(contents.kind, contents.bodies),
)
EXPORT_FORMS: Final = {form.name: form for form in (JSON_LD, TURTLE, REPORT, FEED, CSV, XLSX)}
