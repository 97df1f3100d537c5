"""A stone of the wall: one thing in the database that must be so, how to put it there, take it out, and see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Stone:
    """``put`` is safe to repeat. ``take`` undoes it: only the mutation proof does that. ``holds`` is a query that
    gives one boolean. ``by_admin`` marks what only the server's superuser may change."""

    name: str
    put: tuple[str, ...]
    take: str
    holds: str
    by_admin: bool = False


def every(conditions: Sequence[str]) -> str:
    """A query that is true where all conditions are."""
    return "SELECT " + " AND ".join(f"({condition})" for condition in conditions)


def for_each(rows: str, statement: str) -> str:
    """A statement that runs what the SQL expression ``statement`` gives for each of ``rows`` (FROM ... WHERE ...)."""
    return (
        f"DO $each$ DECLARE work text; BEGIN FOR work IN SELECT {statement} {rows} "
        "LOOP EXECUTE work; END LOOP; END $each$"
    )
