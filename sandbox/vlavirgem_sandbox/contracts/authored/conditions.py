"""``x-vlavirgem-when`` on an example of an answer: the calls that get it.

An object of places in the call (:mod:`.call_values`), each with the value that it must have, or with tests; all must
hold. ``otherwise`` in place of the object marks the example for calls that no condition fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.call_values import ABSENT, HOW_TO_WRITE, CallRead, CallValue, call_value
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.generating.conformance import same
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue
from vlavirgem_sandbox.contracts.patterns import re2_takes, searcher
from vlavirgem_sandbox.contracts.pointers import escape

EXTENSION: Final = "x-vlavirgem-when"
OTHERWISE: Final = "otherwise"
_MOST_PLACES: Final = 20
_MOST_OPTIONS: Final = 200
_LONGEST_PATTERN: Final = 1_000

_Test: TypeAlias = Callable[[JsonValue], bool]
"""Tells whether what a call has at a place (or ABSENT) is as the author wants it."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Tests on places in a call."""

    tests: tuple[tuple[CallValue, _Test], ...]

    def holds_for(self, call: CallRequest, read: CallRead) -> bool:
        """Whether the call passes every test."""
        return all(test(place.of(call, read)) for place, test in self.tests)


def condition_of(written: JsonValue, pointer: str) -> Condition:
    """Read a condition that stands at ``pointer``. Raises :class:`Trouble`."""
    if not isinstance(written, dict) or not written:
        raise Trouble(
            message=_("This condition is not an object with at least one place in the call."),
            remedy=_("Write for example {\"query.year\": 2026}, or the word 'otherwise'."),
            place=pointer,
        )
    if len(written) > _MOST_PLACES:
        raise Trouble(
            message=_("This condition looks at more than %(most)d places.") % {"most": _MOST_PLACES},
            remedy=_("Split it over several examples."),
            place=pointer,
        )
    tests: list[tuple[CallValue, _Test]] = []
    for name, wanted in written.items():
        here = f"{pointer}/{escape(name)}"
        place = call_value(name)
        if place is None:
            raise Trouble(
                message=_("'%(name)s' is no place in a call.") % {"name": name[:80]},
                remedy=_("Write one of: %(places)s.") % {"places": HOW_TO_WRITE},
                place=here,
            )
        tests.extend((place, test) for test in _tests(wanted, here))
    return Condition(tests=tuple(tests))


def _tests(wanted: JsonValue, here: str) -> list[_Test]:
    if not isinstance(wanted, dict):
        return [_equals(wanted, here)]
    tests = []
    for name, value in wanted.items():
        make = _OPERATORS.get(name)
        if make is None:
            raise Trouble(
                message=_("'%(name)s' is no test.") % {"name": name[:80]},
                remedy=_("Use one of: %(tests)s.") % {"tests": ", ".join(_OPERATORS)},
                place=f"{here}/{escape(name)}",
            )
        tests.append(make(value, f"{here}/{escape(name)}"))
    if not tests:
        raise Trouble(
            message=_("There is no test here."),
            remedy=_("Use one of: %(tests)s.") % {"tests": ", ".join(_OPERATORS)},
            place=here,
        )
    return tests


def _equals(wanted: JsonValue, _here: str) -> _Test:
    return lambda found: found is not ABSENT and _agree(found, wanted)


def _one_of(wanted: JsonValue, here: str) -> _Test:
    if not isinstance(wanted, list) or not 0 < len(wanted) <= _MOST_OPTIONS:
        raise Trouble(
            message=_("'one-of' needs a list of values, at most %(most)d.") % {"most": _MOST_OPTIONS},
            remedy=_("Write the values between square brackets."),
            place=here,
        )
    return lambda found: found is not ABSENT and any(_agree(found, each) for each in wanted)


def _exists(wanted: JsonValue, here: str) -> _Test:
    if not isinstance(wanted, bool):
        raise Trouble(message=_("'exists' needs true or false."), remedy=_("Write true or false."), place=here)
    return lambda found: (found is not ABSENT) is wanted


def _matches(wanted: JsonValue, here: str) -> _Test:
    if not isinstance(wanted, str) or len(wanted) > _LONGEST_PATTERN or not re2_takes(wanted):
        raise Trouble(
            message=_("This pattern cannot be checked safely (look-around, back-reference or too large)."),
            remedy=_("Write a pattern without look-around and back-references, of at most %(most)d characters.")
            % {"most": _LONGEST_PATTERN},
            place=here,
        )
    fits = searcher(wanted)
    return lambda found: _is_plain(found) and fits(_text(found))


def _compared(holds: Callable[[float | str, float | str], bool]) -> Callable[[JsonValue, str], _Test]:
    """A test of order: of numbers with a number, of texts (dates, for one) with a text."""

    def make(wanted: JsonValue, here: str) -> _Test:
        if isinstance(wanted, bool) or not isinstance(wanted, (int, float, str)):
            raise Trouble(
                message=_("Only a number or a text can be less or more."),
                remedy=_("Write a number, or a text such as a date."),
                place=here,
            )
        return lambda found: _in_order(found, wanted, holds)

    return make


def _in_order(found: JsonValue, wanted: float | str, holds: Callable[[float | str, float | str], bool]) -> bool:
    if isinstance(wanted, str):
        return isinstance(found, str) and holds(found, wanted)
    if isinstance(found, str):
        # A parameter without a declared type is a text.
        try:
            found = float(found)
        except ValueError:
            return False
    return isinstance(found, (int, float)) and not isinstance(found, bool) and holds(found, wanted)


_OPERATORS: Final[dict[str, Callable[[JsonValue, str], _Test]]] = {
    "equals": _equals,
    "one-of": _one_of,
    "exists": _exists,
    "matches": _matches,
    "less-than": _compared(lambda found, wanted: found < wanted),  # type: ignore[operator]
    "at-most": _compared(lambda found, wanted: found <= wanted),  # type: ignore[operator]
    "greater-than": _compared(lambda found, wanted: found > wanted),  # type: ignore[operator]
    "at-least": _compared(lambda found, wanted: found >= wanted),  # type: ignore[operator]
}


def _agree(found: JsonValue, wanted: JsonValue) -> bool:
    """The same value, or the same text: in a path, a query or a header 2026 and "2026" look alike."""
    return same(found, wanted) or (_is_plain(found) and _is_plain(wanted) and _text(found) == _text(wanted))


def _is_plain(value: JsonValue) -> bool:
    return isinstance(value, (str, int, float))


def _text(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
