"""What a comparison says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Level: TypeAlias = Literal["breaking", "attention", "compatible"]
"""Breaks programs that keep to the older version; may break some; breaks none."""
Part: TypeAlias = Literal["operation", "path", "query", "header", "cookie", "body", "answer", "message"]

LEVELS: Final[tuple[Level, ...]] = ("breaking", "attention", "compatible")


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


def in_order(changes: list[Change]) -> tuple[Change, ...]:
    """What breaks first; within a level whole operations first, then as the contract has them."""
    return tuple(sorted(changes, key=lambda change: (LEVELS.index(change.level), change.part != "operation")))
