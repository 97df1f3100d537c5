"""Query parameters that are named like a field choose rows, and one that is called sort puts them in order."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_sandbox.contracts.filtering import fits, in_order, is_order

ROW: dict[str, Any] = {
    "naam": "Koor",
    "actief": True,
    "aantal": 3,
    "activiteiten": ["zang", "jeugd"],
    "zetel": {"gemeente": {"nisCode": "12025", "naam": "Mechelen"}},
    "eind_datum": None,
}


@pytest.mark.parametrize(
    ("name", "wanted", "expected"),
    [
        ("naam", "Koor", True),
        ("naam", "koor", True),
        ("naam", "Fanfare", False),
        ("actief", "true", True),
        ("actief", False, False),
        ("aantal", 3.0, True),
        ("aantal", ["2", "3"], True),
        ("aantal", ["2", "4"], False),
        ("activiteiten", "jeugd", True),
        ("activiteiten", ["sport", "zang"], True),
        ("activiteiten", "sport", False),
        ("gemeente", "12025", True),
        ("gemeente", "44021", False),
        ("nis-code", "12025", True),
        ("eindDatum", "2026-01-01", True),
        ("onbekend", "x", True),
    ],
)
def test_a_row_fits_where_its_field_holds_what_is_asked(name: str, wanted: Any, *, expected: bool) -> None:
    assert fits(ROW, [(name, wanted)]) is expected


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("naam", "abc"),
        ("-naam", "cba"),
        ("naam desc", "cba"),
        ("naam:desc", "cba"),
        ("jaar,naam", "acb"),
        (["-jaar", "naam"], "bac"),
        ("jaar,desc", "bca"),
    ],
)
def test_rows_come_in_the_order_that_is_asked_for(asked: Any, order: str) -> None:
    rows: list[dict[str, Any]] = [{"naam": "c", "jaar": 1}, {"naam": "a", "jaar": 1}, {"naam": "b", "jaar": 2}]

    assert is_order("sort", asked, rows)
    assert "".join(row["naam"] for row in in_order(rows, rows, [("sort", asked)])) == order


def test_a_parameter_that_is_called_sort_and_names_no_field_is_no_order() -> None:
    assert not is_order("sort", "gewicht", [ROW])
    assert not is_order("naam", "naam", [ROW])
    assert is_order("order-by", "naam", [ROW])
