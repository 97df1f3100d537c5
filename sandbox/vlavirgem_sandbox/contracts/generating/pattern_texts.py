"""Texts that match a regular expression and have a length within bounds.

The expression is parsed by Python's own parser and never run, so it cannot be made to hang. For each part the set of
lengths it can have is kept as the bits of one integer; a text of a given length is then drawn without ever failing.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterable
from functools import lru_cache
from re import _constants as sre
from re import _parser as sre_parser
from typing import Final, TypeAlias

from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.model import JsonValue

_MAX_LENGTH: Final = 4096
_SPREAD: Final = 8
"""How much longer than needed a text may become, for variety."""

_READABLE: Final = string.ascii_letters + string.digits
_POOL: Final = _READABLE + " -_.,:;/@+'()&%#=?!*<>[]{}|~^$\"\\`"
_PROPERTIES: Final = {"L": "a-zA-Z", "Ll": "a-z", "Lu": "A-Z", "N": "0-9", "Nd": "0-9", "Letter": "a-zA-Z"}
_PROPERTY = re.compile(r"\\p\{(\w+)\}")
_CATEGORIES: Final[dict[object, Callable[[str], bool]]] = {
    sre.CATEGORY_DIGIT: lambda character: character in string.digits,
    sre.CATEGORY_NOT_DIGIT: lambda character: character not in string.digits,
    sre.CATEGORY_SPACE: lambda character: character in " \t\n\r\f\v",
    sre.CATEGORY_NOT_SPACE: lambda character: character not in " \t\n\r\f\v",
    sre.CATEGORY_WORD: lambda character: character in _READABLE + "_",
    sre.CATEGORY_NOT_WORD: lambda character: character not in _READABLE + "_",
}

# The bits of an integer: bit n is set when the part can be n characters long.
_Lengths: TypeAlias = int


class _Part:
    """One part of an expression."""

    def lengths(self, limit: int) -> _Lengths:
        raise NotImplementedError

    def draw(self, rng: random.Random, length: int, limit: int) -> str:
        raise NotImplementedError


class _Character(_Part):
    def __init__(self, choices: str) -> None:
        if not choices:
            raise Ungeneratable("pattern")
        readable = "".join(character for character in choices if character in _READABLE)
        self._choices = readable or choices

    def lengths(self, limit: int) -> _Lengths:
        return 0b10 if limit else 0

    def draw(self, rng: random.Random, length: int, limit: int) -> str:
        return rng.choice(self._choices)


class _Sequence(_Part):
    def __init__(self, parts: list[_Part]) -> None:
        self._parts = parts
        self._tails: dict[int, list[_Lengths]] = {}

    def _tail_lengths(self, limit: int) -> list[_Lengths]:
        """For each position, the lengths that the parts from there on can have together."""
        if limit not in self._tails:
            tails = [0b1]
            for part in reversed(self._parts):
                tails.append(_added(part.lengths(limit), tails[-1], limit))
            self._tails[limit] = tails[::-1]
        return self._tails[limit]

    def lengths(self, limit: int) -> _Lengths:
        return self._tail_lengths(limit)[0]

    def draw(self, rng: random.Random, length: int, limit: int) -> str:
        tails = self._tail_lengths(limit)
        drawn = []
        for part, tail in zip(self._parts, tails[1:], strict=True):
            own = rng.choice([own for own in _each(part.lengths(limit), length) if tail >> (length - own) & 1])
            drawn.append(part.draw(rng, own, limit))
            length -= own
        return "".join(drawn)


class _Choice(_Part):
    def __init__(self, parts: list[_Part]) -> None:
        self._parts = parts

    def lengths(self, limit: int) -> _Lengths:
        together = 0
        for part in self._parts:
            together |= part.lengths(limit)
        return together

    def draw(self, rng: random.Random, length: int, limit: int) -> str:
        fitting = [part for part in self._parts if part.lengths(limit) >> length & 1]
        return rng.choice(fitting).draw(rng, length, limit)


class _Repeat(_Part):
    def __init__(self, part: _Part, least: int, most: int) -> None:
        self._part = part
        self._least = least
        self._most = most
        self._powers: dict[int, list[_Lengths]] = {}

    def _power_lengths(self, limit: int) -> list[_Lengths]:
        """For each number of repeats, the lengths they can have together; ends where no further one fits."""
        if limit not in self._powers:
            one = self._part.lengths(limit)
            most = min(self._most, self._least + limit)
            powers = [0b1]
            while len(powers) <= most and powers[-1]:
                powers.append(_added(one, powers[-1], limit))
            self._powers[limit] = powers
        return self._powers[limit]

    def lengths(self, limit: int) -> _Lengths:
        if isinstance(self._part, _Character):
            most = min(self._most, limit)
            return ((1 << (most + 1)) - 1) >> self._least << self._least if most >= self._least else 0
        together = 0
        for power in self._power_lengths(limit)[self._least :]:
            together |= power
        return together

    def draw(self, rng: random.Random, length: int, limit: int) -> str:
        if isinstance(self._part, _Character):
            return "".join(self._part.draw(rng, 1, limit) for _position in range(length))
        powers = self._power_lengths(limit)
        count = rng.choice([n for n in range(self._least, len(powers)) if powers[n] >> length & 1])
        one = self._part.lengths(limit)
        drawn = []
        for left in range(count - 1, -1, -1):
            own = rng.choice([own for own in _each(one, length) if powers[left] >> (length - own) & 1])
            drawn.append(self._part.draw(rng, own, limit))
            length -= own
        return "".join(drawn)


def _each(lengths: _Lengths, limit: int) -> Iterable[int]:
    return (length for length in range(min(limit, lengths.bit_length()) + 1) if lengths >> length & 1)


def _added(first: _Lengths, second: _Lengths, limit: int) -> _Lengths:
    total = 0
    for length in _each(first, limit):
        total |= second << length
    return total & ((1 << (limit + 1)) - 1)


def _within(low: str, high: str) -> Callable[[str], bool]:
    return lambda character: low <= character <= high


def _class_of(items: JsonValue) -> str:
    """The characters that a bracketed class allows, out of the pool and those it names."""
    negated = bool(items) and items[0][0] is sre.NEGATE
    tests: list[Callable[[str], bool]] = []
    named = ""
    for operator, argument in items[1:] if negated else items:
        if operator is sre.LITERAL:
            named += chr(argument)
            tests.append(chr(argument).__eq__)
        elif operator is sre.RANGE:
            named += chr(argument[0])
            tests.append(_within(*map(chr, argument)))
        elif operator is sre.CATEGORY and argument in _CATEGORIES:
            tests.append(_CATEGORIES[argument])
            named += " " if argument is sre.CATEGORY_SPACE else ""
        else:
            raise Ungeneratable("pattern")
    pool = dict.fromkeys(_POOL + named)
    return "".join(character for character in pool if any(test(character) for test in tests) != negated)


_BEGIN: Final = (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING)
_END: Final = (sre.AT_END, sre.AT_END_STRING)


class _Reader:
    """Turns the parser's tree into parts. ``^`` and ``$`` are understood where they stand at the text's edges."""

    def sequence(self, items: JsonValue, *, first: bool, last: bool) -> _Part:
        listed = list(items)
        parts: list[_Part] = []
        for index, (operator, argument) in enumerate(listed):
            at_first = first and all(op is sre.AT for op, _argument in listed[:index])
            at_last = last and all(op is sre.AT for op, _argument in listed[index + 1 :])
            if operator is sre.AT:
                if not (at_first and argument in _BEGIN) and not (at_last and argument in _END):
                    raise Ungeneratable("pattern")
                continue
            parts.append(self._part(operator, argument, first=at_first, last=at_last))
        return _Sequence(parts)

    def _part(self, operator: object, argument: JsonValue, *, first: bool, last: bool) -> _Part:  # noqa: PLR0911 - one line for each kind of part
        if operator is sre.LITERAL:
            return _Character(chr(argument))
        if operator is sre.NOT_LITERAL:
            return _Character(_POOL.replace(chr(argument), ""))
        if operator is sre.ANY:
            return _Character(_POOL)
        if operator is sre.IN:
            return _Character(_class_of(argument))
        if operator is sre.BRANCH:
            return _Choice([self.sequence(branch, first=first, last=last) for branch in argument[1]])
        if operator is sre.SUBPATTERN:
            return self.sequence(argument[3], first=first, last=last)
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, repeated = argument
            inner = list(repeated)
            single = inner[0] if len(inner) == 1 else None
            part = (
                self._part(*single, first=False, last=False)
                if single
                else self.sequence(inner, first=False, last=False)
            )
            return _Repeat(part, least, _MAX_LENGTH if most is sre.MAXREPEAT else most)
        raise Ungeneratable("pattern")


class PatternText:
    """Draws texts for one expression."""

    def __init__(self, pattern: str) -> None:
        source = _PROPERTY.sub(_as_class, pattern).replace("(?<", "(?P<")
        try:
            parsed = sre_parser.parse(source)
            self._part = _Reader().sequence(parsed, first=True, last=True)
        except (re.error, RecursionError, OverflowError) as error:
            raise Ungeneratable("pattern") from error
        filler = _Repeat(_Character(string.ascii_lowercase), 0, _MAX_LENGTH)
        padded = [self._part]
        # A text may go on where the expression does not say that it ends.
        if not _mentions(pattern, "$", r"\Z", r"\z"):
            padded.append(filler)
        if not _mentions(pattern, "^", r"\A"):
            padded.insert(0, filler)
        self._padded = _Sequence(padded)

    def draw(self, rng: random.Random, least: int = 0, most: int | None = None) -> str:
        """A text with at least and at most so many characters. Raises :class:`Ungeneratable`."""
        if least > _MAX_LENGTH:
            raise TooLarge("minLength")
        for part in (self._part, self._padded):
            limit = least + 4 * _SPREAD
            while limit <= 2 * _MAX_LENGTH:
                bound = limit if most is None else min(limit, most)
                fitting = [length for length in _each(part.lengths(bound), bound) if length >= least]
                if fitting:
                    return part.draw(rng, rng.choice([n for n in fitting if n <= fitting[0] + _SPREAD]), bound)
                if most is not None and bound == most:
                    break
                limit *= 4
        raise Ungeneratable("pattern")


def _as_class(found: re.Match[str]) -> str:
    characters = _PROPERTIES.get(found[1])
    if characters is None:
        raise Ungeneratable("pattern")
    inside = found.string.count("[", 0, found.start()) > found.string.count("]", 0, found.start())
    return characters if inside else f"[{characters}]"


def _mentions(pattern: str, *marks: str) -> bool:
    return any(mark in pattern for mark in marks)


@lru_cache(maxsize=2048)
def pattern_text(pattern: str) -> PatternText:
    """The drawer for an expression. Raises :class:`Ungeneratable` when it uses what cannot be drawn from."""
    return PatternText(pattern)
