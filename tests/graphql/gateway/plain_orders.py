"""The orders of records over Python values, worked out here again: what may not be read or is absent stands last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.graphql.gateway.plain_aggregates import MOMENTS, NUMBERS
from tests.graphql.gateway.plain_conditions import Look
from tests.graphql.gateway.plain_resolvers import Row

PLAIN = str.maketrans("àáâäãåçèéêëìíîïñòóôöõùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")


def in_order(rows: Sequence[Row], looks: Sequence[Look], name: str) -> list[Row]:
    """The rows in an order by its name, each with its place in it."""
    constant, _sign, way = name.rpartition("_")
    field = re.sub(r"_(\w)", lambda part: part[1].upper(), constant.lower())
    placed = [
        replace(row, place=(*_place(field, *look(field), descending=way == "DESC"), UUID(row.key)), mark=f"1:{name}")
        for row, look in zip(rows, looks, strict=True)
    ]
    return sorted(placed, key=lambda row: [_bytes(part) for part in row.place], reverse=way == "DESC")


def _place(field: str, readable: bool, value: Any, *, descending: bool) -> tuple[int, Any]:
    absent = not readable or value is None
    if field in NUMBERS:
        found: Any = 0 if absent else value
    elif field in MOMENTS:
        found = datetime(1, 1, 1, tzinfo=UTC) if absent else datetime.fromisoformat(value).astimezone(UTC)
    else:
        found = "" if absent else value.lower().translate(PLAIN)
    return int(absent != descending), found


def _bytes(part: Any) -> Any:
    return part.encode() if isinstance(part, str) else part
