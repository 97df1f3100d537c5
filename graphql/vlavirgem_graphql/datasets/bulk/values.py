"""A value that a person typed, as the field of a kind holds it."""

from __future__ import annotations

from typing import Any

from vlavirgem_graphql.datasets.mapping.values import as_held, day_of, members_of, moment_of
from vlavirgem_graphql.exchange.kinds import FieldType, KindField


def typed(part: KindField, text: str) -> Any:
    """The value; as it was typed where it cannot be put so, for the kind to refuse. Several stand with semicolons."""
    if part.many:
        return [_one(part, each) for each in members_of(text)]
    return _one(part, text)


def _one(part: KindField, text: str) -> Any:
    if part.type is FieldType.DATE:
        return day_of(text.strip()) or {"not a day": text}
    if part.type is FieldType.DATE_TIME:
        return moment_of(text.strip()) or {"not a moment": text}
    return as_held(part, text.strip())
