"""Numbers with valid check digits that are nobody's."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

_MODULUS: Final = 97
_MONTH_OF_TEST_NUMBERS: Final = 60
_FIRST_OF_CENTURY: Final = 2000
_KBO_DIGITS: Final = 10
_NO_BANK: Final = "539"


def kbo_number(rng: random.Random) -> str:
    """An enterprise number (KBO): ten digits, the last two 97 less the first eight modulo 97.

    It starts with 01: the numbers of the Crossroads Bank for Enterprises start with 02 or higher.
    """
    base = 1_000_000 + rng.randrange(1_000_000)
    return f"{base:08}{_MODULUS - base % _MODULUS:02}"


def is_kbo_number(digits: str) -> bool:
    """Whether these are ten digits of an enterprise number, with right check digits."""
    return len(digits) == _KBO_DIGITS and digits[0] in "01" and int(digits[8:]) == _MODULUS - int(digits[:8]) % _MODULUS


def register_number(birth: date, rng: random.Random) -> str:
    """A national register number whose month is raised by 60, as the test environments of the governments do.

    Check digits as in :mod:`vlavirgem_tenants.test_data_guard.register_number`.
    """
    base = f"{birth:%y}{birth.month + _MONTH_OF_TEST_NUMBERS}{birth:%d}{rng.randint(1, 998):03}"
    counted = int(f"2{base}") if birth.year >= _FIRST_OF_CENTURY else int(base)
    return f"{base}{_MODULUS - counted % _MODULUS:02}"


def iban(rng: random.Random) -> str:
    """A Belgian account number (ISO 13616) with both its checks, at 539: the bank of the published example number."""
    base = f"{_NO_BANK}{rng.randrange(10_000_000):07}"
    account = f"{base}{int(base) % _MODULUS or _MODULUS:02}"
    check = 98 - int(f"{account}111400") % _MODULUS  # B and E are 11 and 14, and the check digits count as 00
    return f"BE{check:02}{account}"


def telephone(rng: random.Random) -> str:
    """A number of the zone of Brussels that starts with 0 behind the zone, as no subscriber's does."""
    return f"+3220{rng.randrange(1_000_000):06}"
