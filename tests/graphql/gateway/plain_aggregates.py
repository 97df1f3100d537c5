"""Figures over Python rows, worked out here again: of each field only the rows whose agreement covers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.graphql.gateway.domain_records import names_of_type
from tests.graphql.gateway.plain_conditions import Look
from vlavirgem_graphql.exchange.kinds import FieldType

NUMBERS = names_of_type(FieldType.INTEGER, FieldType.DECIMAL)
DAYS = names_of_type(FieldType.DATE)
MOMENTS = {"updatedAt", *names_of_type(FieldType.DATE_TIME)}


def aggregate(looks: Sequence[Look], lists: set[str]) -> dict[str, Any]:
    """The figures over rows, each as a function that looks at its fields; ``lists``: the fields that hold many."""
    return {**_figures(looks), "groups": lambda _info, by, first=None: _groups(looks, lists, by, first)}


def _figures(looks: Sequence[Look]) -> dict[str, Any]:
    def values(name: str) -> list[Any]:
        found = [value for readable, value in (look(name) for look in looks) if readable and value is not None]
        if name in MOMENTS:
            found = [datetime.fromisoformat(each).astimezone(UTC) for each in found]
            return [each.isoformat() for each in sorted(found)]
        return sorted(found)

    def each(figure: Callable[[list[Any]], Any]) -> dict[str, Any]:
        names = (*NUMBERS, *DAYS, *MOMENTS)
        return {name: (lambda _info, name=name: figure(found) if (found := values(name)) else None) for name in names}

    return {
        "count": len(looks),
        "sum": each(sum),
        "avg": each(lambda found: round(sum(found) / len(found), 6)),
        "min": each(lambda found: found[0]),
        "max": each(lambda found: found[-1]),
    }


def _groups(looks: Sequence[Look], lists: set[str], by: Sequence[str], first: int | None) -> list[dict[str, Any]]:
    groups: dict[tuple[Any, ...], list[Look]] = {}
    for look in looks:
        keys: list[tuple[Any, ...]] = [()]
        for name in dict.fromkeys(by):
            keys = [(*key, value) for key in keys for value in _keys(name in lists, *look(name))]
        for key in keys:
            groups.setdefault(key, []).append(look)
    in_order = sorted(
        groups, key=lambda key: (-len(groups[key]), [(part is None, (part or "").encode()) for part in key])
    )
    return [{"key": list(key), **_figures(groups[key])} for key in in_order[: 100 if first is None else first]]


def _keys(is_list: bool, readable: bool, value: Any) -> list[str | None]:
    if not readable or (value is None and is_list):
        return []
    if isinstance(value, bool):
        return [str(value).lower()]
    return sorted(set(value)) if isinstance(value, list) else [value]
