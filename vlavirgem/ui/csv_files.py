"""A list as a file that a spreadsheet here opens: semicolons, UTF-8 with its mark."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse

from vlavirgem.ui.downloads import download

# A spreadsheet runs a cell that begins with one of these as a formula.
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The answer to a request for it; what would run as a formula gets an apostrophe in front."""
    response = download("", content_type="text/csv; charset=utf-8", name=name)
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(header)
    writer.writerows([_harmless(str(cell)) for cell in row] for row in rows)
    return response


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
