"""Real files come through the importers whole, and a record that is lost or changed is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlavirgem.cli import prove_real_files
from vlavirgem.cli.prove_real_files import MUNICIPALITIES, Reading, figures_of_real_files
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.formats import CEVI
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE


@pytest.mark.long
def test_every_real_file_is_accounted_for(shared_data: Path) -> None:
    found = {figure.name: figure for figure in figures_of_real_files(shared_data)}

    assert [name for name, figure in found.items() if not figure.holds] == []
    assert found["services of IPDC imported"].value == 1500
    assert found["services of LPDC imported"].value == 1151
    assert found["municipalities of REFNIS"].value == MUNICIPALITIES


def test_a_record_that_is_lost_on_the_way_shows(shared_data: Path) -> None:
    complete = prove_real_files._read(
        shared_data,
        ["lpdc/LPDC_CEVI.xml"],
        CEVI,
        PUBLIC_SERVICE,
        prove_real_files._PRODUCT,
    )
    lost = Reading(complete.held, complete.drafts[1:])

    assert [figure.holds for figure in prove_real_files._accounted("products", complete)] == [True] * 4
    assert [figure.holds for figure in prove_real_files._accounted("products", lost)] == [True, True, True, False]


def test_a_record_that_changes_on_the_way_shows() -> None:
    whole = {"uri": "https://a.example/1", "title": "Kermis", "entryType": "InstancePublicService"}
    no_field_of_the_kind = {**whole, "mayor": "x"}

    assert prove_real_files._changed(Reading(1, [RecordDraft(key="1", body=whole)])) == 0
    assert prove_real_files._changed(Reading(1, [RecordDraft(key="1", body=no_field_of_the_kind)])) == 1
