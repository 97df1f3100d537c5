"""People and programs write dates, numbers and yes in many ways; a record holds them in one."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_graphql.datasets.mapping.values import as_held, day_of, members_of, moment_of
from vlavirgem_graphql.exchange.kinds.fields import code, number, text, yes_or_no

PAID, COUNT, PHONE = yes_or_no("paid", "", "Paid"), number("count", "", "Count"), text("phone", "", "Phone")


@pytest.mark.parametrize(
    ("written", "held"), [("Ja", True), ("x", True), ("neen", False), ("0", False), ("soms", "soms")]
)
def test_yes_and_no_are_read_in_words_and_anything_else_is_left(written: str, held: Any) -> None:
    assert as_held(PAID, written) is held or as_held(PAID, written) == held


@pytest.mark.parametrize(
    ("written", "held"), [("12", 12), ("1.234", 1234), ("-5", -5), ("1 000 000", 1000000), ("1,5", "1,5")]
)
def test_a_whole_number_may_have_points_between_thousands(written: str, held: Any) -> None:
    assert as_held(COUNT, written) == held


def test_a_number_in_a_field_of_text_becomes_a_text() -> None:
    assert as_held(PHONE, 32) == "32"
    assert as_held(PHONE, True) is True, "for the schema to refuse"


@pytest.mark.parametrize(
    ("written", "day"),
    [("31/12/2026", "2026-12-31"), ("1-2-2026", "2026-02-01"), ("2026-12-31T10:00:00Z", "2026-12-31")],
)
def test_a_day_is_read_as_people_write_it_here(written: str, day: str) -> None:
    assert day_of(written) == day


@pytest.mark.parametrize("written", ["31/2/2026", "ooit", "2026"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert day_of(written) is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z"),
        ("2026-07-01T10:00:00", "2026-07-01T10:00:00+02:00"),
        ("1/1/2026 9:30", "2026-01-01T09:30:00+01:00"),
        ("morgen", None),
    ],
)
def test_a_moment_without_a_zone_is_belgian_time(written: str, moment: str | None) -> None:
    assert moment_of(written) == moment


def test_several_values_in_one_text_are_told_apart() -> None:
    assert members_of("a; b|c\nd") == ["a", "b", "c", "d"]
    assert members_of(["a;b", ""]) == ["a;b"]
    assert members_of(7) == [7]


@pytest.mark.parametrize(("written", "held"), [("m", "m"), ("M", "M"), (" xl ", "XL"), ("anders", "anders")])
def test_a_code_is_read_in_any_way_of_writing_but_for_another_code(written: str, held: str) -> None:
    assert as_held(code("size", "", "Size", known_codes=("m", "M", "XL")), written) == held
