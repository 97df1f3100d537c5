"""What a comparison says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, TypeAlias

Level: TypeAlias = Literal["breaking", "attention", "compatible"]
"""Breaks programs that keep to the older version; may break some; breaks none."""
Part: TypeAlias = Literal["operation", "path", "query", "header", "cookie", "body", "answer", "message"]

Way: TypeAlias = Literal["narrower", "wider", "other", "unclear"]
"""Less is let through than before, more is, something else is, or it cannot be told."""

LEVELS: Final[tuple[Level, ...]] = ("breaking", "attention", "compatible")
_SHOWN_VALUES: Final = 8


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two versions of a contract."""

    level: Level
    operation: str
    """Key of the operation or message, as the newer version writes it, or the older one when it is gone."""
    part: Part
    subject: str
    """Name of the parameter, media type of the body, or status of the answer; empty for the operation itself."""
    field: str
    """Where in the value: field names with slashes between, ``*`` for each value of a list; empty for the whole."""
    message: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference between two schemas of one place, judged for its direction."""

    level: Level
    field: str
    """As :attr:`Change.field`."""
    message: str


def level_of(way: Way, *, is_request: bool) -> Level:
    """What it does to programs: they may send less than they did, or get more than they know."""
    if way == "other":
        return "breaking"
    if way == "unclear":
        return "attention"
    return "breaking" if (way == "narrower") == is_request else "compatible"


def first_few(values: Iterable[str]) -> str:
    """At most eight values, in a sentence."""
    listed = list(islice(values, _SHOWN_VALUES + 1))
    return ", ".join([*listed[:_SHOWN_VALUES], *(["..."] if len(listed) > _SHOWN_VALUES else [])])


def in_order(changes: list[Change]) -> tuple[Change, ...]:
    """What breaks first; within a level whole operations first, then as the contract has them."""
    return tuple(sorted(changes, key=lambda change: (LEVELS.index(change.level), change.part != "operation")))
