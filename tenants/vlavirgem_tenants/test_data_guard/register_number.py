"""The national register number (rijksregisternummer, INSZ): its check digits, and what sets a real one apart.

Eleven digits: birth date (yymmdd), a serial number of the day (001-998), and a check number: 97 minus the first nine
digits modulo 97, where people born from 2000 on get a 2 before those nine (Royal Decree of 3 April 1984; Register
instructions, "identificatienummer"). Month or day are 00 where the date is unknown. Bis numbers, for people outside the
Register (cross-border workers, for one), add 20 or 40 to the month: they are **real** people's numbers too.
The governments' test environments mark fictitious people by adding 60, or 80, to the month.
"""

from __future__ import annotations

from typing import Final

LENGTH: Final = 11
_MODULUS: Final = 97
_BORN_FROM_2000: Final = 2_000_000_000
_LAST_MONTH: Final = 12
_LAST_DAY: Final = 31
_SHIFTS_OF_REAL_PEOPLE: Final = (0, 20, 40)

KNOWN_TEST_NUMBERS: Final = frozenset(
    {"02022200106", "52121199743", "70062199383", "70062199581", "70062199779", "79450615983", "83320675958"}
)
"""Personas of the public MAGDA test set that look real: their month is not raised by 60 or 80."""


def has_valid_check(digits: str) -> bool:
    """Whether the last two of eleven digits are the check number of the first nine, for either century."""
    base, check = int(digits[:9]), int(digits[9:])
    return check in {_MODULUS - base % _MODULUS, _MODULUS - (_BORN_FROM_2000 + base) % _MODULUS}


def is_real_number(digits: str) -> bool:
    """Whether eleven digits may be the number of a real person: a possible date, a valid check, and no test number."""
    month, day = int(digits[2:4]), int(digits[4:6])
    possible_date = day <= _LAST_DAY and any(0 <= month - shift <= _LAST_MONTH for shift in _SHIFTS_OF_REAL_PEOPLE)
    return possible_date and has_valid_check(digits) and digits not in KNOWN_TEST_NUMBERS
