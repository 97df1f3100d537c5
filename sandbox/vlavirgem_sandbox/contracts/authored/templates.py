"""``x-vlavirgem-template: true`` on an example of an answer: its texts may hold placeholders.

Their grammar is in :mod:`.template_grammar`. A text that is one placeholder and nothing else becomes the value itself
(a number stays a number); among other text it becomes text. What a call does not have is null by itself, and nothing
among other text.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.call_values import ABSENT, CallRead
from vlavirgem_sandbox.contracts.authored.template_grammar import (
    Fake,
    FromCall,
    Moment,
    NewId,
    Number,
    Placeholder,
    pieces_of,
    time_parts,
)
from vlavirgem_sandbox.contracts.authored.troubles import Trouble
from vlavirgem_sandbox.contracts.fictitious.cast import Character
from vlavirgem_sandbox.contracts.model import CallRequest, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape

EXTENSION: Final = "x-vlavirgem-template"
_MOST_PLACEHOLDERS: Final = 500
_LONGEST_TEXT: Final = 20_000
_MOST_FILLED: Final = 200_000
"""Characters that placeholders put into one answer."""
_HERE: Final = ZoneInfo("Europe/Brussels")
_FORMS: Final = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}


class OverfullError(Exception):
    """The call puts more into the answer than an answer takes."""


@dataclass(kw_only=True)
class Filling:
    """What one answer is filled with."""

    call: CallRequest
    read: CallRead
    now: datetime
    source: str
    """The same source gives the same drawings."""
    rng: random.Random
    filled: int = 0

    def spend(self, text: str) -> str:
        """Count a text that goes in. Raises :class:`OverfullError`."""
        self.filled += len(text)
        if self.filled > _MOST_FILLED:
            raise OverfullError
        return text


_Fill: TypeAlias = Callable[[Filling], JsonValue]


class Template:
    """An example with placeholders, ready to be filled."""

    def __init__(self, value: JsonValue, place: str) -> None:
        """Raises :class:`Trouble`, for the first placeholder that cannot be read."""
        self._count = 0
        self._fill = self._compiled(value, place)

    def filled(self, filling: Filling) -> JsonValue:
        """The example for one call. Raises :class:`OverfullError`."""
        return self._fill(filling)

    def _compiled(self, value: JsonValue, place: str) -> _Fill:
        if isinstance(value, dict):
            return _object({name: self._compiled(part, f"{place}/{escape(name)}") for name, part in value.items()})
        if isinstance(value, list):
            parts = [self._compiled(part, f"{place}/{index}") for index, part in enumerate(value)]
            return lambda filling: [part(filling) for part in parts]
        if not isinstance(value, str) or "{{" not in value:
            return lambda _filling: value
        if len(value) > _LONGEST_TEXT:
            raise Trouble(
                message=_("This text with placeholders is too long."),
                remedy=_("Keep it within %(most)d characters.") % {"most": _LONGEST_TEXT},
                place=place,
            )
        pieces = pieces_of(value, place)
        self._count += sum(not isinstance(piece, str) for piece in pieces)
        if self._count > _MOST_PLACEHOLDERS:
            raise Trouble(
                message=_("This example has more than %(most)d placeholders.") % {"most": _MOST_PLACEHOLDERS},
                remedy=_("Leave some out."),
                place=place,
            )
        if len(pieces) == 1 and not isinstance(pieces[0], str):
            whole = pieces[0]
            return lambda filling: _value(whole, filling)
        return lambda filling: "".join(
            piece if isinstance(piece, str) else _as_text(_value(piece, filling)) for piece in pieces
        )


def _object(parts: dict[str, _Fill]) -> _Fill:
    def fill(filling: Filling) -> JsonObject:
        return {name: part(filling) for name, part in parts.items()}

    return fill


def _value(placeholder: Placeholder, filling: Filling) -> JsonValue:
    match placeholder:
        case FromCall(value=place):
            found = place.of(filling.call, filling.read)
            if found is ABSENT:
                return None
            filling.spend(found if isinstance(found, str) else json.dumps(found, default=str))
            return found
        case Moment():
            return filling.spend(_moment(placeholder, filling.now))
        case NewId():
            return str(uuid.UUID(int=filling.rng.getrandbits(128), version=4))
        case Number():
            return _number(placeholder, filling.rng)
        case Fake():
            return Character(f"{filling.source}|{placeholder.character}")[placeholder.kind]


def _moment(wanted: Moment, now: datetime) -> str:
    """In UTC where the form ends in Z, else as clocks here have it."""
    moment = now.astimezone(ZoneInfo("UTC") if wanted.form.endswith("Z") else _HERE) + timedelta(days=wanted.days)
    return "".join(moment.strftime(_FORMS[part]) if part in _FORMS else part for part in time_parts(wanted.form))


def _number(wanted: Number, rng: random.Random) -> int | float:
    scale = Decimal(10) ** wanted.decimals
    drawn = rng.randint(int(wanted.least * scale), int(wanted.most * scale)) / scale
    return float(drawn) if wanted.decimals else int(drawn)


def _as_text(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
