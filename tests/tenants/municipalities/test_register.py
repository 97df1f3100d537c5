"""The table of facts about the 285 municipalities."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.municipalities.register import COUNT, find_municipality, municipalities


def is_valid_kbo(number: str) -> bool:
    return len(number) == 10 and number.isdigit() and 97 - int(number[:8]) % 97 == int(number[8:])


def test_there_are_285_with_all_their_codes() -> None:
    known = municipalities()
    assert len(known) == COUNT == 285
    for codes in ("nis_code", "name", "slug", "kbo_number", "ovo_code"):
        assert len({getattr(one, codes) for one in known}) == COUNT, codes
    assert all(is_valid_kbo(one.kbo_number) for one in known)
    assert all(one.postal_codes and all(code.isdigit() for code in one.postal_codes) for one in known)
    assert {one.province for one in known} == {
        "Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen",
    }  # fmt: skip


def test_they_agree_with_the_registers(shared_data: Path) -> None:
    with (shared_data / "municipalities" / "gemeenten-285-afgeleid.csv").open() as file:
        theirs = {row["nis"]: (row["naam"], row["kbo"], row["ovo"]) for row in csv.DictReader(file)}
    assert {one.nis_code: (one.name, one.kbo_number, one.ovo_code) for one in municipalities()} == theirs


@pytest.mark.parametrize("wanted", ["41002", "Aalst", "aalst", " AALST "])
def test_one_is_found_by_code_and_by_name(wanted: str) -> None:
    assert find_municipality(wanted).nis_code == "41002"


def test_a_name_that_is_none_of_them_is_refused_with_near_names() -> None:
    with pytest.raises(Refusal) as refusal:
        find_municipality("Aals")
    assert "Aalst" in refusal.value.remedy
