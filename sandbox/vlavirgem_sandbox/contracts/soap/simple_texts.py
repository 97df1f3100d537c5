"""Texts of simple types: candidates in the order of how well they read, of which the first that is valid is taken."""

from __future__ import annotations

import base64
import random
import re
import string
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from xmlschema.validators import XsdAtomicRestriction, XsdEnumerationFacets, XsdList, XsdUnion

from vlavirgem_sandbox.contracts.generating.format_texts import plain_text
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.pattern_texts import pattern_text
from vlavirgem_sandbox.contracts.limits import MAX_TEXT_LENGTH
from vlavirgem_sandbox.contracts.soap.names import XS
from vlavirgem_sandbox.contracts.soap.schemas import LinearPatterns, bare_python

_BEGIN: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
_DAYS: Final = 300
_TRIES: Final = 12
_WIDE: Final = 1_000_000
_MOST_ITEMS: Final = 50


def _moment(rng: random.Random) -> datetime:
    return _BEGIN + timedelta(days=rng.randrange(_DAYS), seconds=rng.randrange(86_400))


def _hex(rng: random.Random) -> str:
    return "".join(rng.choices("0123456789ABCDEF", k=16))


_PRIMITIVES: Final[dict[str, Callable[[random.Random], str]]] = {
    "boolean": lambda rng: rng.choice(("true", "false")),
    "date": lambda rng: _moment(rng).strftime("%Y-%m-%d"),
    "dateTime": lambda rng: _moment(rng).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "time": lambda rng: _moment(rng).strftime("%H:%M:%S"),
    "gYear": lambda rng: _moment(rng).strftime("%Y"),
    "gYearMonth": lambda rng: _moment(rng).strftime("%Y-%m"),
    "gMonthDay": lambda rng: _moment(rng).strftime("--%m-%d"),
    "gMonth": lambda rng: _moment(rng).strftime("--%m"),
    "gDay": lambda rng: _moment(rng).strftime("---%d"),
    "duration": lambda rng: f"P{rng.randint(1, 30)}D",
    "anyURI": lambda rng: f"https://voorbeeld.vlaanderen.example/{rng.randint(1, 999)}",
    "hexBinary": _hex,
    "base64Binary": lambda rng: base64.b64encode(rng.randbytes(12)).decode(),
    "QName": lambda rng: f"naam{rng.randint(1, 99)}",
    "float": lambda rng: f"{rng.randint(1, 9_999) / 100}",
    "double": lambda rng: f"{rng.randint(1, 9_999) / 100}",
}
_PERSON = re.compile(r"insz|ssin|rijksregister|nationalnumber", re.IGNORECASE)
_YEAR = re.compile(r"(?:jaar|year)\Z", re.IGNORECASE)
_DATE = re.compile(r"datum|date", re.IGNORECASE)
_TIME = re.compile(r"tijd|time", re.IGNORECASE)
_NAMES: Final = frozenset({"ID", "IDREF", "IDREFS", "ENTITY", "NCName", "Name", "NMTOKEN", "NMTOKENS", "language"})


def simple_text(xsd_type: Any, rng: random.Random, *, name: str, wished: tuple[str, ...] = ()) -> str:
    """A valid text of a simple type. ``name`` is the element's or attribute's; ``wished`` are texts to try first.

    Raises :class:`Ungeneratable` when no candidate is valid.
    """
    for text in _candidates(xsd_type, rng, name, wished):
        if xsd_type.is_valid(text):
            return text
    raise Ungeneratable(str(getattr(xsd_type, "local_name", None) or name))


def _candidates(xsd_type: Any, rng: random.Random, name: str, wished: tuple[str, ...]) -> Iterator[str]:
    yield from wished
    listed = enumerated(xsd_type)
    if listed:
        rng.shuffle(listed)
        yield from listed
        return
    if isinstance(xsd_type, XsdUnion):
        for member in xsd_type.member_types:
            yield from _candidates(member, rng, name, ())
        return
    base = xsd_type.base_type if isinstance(xsd_type, XsdAtomicRestriction) else None
    item_type = getattr(xsd_type, "item_type", None) if isinstance(xsd_type, XsdList) else None
    if item_type is None and isinstance(base, XsdList):
        item_type = base.item_type
    if item_type is not None:
        yield _items(xsd_type, item_type, rng, name)
        return
    if isinstance(base, XsdUnion):
        yield from _candidates(base, rng, name, ())
    yield from _told_by_name(name, rng)
    yield from _from_patterns(xsd_type, rng)
    yield from _of_primitive(xsd_type, rng, name)


def _told_by_name(name: str, rng: random.Random) -> Iterator[str]:
    """What the field's name says where its type is but a pattern: a date that exists, a person that does not."""
    if _PERSON.search(name):
        yield _test_person(rng)
    elif _YEAR.search(name):
        yield _PRIMITIVES["gYear"](rng)
    elif _DATE.search(name):
        yield from (_PRIMITIVES["date"](rng), _PRIMITIVES["dateTime"](rng))
    elif _TIME.search(name):
        yield from (_PRIMITIVES["time"](rng), _PRIMITIVES["dateTime"](rng))


def _test_person(rng: random.Random) -> str:
    """A register number with a valid check and the month raised by 60, as the test-data guard lets through."""
    nine = f"{rng.randint(40, 99)}{rng.randint(61, 72)}{rng.randint(1, 28):02}{rng.randint(1, 997):03}"
    return f"{nine}{97 - int(nine) % 97:02}"


def enumerated(xsd_type: Any) -> list[str]:
    """The texts of the nearest enumeration, as written."""
    step = xsd_type
    while step is not None:
        facet = getattr(step, "facets", {}).get(f"{{{XS}}}enumeration")
        if isinstance(facet, XsdEnumerationFacets):
            return [str(each.get("value", "")) for each in facet]
        step = getattr(step, "base_type", None)
    return []


def _items(xsd_type: Any, item_type: Any, rng: random.Random, name: str) -> str:
    count = max(1, min(_MOST_ITEMS, getattr(xsd_type, "min_length", None) or 1))
    return " ".join(simple_text(item_type, rng, name=name) for _number in range(count))


def _least(xsd_type: Any) -> int:
    """How long a text has to be, as far as it is made: a longer one is wanted in vain."""
    return min(getattr(xsd_type, "min_length", None) or 0, MAX_TEXT_LENGTH)


def _from_patterns(xsd_type: Any, rng: random.Random) -> Iterator[str]:
    """Texts of the pattern nearest to the type; those it inherits are held against the text with the rest."""
    step = xsd_type
    least, most = _least(xsd_type), getattr(xsd_type, "max_length", None)
    while step is not None and str(getattr(step, "namespace", "") or step.target_namespace) != XS:
        facet = getattr(step, "facets", {}).get(f"{{{XS}}}pattern")
        for pattern in facet.regexps if isinstance(facet, LinearPatterns) else ():
            try:
                drawn = pattern_text(f"^{bare_python(str(pattern))}$")
                for _try in range(_TRIES):
                    yield drawn.draw(rng, least, most)
            except (Ungeneratable, ValueError):
                continue
        step = getattr(step, "base_type", None)


def _of_primitive(xsd_type: Any, rng: random.Random, name: str) -> Iterator[str]:
    kinds = list(built_in_names(xsd_type))
    if _NAMES.intersection(kinds):
        yield f"{name or 'naam'}-{rng.randint(1, 10**9)}"
        yield "nl"
        yield "a" * max(1, _least(xsd_type))
        return
    primitive = next((kind for kind in kinds if kind in _PRIMITIVES or kind in {"decimal", "string"}), "string")
    if primitive == "decimal":
        yield from _numbers(xsd_type, rng, whole="integer" in kinds)
    elif primitive in _PRIMITIVES:
        yield from (_PRIMITIVES[primitive](rng) for _try in range(_TRIES))
        yield from _bounds(xsd_type)
        yield from _binary(primitive, _least(xsd_type))
    else:
        yield from _strings(xsd_type, rng, name)


def built_in_names(xsd_type: Any) -> Iterator[str]:
    """Local names of the built-in types that it comes from, nearest first."""
    step = xsd_type
    while step is not None:
        if getattr(step, "target_namespace", "") == XS and step.local_name:
            yield str(step.local_name)
        step = getattr(step, "base_type", None)
    primitive = getattr(xsd_type, "primitive_type", None)
    if primitive is not None and primitive.local_name:
        yield str(primitive.local_name)


def _numbers(xsd_type: Any, rng: random.Random, *, whole: bool) -> Iterator[str]:
    low, high = _decimal(xsd_type.min_value), _decimal(xsd_type.max_value)
    # Bounds as wide as those of xs:int are none for people, who count from 1.
    if low is not None and low < -_WIDE and (high is None or high >= 1):
        low = None
    if high is not None and high > _WIDE and (low is None or low <= _WIDE):
        high = None
    first = low if low is not None else Decimal(1) if high is None or high >= 1 else high - 100
    last = high if high is not None else first + 99
    last = min(last, first + 10**6)
    if first <= last:
        yield str(rng.randint(int(first), int(last)))
    if not whole:
        yield f"{rng.randint(int(first), int(last))}.{rng.randint(1, 9)}" if first <= last else "0.5"
    for bound in (first, last, first + 1, last - 1, (first + last) / 2, Decimal(0), Decimal(1)):
        yield f"{bound:f}"
    digits = getattr(xsd_type.get_facet(f"{{{XS}}}totalDigits"), "value", None)
    if digits:
        yield "1" * min(int(digits), MAX_TEXT_LENGTH)


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def _bounds(xsd_type: Any) -> Iterator[str]:
    for value in (xsd_type.min_value, xsd_type.max_value):
        if value is not None:
            yield str(value)


def _binary(primitive: str, length: int) -> Iterator[str]:
    if primitive == "hexBinary":
        yield "0A" * max(1, length)
    elif primitive == "base64Binary":
        yield base64.b64encode(b"a" * max(1, length)).decode()


def _strings(xsd_type: Any, rng: random.Random, name: str) -> Iterator[str]:
    least, most = _least(xsd_type), getattr(xsd_type, "max_length", None)
    yield plain_text(name, rng, least, most)
    for alphabet in (string.digits, string.ascii_letters):
        length = least or min(8, most if most is not None else 8)
        yield "".join(rng.choices(alphabet, k=length))
    yield ""
