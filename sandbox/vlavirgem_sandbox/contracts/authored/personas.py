"""``x-vlavirgem-personas`` at the root of a contract: the test personas of its service, who are fictitious.

A list of objects: ``key``, ``situation`` (a sentence about what the persona is for) and ``values``, by the names that
the contract's fields have. The first value tells the persona: a call that carries it, in its path, query, headers or
body, is about that persona.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.call_values import CallRead
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.bodies import UNCHECKED
from vlavirgem_sandbox.contracts.fictitious.field_names import asked_by
from vlavirgem_sandbox.contracts.fictitious.numbers import is_kbo_number
from vlavirgem_sandbox.contracts.model import CallRequest, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.trace_headers import TRACE_HEADERS
from vlavirgem_tenants.test_data_guard import find_real_numbers
from vlavirgem_tenants.test_data_guard.register_number import LENGTH, has_valid_check

EXTENSION: Final = "x-vlavirgem-personas"
KEY: Final = "key"
PLACE: Final = f"/{EXTENSION}"
_MOST, _MOST_VALUES, _MOST_LOOKED_AT = 50, 40, 2_000
_SHORTEST_IDENTIFIER: Final = 4
_LONGEST_SITUATION, _LONGEST_VALUE = 300, 200
_KEY_FORM: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_FIELDS: Final = frozenset({KEY, "situation", "values"})
_EXAMPLE: Final = '{"key": "weduwe", "situation": "…", "values": {"insz": "…"}}'


@dataclass(frozen=True, kw_only=True)
class Persona:
    """Somebody, or some organisation, that does not exist."""

    key: str
    situation: str
    """What it is for, in a sentence."""
    values: tuple[tuple[str, JsonValue], ...]
    """By name of field; the first tells the persona."""

    @property
    def identifier(self) -> str:
        """What a call carries that is about this persona."""
        return str(self.values[0][1])

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """Its values as their author wrote them: a postal code is no amount, and true no Python."""
        return tuple((name, value if isinstance(value, str) else json.dumps(value)) for name, value in self.values)

    def value(self, name: str) -> JsonValue | None:
        """What it has under exactly that name, ``key`` included; None where it has nothing."""
        return self.key if name == KEY else dict(self.values).get(name)

    def value_for(self, field: str) -> JsonValue | None:
        """What it has for a field of the contract: of the same name, else of one that asks for the same thing."""
        wanted, kind = _plain(field), asked_by(field)
        for name, value in self.values:
            if _plain(name) == wanted:
                return value
        return next((value for name, value in self.values if kind and asked_by(name) == kind), None)


class Personas:
    """Those of one contract, and what is wrong with the others."""

    def __init__(self, document: JsonObject, *, place: str = PLACE) -> None:
        """``place`` is where they were written, for what is wrong with them."""
        self._place = place
        self.troubles: list[Trouble] = []
        self.all: tuple[Persona, ...] = tuple(self._read(document.get(EXTENSION)))
        self._by_identifier = {_plain(persona.identifier): persona for persona in self.all}

    def about(self, call: CallRequest, read: CallRead) -> Persona | None:
        """The persona that a call is about: the first that its path, query, headers or body carry."""
        return self.among(_carried(call, read))

    def among(self, values: Iterable[Any]) -> Persona | None:
        """The first that one of these single values tells."""
        if not self._by_identifier:
            return None
        looked_at = (_plain(str(value)) for value in islice(values, _MOST_LOOKED_AT))
        return next((self._by_identifier[each] for each in looked_at if each in self._by_identifier), None)

    def have(self, name: str) -> bool:
        """Whether any of them has a value under that name."""
        return any(persona.value(name) is not None for persona in self.all)

    def _read(self, written: JsonValue) -> Iterator[Persona]:
        if written is None:
            return
        if not isinstance(written, list):
            self.troubles.append(_trouble(_("The test personas are not a list."), _list_remedy(), self._place))
            return
        if len(written) > _MOST:
            remedy = _("Keep the %(most)d that testers need most.") % {"most": _MOST}
            self.troubles.append(
                _trouble(_("There are more than %(most)d test personas.") % {"most": _MOST}, remedy, self._place)
            )
        seen: dict[str, str] = {}
        for index, each in enumerate(written[:_MOST]):
            try:
                persona = persona_of(each, f"{self._place}/{index}")
                _require_new(persona, seen, f"{self._place}/{index}")
            except Trouble as trouble:
                self.troubles.append(trouble)
            else:
                yield persona


def personas_of(written: JsonValue) -> tuple[Persona, ...]:
    """Those that can be used, of what stands under :data:`EXTENSION`."""
    return Personas({EXTENSION: written}).all


def persona_of(written: JsonValue, place: str) -> Persona:
    """Read the persona at a pointer. Raises :class:`Trouble`."""
    if not isinstance(written, dict):
        raise _trouble(_("This test persona is not an object."), _list_remedy(), place)
    unknown = next((name for name in written if name not in _FIELDS and not name.startswith("x-")), None)
    if unknown is not None:
        raise _trouble(
            _("A test persona has no '%(name)s'.") % {"name": unknown[:80]},
            _("Use 'key', 'situation' and 'values'; what it knows of itself goes under 'values'."),
            f"{place}/{escape(unknown)}",
        )
    key, situation, values = (written.get(name) for name in (KEY, "situation", "values"))
    if not isinstance(key, str) or not _KEY_FORM.match(key):
        raise _trouble(
            _("This test persona has no key, or one that cannot be used."),
            _("Write a short word of small letters, digits and hyphens, such as 'weduwe'."),
            f"{place}/key",
        )
    if not isinstance(situation, str) or not 0 < len(situation.strip()) <= _LONGEST_SITUATION:
        raise _trouble(
            _("This test persona does not say what it is for."),
            _("Write under 'situation' one sentence of at most %(most)d characters.") % {"most": _LONGEST_SITUATION},
            f"{place}/situation",
        )
    if not isinstance(values, dict) or not 0 < len(values) <= _MOST_VALUES:
        raise _trouble(
            _("This test persona has no values, or more than %(most)d.") % {"most": _MOST_VALUES},
            _("Write under 'values' what it has, by the names of your fields; first what tells it from others."),
            f"{place}/values",
        )
    for name, value in values.items():
        _check(name, value, f"{place}/values/{escape(name)}")
    first = next(iter(values.values()))
    if isinstance(first, bool) or len(_plain(str(first))) < _SHORTEST_IDENTIFIER:
        raise _trouble(
            _("The first value of this test persona tells it from nobody: other calls have it too."),
            _("Put first what only this persona has, such as its number, of %(least)d characters or more.")
            % {"least": _SHORTEST_IDENTIFIER},
            f"{place}/values",
        )
    return Persona(key=key, situation=" ".join(situation.split()), values=tuple(values.items()))


def _check(name: str, value: JsonValue, place: str) -> None:
    """Raises Trouble for a value that a persona may not have."""
    if name == KEY or isinstance(value, (dict, list)) or value is None or len(str(value)) > _LONGEST_VALUE:
        raise _trouble(
            _("A test persona cannot have this value."),
            _("Write a text, a number, true or false, of at most %(most)d characters; no field may be called 'key'.")
            % {"most": _LONGEST_VALUE},
            place,
        )
    if find_real_numbers(value):
        raise _trouble(
            _("This is the national register number of a real person, or may be."),
            _("Use a test number: one whose month is raised by 60 or 80."),
            place,
        )
    kind, digits = asked_by(name), re.sub(r"\D", "", str(value))
    if kind == "register-number" and not (len(digits) == LENGTH and has_valid_check(digits)):
        raise _trouble(
            _("This is no national register number: the check digits are wrong, or it has not %(length)d digits.")
            % {"length": LENGTH},
            _("Use a test number: one whose month is raised by 60 or 80, with right check digits."),
            place,
        )
    if kind == "kbo-number" and not is_kbo_number(digits):
        raise _trouble(
            _("This is no enterprise number: the check digits are wrong, or it has not ten digits."),
            _("Write ten digits, the last two 97 less the remainder of the first eight divided by 97."),
            place,
        )


def _require_new(persona: Persona, seen: dict[str, str], place: str) -> None:
    """Raises Trouble for a key or a first value that an earlier one has."""
    first = f"values/{escape(persona.values[0][0])}"
    said = {f"key:{persona.key}": "key", f"first:{_plain(persona.identifier)}": first}
    for mark, where in said.items():
        if mark in seen:
            raise _trouble(
                _("Test persona '%(key)s' has the same.") % {"key": seen[mark]},
                _("Give each its own key, and a first value that only it has."),
                f"{place}/{where}",
            )
    seen |= dict.fromkeys(said, persona.key)


def _trouble(message: str, remedy: str, place: str) -> Trouble:
    return Trouble(message=message, remedy=remedy, place=place)


def _list_remedy() -> str:
    return _("Write a list of objects such as %(example)s.") % {"example": _EXAMPLE}


def _plain(text: str) -> str:
    """What people write in several ways (85.67.30-033.28), in one."""
    return "".join(filter(str.isalnum, text)).lower()


def _carried(call: CallRequest, read: CallRead) -> Iterator[Any]:
    """The single values of a call: of its path, its query, its headers (an id of a trace is about nobody), its body."""
    parameters: Mapping[tuple[str, str], JsonValue] = read.parameters
    for location in ("path", "query", "header", "cookie"):
        for (where, _name), value in parameters.items():
            if where == location:
                yield from single_values(value)
    yield from (value for _name, value in call.query)
    yield from (value for name, value in call.headers if name.lower() not in TRACE_HEADERS)
    if read.body is not UNCHECKED:
        yield from single_values(read.body)


def single_values(value: JsonValue) -> Iterator[Any]:
    """The texts and whole numbers in a value, in the order written."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            waiting.extend(reversed(current.values()))
        elif isinstance(current, list):
            waiting.extend(reversed(current))
        elif isinstance(current, (str, int)) and not isinstance(current, bool):
            yield current
