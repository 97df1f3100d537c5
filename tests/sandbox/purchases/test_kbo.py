"""KBO numbers as people type them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vlavirgem_sandbox.purchases.kbo import format_kbo_number, parse_kbo_number

# Machines that run tests are shared: how long one example takes says nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("written", ["0123.456.749", "BE 0123.456.749", "be0123456749", "123 456 749", "0123-456-749"])
def test_the_ways_of_writing_give_the_same_ten_digits(written: str) -> None:
    assert parse_kbo_number(written) == "0123456749"


@pytest.mark.parametrize("written", ["", "2123456749", "012345674", "01234567490", "0123.456.74x", "٠١٢٣٤٥٦٧٤٩"])
def test_what_cannot_be_a_number_is_refused(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_kbo_number(written)

    assert refused.value.code in {"kbo-form", "kbo-check"}


@unhurried
@given(st.integers(min_value=0, max_value=19_999_999), st.integers(min_value=0, max_value=9), st.integers(0, 9))
def test_one_wrong_digit_is_always_found(first: int, place: int, wrong: int) -> None:
    right = f"{first:08d}{97 - first % 97:02d}"
    typed = right[:place] + str(wrong) + right[place + 1 :]

    if typed == right:
        assert parse_kbo_number(typed) == right
    else:
        with pytest.raises(ValidationError):
            parse_kbo_number(typed)


def test_it_is_shown_in_groups() -> None:
    assert format_kbo_number("0123456749") == "0123.456.749"
