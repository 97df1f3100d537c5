"""Fictitious data looks real, belongs together, and is nobody's."""

from __future__ import annotations

import pytest

from vlavirgem_sandbox.contracts.fictitious.cast import KINDS, Character
from vlavirgem_sandbox.contracts.fictitious.field_names import asked_by, written_ways
from vlavirgem_tenants.municipalities.register import find_municipality
from vlavirgem_tenants.test_data_guard import find_real_numbers
from vlavirgem_tenants.test_data_guard.register_number import has_valid_check

CAST = [Character(f"seed {number}") for number in range(200)]


def test_a_register_number_has_valid_check_digits_and_is_no_persons() -> None:
    numbers = [(each["register-number"], each["birth-date"]) for each in CAST]

    assert all(has_valid_check(number) for number, _birth in numbers)
    assert all(number[:2] == birth[2:4] and int(number[2:4]) == int(birth[5:7]) + 60 for number, birth in numbers)
    assert find_real_numbers([list(written_ways(kind, each)) for each in CAST for kind in KINDS]) == []


def test_enterprise_and_account_numbers_have_valid_check_digits() -> None:
    for each in CAST:
        kbo, iban = each["kbo-number"], each["iban"]
        assert (len(kbo), kbo[:2], (int(kbo[:8]) + int(kbo[8:])) % 97) == (10, "01", 0)
        assert (len(iban), int(iban[4:] + "1114" + iban[2:4]) % 97) == (16, 1)
        assert int(iban[4:14]) % 97 in {int(iban[14:]), int(iban[14:]) % 97}


def test_an_address_is_of_one_municipality() -> None:
    for each in CAST:
        found = find_municipality(each["municipality"])
        assert (each["nis-code"], each["postal-code"]) == (found.nis_code, found.postal_codes[0])


def test_mail_goes_to_a_domain_that_nobody_owns_and_names_are_those_of_the_person() -> None:
    for each in CAST:
        assert each["email"].isascii()
        assert each["email"].endswith("@voorbeeld.example")
        assert each["full-name"] == f"{each['first-name']} {each['family-name']}"


def test_the_same_seed_is_the_same_person_in_whatever_order_it_is_asked() -> None:
    there, back = Character("x"), Character("x")

    assert [there[kind] for kind in KINDS] == [back[kind] for kind in reversed(KINDS)][::-1]


@pytest.mark.parametrize(
    ("field", "kind"),
    [("Voornaam", "first-name"), ("kbo_nummer", "kbo-number"), ("postalCode", "postal-code"), ("naam", "")],
)
def test_the_name_of_a_field_tells_what_it_asks_for(field: str, kind: str) -> None:
    assert asked_by(field) == kind
