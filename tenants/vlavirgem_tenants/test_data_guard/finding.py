"""Walks a value of any shape and says where a real national register number stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vlavirgem_tenants.test_data_guard.register_number import LENGTH, is_real_number

# The ways people write one: 85073003328, 85.07.30-033.28, 850730-033-28, 850730 033 28. A longer row of digits is
# something else, and so is a telephone number (+32...) or the fraction of a decimal number.
_WRITTEN: Final = re.compile(r"(?<!\d)(?<!\d\.)(?<!\+)\d{2}[./ -]?\d{2}[./ -]?\d{2}[- ./]?\d{3}[- .]?\d{2}(?!\d)")
_HEX: Final = "[0-9a-fA-F]"
# What programs give each request or file by themselves, and no person writes: a UUID, and the bare hexadecimal ids of
# traces (W3C Trace Context) and digests (SHA-1, SHA-256), which have a letter somewhere.
_MADE_UP: Final = re.compile(
    rf"\b(?:{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}|(?=\d*[a-fA-F])(?:{_HEX}{{64}}|{_HEX}{{40}}|{_HEX}{{32}}))\b"
)
_NOT_A_DIGIT: Final = re.compile(r"\D")
_TOO_LONG: Final = 10**LENGTH
MASK: Final = "***********"


@dataclass(frozen=True)
class Finding:
    """One place that holds a real number. The number itself is never carried: this may be shown and logged."""

    place: str
    """A JSON Pointer (RFC 6901) into the value that was searched; empty for a bare text or number. A pointer stops
    at the parent where the name of a field is itself a real number."""


def find_real_numbers(value: object, *, place: str = "") -> list[Finding]:
    """Every place in ``value`` (text, bytes, number, mapping, list, however deep) that holds a real number.

    ``place`` is put before each pointer. Walks with a stack, so that depth in hostile input cannot exhaust Python's.
    """
    found: list[Finding] = []
    waiting: list[tuple[str, object]] = [(place, value)]
    while waiting:
        here, current = waiting.pop()
        if isinstance(current, Mapping):
            waiting.extend(_members(here, current, found))
        elif isinstance(current, list | tuple | set | frozenset):
            waiting.extend((f"{here}/{position}", member) for position, member in enumerate(current))
        elif _holds_one(current):
            found.append(Finding(here))
    return sorted(found, key=lambda finding: finding.place)


def mask_real_numbers(text: str) -> str:
    """The text with each real number in it replaced by stars, for a log line that must be written all the same."""
    return _WRITTEN.sub(lambda match: MASK if is_real_number(_digits(match[0])) else match[0], text)


def _members(here: str, mapping: Mapping[object, object], found: list[Finding]) -> Iterator[tuple[str, object]]:
    for name, member in mapping.items():
        if _holds_one(name):
            found.append(Finding(here))
            yield here, member
        else:
            yield f"{here}/{_escaped(str(name))}", member


def _holds_one(value: object) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 85073003328.0 in JSON is the number all the same
    if isinstance(value, int):
        digits = str(value) if 0 < value < _TOO_LONG else ""
        return len(digits) == LENGTH and is_real_number(digits)
    if isinstance(value, bytes | bytearray):
        return _in_text(value.decode("utf-8", errors="replace"))
    return _in_text(value) if isinstance(value, str) else False


def _in_text(text: str) -> bool:
    searched = _MADE_UP.sub(" ", text)
    return any(is_real_number(_digits(match[0])) for match in _WRITTEN.finditer(searched))


def _digits(written: str) -> str:
    return _NOT_A_DIGIT.sub("", written)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
