"""Rows become records by what the columns are called, or by what a person says they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.formats import TABLE, Source
from vlavirgem_graphql.datasets.mapping.targets import Mapping
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.datasets.tables.reading import Table, read_table
from vlavirgem_graphql.datasets.tables.records import mapping_for, records_of, suggested_columns, unused_columns
from vlavirgem_graphql.exchange.kinds.association import ASSOCIATION
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

BASE = "https://aalst.example/id/organisation/"
TABLE_OF_TWO = Table(
    ["nis", "naam", "postcodes"],
    [{"nis": "41002", "naam": "Aalst", "postcodes": "9300; 9308"}, {"nis": "71016", "naam": "Genk"}],
)


def records(table: Table, mapping: Mapping | None = None) -> list[RecordDraft]:
    return list(records_of(table, ORGANISATION, mapping or suggested_columns(ORGANISATION, table), BASE))


def test_columns_are_known_by_their_names_and_a_number_identifies_a_row() -> None:
    first, second = records(TABLE_OF_TWO)

    assert first.body == {"uri": BASE + "41002", "name": "Aalst", "nisCode": "41002", "postalCodes": ["9300", "9308"]}
    assert second.key == BASE + "71016"


def test_an_address_identifies_a_row_as_it_is() -> None:
    (draft,) = records(Table(["uri", "naam"], [{"uri": "http://a.example/1", "naam": "Aalst"}]))

    assert draft.key == "http://a.example/1"


def test_a_column_that_repeats_itself_does_not_identify_and_one_must_be_chosen() -> None:
    table = Table(["code", "naam"], [{"code": "1", "naam": "Aalst"}, {"code": "1", "naam": "Aalst"}])

    with pytest.raises(Refusal, match="identif") as refused:
        records(table)

    assert refused.value.code == "no-identifier"


def test_a_row_without_its_identifier_or_name_is_refused_alone() -> None:
    table = Table(["nis", "naam"], [{"naam": "Aalst"}, {"nis": "2"}, {"nis": "3", "naam": "Genk"}, {}])

    drafts = records(table, {"uri": "/nis", "name": "/naam"})

    assert [bool(draft.refused) for draft in drafts] == [True, True, False, True]
    assert drafts[0].key.endswith("2"), "the row as a person counts it, under the names of the columns"


def test_the_title_identifies_a_row_before_any_other_text_and_a_description_or_a_day_never() -> None:
    columns = ["Beschrijving", "Geldig tot", "Titel"]
    rows = [
        {"Beschrijving": "Een boom kappen", "Geldig tot": "2027-01-01", "Titel": "Kapvergunning"},
        {"Beschrijving": "Een straat afsluiten", "Geldig tot": "2028-01-01", "Titel": "Inname"},
    ]

    named = suggested_columns(PUBLIC_SERVICE, Table(columns, rows))
    untitled = suggested_columns(
        PUBLIC_SERVICE, Table(columns, [*rows, {"Beschrijving": "x", "Geldig tot": "2029-01-01"}])
    )

    assert named["uri"] == "/Titel"
    assert "uri" not in untitled


def test_a_column_with_the_name_of_one_part_of_a_group_fills_it() -> None:
    row = {"nis": "1", "naam": "Club", "Straat": "Markt", "E-mail": "club@example.org"}
    table = Table(list(row), [row])

    mapping = suggested_columns(ASSOCIATION, table)

    assert (mapping["locations/street"], mapping["contactPoints/email"]) == ("/Straat", "/E-mail")


def test_a_refused_row_says_which_it_is_and_in_which_column_it_does_not_fit() -> None:
    table = Table(
        ["nis", "naam", "dag"],
        [{"nis": "1", "naam": "Koor", "dag": "31/02/2001"}, {"nis": "2", "naam": "Club", "dag": "1/2/2001"}],
    )

    refused, taken = records_of(table, ASSOCIATION, {"uri": "/nis", "name": "/naam", "startDate": "/dag"}, BASE)

    assert (refused.title, refused.place.endswith("2, dag"), taken.refused) == ("Koor", True, "")


def test_the_columns_that_fill_no_field_are_known() -> None:
    assert unused_columns(TABLE_OF_TWO, {"uri": "/nis", "name": "/naam"}) == ["postcodes"]


def test_a_choice_goes_before_what_a_name_suggests() -> None:
    table = Table(["nis", "naam", "officieel"], [{"nis": "1", "naam": "Aalst", "officieel": "Stad Aalst"}])

    mapping = mapping_for(ORGANISATION, table, {"name": "/officieel", "nisCode": ""})

    assert (mapping["name"], "nisCode" in mapping) == ("/officieel", False)


@pytest.mark.parametrize("chosen", [{"colour": "/naam"}, {"name": "/kleur"}], ids=["field", "column"])
def test_a_field_or_column_that_is_not_there_is_refused(chosen: Mapping) -> None:
    with pytest.raises(Refusal) as refused:
        mapping_for(ORGANISATION, TABLE_OF_TWO, chosen)

    assert refused.value.code == "unknown-field"


def test_what_was_exported_is_known_again_by_the_names_of_the_fields() -> None:
    table = Table(
        ["uri", "name", "sites/street"], [{"uri": "http://a.example/1", "name": "A", "sites/street": "Markt"}]
    )

    (draft,) = records(table)

    assert draft.body["sites"] == [{"street": "Markt"}]


def test_the_real_table_of_municipalities_is_imported_whole(shared_data: Path) -> None:
    content = (shared_data / "municipalities" / "gemeenten-285-afgeleid.csv").read_bytes()

    drafts = read_file(TABLE, Source(content=content, kind=ORGANISATION, base=BASE))

    assert (len(drafts), [draft.refused for draft in drafts if draft.refused]) == (285, [])
    assert len(read_table(content).columns) == 11
