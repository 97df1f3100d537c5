"""The grammar of ``{{ ... }}`` in examples: closed, small, and read once.

A placeholder is a name, or a name with numbers and quoted texts between round brackets::

    {{ request.path.id }}  {{ request.body#/owner/name }}  {{ today(14, "DD/MM/YYYY") }}  {{ number(1, 10) }}
    {{ persona.insz }}  {{ uuid }}  {{ now }}  {{ fake.first-name }}  {{ fake.first-name(2) }}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.call_values import HOW_TO_WRITE, PERSONA, CallValue, call_value
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.fictitious.cast import KINDS

_LONGEST_PLACEHOLDER: Final = 300
_MOST_DAYS: Final = 36_500
_MOST_DIGITS: Final = 15
_MOST_CHARACTERS: Final = 100
_ARGUMENT: Final = re.compile(r'\s*(?:(-?\d{1,15}(?:\.\d{1,6})?)|"([^"]{0,60})")\s*')
_PARTS_OF_TIME: Final = re.compile(r"YYYY|MM|DD|HH|mm|ss")
_TODAY, _NOW = "YYYY-MM-DD", "YYYY-MM-DDTHH:mm:ssZ"

Argument: TypeAlias = Decimal | str


@dataclass(frozen=True, kw_only=True)
class FromCall:
    """A value of the call, or of the test persona that it is about."""

    value: CallValue


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The moment of the call, some days on, as a text: ``strftime`` directives in ``form``."""

    days: int
    form: str


@dataclass(frozen=True, kw_only=True)
class NewId:
    """A UUID (RFC 9562, version 4)."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number from ``least`` to ``most``, both possible, in steps of ``10 ** -decimals``."""

    least: Decimal
    most: Decimal
    decimals: int


@dataclass(frozen=True, kw_only=True)
class Fake:
    """Something of the character with that number; the same number is the same character in one answer."""

    kind: str
    character: int


Placeholder: TypeAlias = FromCall | Moment | NewId | Number | Fake


def pieces_of(text: str, place: str) -> tuple[str | Placeholder, ...]:
    """A text as plain pieces and placeholders, in order. Raises :class:`Trouble`."""
    first, *others = text.split("{{")
    pieces: list[str | Placeholder] = [first]
    for other in others:
        inside, end, after = other.partition("}}")
        if not end or len(inside) > _LONGEST_PLACEHOLDER:
            raise Trouble(
                message=_("A placeholder that starts with '{{' does not end."),
                remedy=_("Close it with '}}', within %(most)d characters.") % {"most": _LONGEST_PLACEHOLDER},
                place=place,
            )
        pieces.extend((_placeholder(inside.strip(), place), after))
    return tuple(piece for piece in pieces if piece != "")


def _placeholder(written: str, place: str) -> Placeholder:
    if written.startswith("request."):
        return _from_call(written, place)
    if written.startswith(f"{PERSONA}.") and (value := call_value(written)) is not None:
        return FromCall(value=value)
    name, bracket, rest = written.partition("(")
    arguments = _arguments(rest, written, place) if bracket else []
    found = _made(name.strip(), arguments)
    if found is None:
        raise Trouble(
            message=_("'%(written)s' is no placeholder.") % {"written": written[:80]},
            remedy=_("Write for example: %(examples)s.")
            % {"examples": 'request.path.id, uuid, now, today(14, "DD/MM/YYYY"), number(1, 10), fake.first-name'},
            place=place,
        )
    return found


def _from_call(written: str, place: str) -> FromCall:
    value = call_value(written.removeprefix("request."))
    if value is None:
        raise Trouble(
            message=_("'%(name)s' is no place in a call.") % {"name": written[:80]},
            remedy=_("Write 'request.' and one of: %(places)s.") % {"places": HOW_TO_WRITE},
            place=place,
        )
    return FromCall(value=value)


def _arguments(rest: str, written: str, place: str) -> list[Argument]:
    """What stands between the brackets."""
    found: list[Argument] = []
    inside = rest.removesuffix(")") if rest.endswith(")") else None
    position = 0
    while inside is not None and (position < len(inside) or found):
        match = _ARGUMENT.match(inside, position)
        if match is None:
            inside = None
            break
        found.append(Decimal(match[1]) if match[1] is not None else match[2])
        position = match.end()
        if position == len(inside):
            return found
        if inside[position] != ",":
            inside = None
            break
        position += 1
    if inside is None:
        raise Trouble(
            message=_("What stands between the brackets of '%(written)s' cannot be read.") % {"written": written[:80]},
            remedy=_("Write numbers and texts in double quotes, with a comma between them."),
            place=place,
        )
    return found


def _made(name: str, arguments: list[Argument]) -> Placeholder | None:
    if name == "uuid":
        return NewId() if not arguments else None
    if name in {"now", "today"}:
        return _moment(arguments, _NOW if name == "now" else _TODAY)
    if name == "number":
        return _number(arguments)
    kind = name.removeprefix("fake.")
    if name.startswith("fake.") and kind in KINDS:
        return _fake(kind, arguments)
    return None


def _moment(arguments: list[Argument], form: str) -> Moment | None:
    days = 0
    if arguments and isinstance(arguments[0], Decimal):
        if arguments[0] % 1 or abs(arguments[0]) > _MOST_DAYS:
            return None
        days = int(arguments.pop(0))
    if arguments and isinstance(arguments[0], str):
        form = str(arguments.pop(0))
    return None if arguments else Moment(days=days, form=form)


def time_parts(form: str) -> list[str]:
    """The parts of time that a form names, and what stands between them, in turn."""
    parts: list[str] = []
    end = 0
    for match in _PARTS_OF_TIME.finditer(form):
        parts.extend((form[end : match.start()], match[0]))
        end = match.end()
    return [*parts, form[end:]]


def _number(arguments: list[Argument]) -> Number | None:
    bounds = [each for each in arguments if isinstance(each, Decimal)]
    if len(bounds) != len(arguments) or len(bounds) != 2 or bounds[0] > bounds[1]:  # noqa: PLR2004 - from and to
        return None
    decimals = max(-int(each.as_tuple().exponent) for each in bounds)
    return Number(least=bounds[0], most=bounds[1], decimals=decimals)


def _fake(kind: str, arguments: list[Argument]) -> Fake | None:
    if not arguments:
        return Fake(kind=kind, character=1)
    number = arguments[0]
    if len(arguments) > 1 or not isinstance(number, Decimal) or number % 1 or not 0 < number <= _MOST_CHARACTERS:
        return None
    return Fake(kind=kind, character=int(number))
