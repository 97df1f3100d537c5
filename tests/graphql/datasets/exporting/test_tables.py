"""Records as a table: what it cannot hold is made flat, and no cell of it becomes a formula."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from vlavirgem_graphql.datasets.exporting.tables import LONGEST, as_csv, as_xlsx
from vlavirgem_graphql.datasets.mapping.targets import targets_of
from vlavirgem_graphql.datasets.tables.reading import read_table
from vlavirgem_graphql.datasets.tables.records import records_of, suggested_columns
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION

AALST = {
    "uri": "http://a.example/1",
    "name": "Aalst",
    "nisCode": "41002",
    "postalCodes": ["9300", "9308"],
    "sites": [{"street": "Markt", "houseNumber": "1"}],
}


def test_a_table_comes_back_as_the_records_that_it_was() -> None:
    for content in (as_csv(ORGANISATION, [AALST]), as_xlsx(ORGANISATION, [AALST])):
        table = read_table(content)
        (draft,) = records_of(table, ORGANISATION, suggested_columns(ORGANISATION, table), "http://b.example/")

        assert draft.body == AALST


def test_each_field_and_each_part_of_a_group_has_a_column() -> None:
    head = as_csv(ORGANISATION, []).decode("utf-8-sig").strip().split(";")

    assert head == ["uri", *(target.name for target in targets_of(ORGANISATION))]


def test_members_of_a_group_stand_in_one_cell_with_bars_between_them() -> None:
    body = {**AALST, "sites": [{"street": "Markt"}, {"street": "Kaai"}]}

    assert "Markt | Kaai" in as_csv(ORGANISATION, [body]).decode("utf-8-sig")


def test_what_a_spreadsheet_would_work_out_stays_a_text() -> None:
    bodies = [{**AALST, "name": "=cmd|' /C calc'!A0", "purpose": "-5", "legalName": "@SUM(A1)"}]

    written = as_csv(ORGANISATION, bodies).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(as_xlsx(ORGANISATION, bodies))).active

    assert "'=cmd" in written
    assert "'@SUM" in written
    assert "'-5" not in written, "a number is no formula"
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+32 tel", "-naam", "@SUM(A1)", "\tx", "'=1+1", "''@a", "=", "-", "+", "@", "-2+3+cmd|' /C calc'!A0"],
)
def test_a_cell_that_a_spreadsheet_would_work_out_has_an_apostrophe_and_comes_back_without(text: str) -> None:
    body = {**AALST, "purpose": text}
    content = as_csv(ORGANISATION, [body])

    cells = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    table = read_table(content)
    (draft,) = records_of(table, ORGANISATION, suggested_columns(ORGANISATION, table), "http://b.example/")

    assert cells["purpose"] == f"'{text}"
    assert draft.body["purpose"] == text.strip()


@pytest.mark.parametrize("text", ["-5", "+32 9 210 10 10", "-1.234,50", "a=b", "1+1", "'s Gravenwezel", "x@y.example"])
def test_a_number_and_a_text_that_is_none_stay_as_they_are(text: str) -> None:
    content = as_csv(ORGANISATION, [{**AALST, "purpose": text}])

    assert next(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))["purpose"] == text
    assert read_table(content).rows[0]["purpose"] == text


def test_a_text_longer_than_a_cell_is_cut_in_a_workbook_only() -> None:
    body = {**AALST, "purpose": "x" * (LONGEST + 1)}

    assert "x" * (LONGEST + 1) in as_csv(ORGANISATION, [body]).decode("utf-8-sig")
    assert read_table(as_xlsx(ORGANISATION, [body])).rows[0]["purpose"] == "x" * LONGEST
