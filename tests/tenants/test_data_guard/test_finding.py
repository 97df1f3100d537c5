"""The guard finds real national register numbers however they are written, and leaves everything else alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlavirgem_tenants.test_data_guard import find_real_numbers, is_real_number, mask_real_numbers
from vlavirgem_tenants.test_data_guard.finding import MASK
from vlavirgem_tenants.test_data_guard.register_number import KNOWN_TEST_NUMBERS


def number(year: int, month: int, day: int, serial: int) -> str:
    """A number made by the rule itself, so that no person's number stands in this file."""
    base = int(f"{year % 100:02}{month:02}{day:02}{serial:03}")
    check = 97 - ((2_000_000_000 if year >= 2000 else 0) + base) % 97
    return f"{base:09}{check:02}"


BORN_IN_1985 = number(1985, 7, 30, 998)
BORN_IN_2003 = number(2003, 7, 30, 998)
FICTITIOUS = number(1985, 67, 30, 998)


def written(digits: str) -> str:
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"


@pytest.mark.parametrize(
    "text",
    [
        BORN_IN_1985,
        BORN_IN_2003,
        written(BORN_IN_1985),
        f"burger {BORN_IN_1985[:6]} {BORN_IN_1985[6:9]} {BORN_IN_1985[9:]}, aan het loket",
        f"insz={BORN_IN_2003}&x=1",
        f"/personen/{BORN_IN_1985}/attesten",
        f"dossier {BORN_IN_1985}e, van een burger",
        f"abc{BORN_IN_1985}def",
        f"77d1388bd2c74e2c9c1x{BORN_IN_1985}e",
    ],
)
def test_a_real_number_is_found_however_it_is_written(text: str) -> None:
    assert find_real_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        FICTITIOUS,
        written(FICTITIOUS),
        number(2003, 69, 1, 5),
        number(1950, 60, 0, 5),
        f"{BORN_IN_1985[:-2]}00",
        f"+{BORN_IN_1985}",
        f"1{BORN_IN_1985}",
        f"0.{BORN_IN_1985}",
        f"77d1388b-d2c7-4e2c-9c1d-{BORN_IN_1985}e",
        f"77d1388bd2c74e2c9c1d{BORN_IN_1985}e",
        f"00-77d1388bd2c74e2c9c1d{BORN_IN_1985}e-00f067aa0ba902b7-01",
        f"sha256:{'77d1388b' * 6}dead{BORN_IN_1985}f",
        "0123456749",
        "2026-11-21T21:15:00Z",
        *sorted(KNOWN_TEST_NUMBERS),
    ],
)
def test_a_test_number_and_what_only_looks_like_one_pass(text: str) -> None:
    assert find_real_numbers(text) == []


@pytest.mark.parametrize("shift", [20, 40])
def test_a_bis_number_is_a_real_persons_number_too(shift: int) -> None:
    assert is_real_number(number(1985, 7 + shift, 30, 998))


def test_a_whole_number_written_with_a_fraction_of_zero_is_found_and_a_fraction_is_not() -> None:
    assert find_real_numbers({"insz": float(BORN_IN_1985)})
    assert find_real_numbers([float(FICTITIOUS), float(BORN_IN_1985) + 0.5, float("inf"), float("nan")]) == []


def test_a_finding_names_the_place_and_never_the_number() -> None:
    value = {
        "leden": [{"naam": "An"}, {"insz": written(BORN_IN_1985), "nummer": int(BORN_IN_1985)}],
        "a/b": BORN_IN_2003,
    }

    found = find_real_numbers(value, place="#")

    assert [finding.place for finding in found] == ["#/a~1b", "#/leden/1/insz", "#/leden/1/nummer"]
    assert BORN_IN_1985 not in repr(found)


def test_a_number_used_as_a_field_name_is_found_at_its_parent() -> None:
    found = find_real_numbers({"personen": {BORN_IN_1985: {"naam": "An"}}})

    assert [finding.place for finding in found] == ["/personen"]


def test_a_deep_or_long_value_is_walked_without_trouble() -> None:
    deep: object = BORN_IN_1985
    for _ in range(50_000):
        deep = [deep]

    assert len(find_real_numbers([deep, "9" * 1_000_000])) == 1


def test_masking_hides_real_numbers_and_keeps_the_rest() -> None:
    assert mask_real_numbers(f"/p/{BORN_IN_1985}/{FICTITIOUS}") == f"/p/{MASK}/{FICTITIOUS}"


@given(st.dates(), st.integers(min_value=1, max_value=998))
def test_any_day_and_serial_gives_a_number_that_is_found(born: object, serial: int) -> None:
    digits = number(born.year, born.month, born.day, serial)  # type: ignore[attr-defined]

    assert find_real_numbers({"insz": digits}) or digits in KNOWN_TEST_NUMBERS
