"""A record as people read it: the fields of its kind that hold something, each with its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from vlavirgem.ui.components import Words
from vlavirgem_graphql.exchange.kinds import FieldType, KindField


@dataclass(frozen=True)
class ShownField:
    """A field with its value; ``shape`` is how the template draws it (a :class:`FieldType` value, or ``list``)."""

    label: Words
    shape: str
    value: Any
    many: bool = False


def shown_fields(fields: Sequence[KindField], body: Mapping[str, Any]) -> Iterator[ShownField]:
    """Yield what the record holds, in the kind's order. The values of a group are lists of shown fields again."""
    for part in fields:
        value = body.get(part.name)
        if value in (None, "", []):
            continue
        if part.type is FieldType.GROUP:
            groups = [list(shown_fields(part.fields, group)) for group in value]
            yield ShownField(part.label, part.type.value, groups, many=True)
        elif part.type is FieldType.CODE:
            words = [_code_of(part, code) for code in value] if part.many else _code_of(part, value)
            yield ShownField(part.label, part.type.value, words, many=part.many)
        elif part.type is FieldType.DATE:
            yield ShownField(part.label, part.type.value, parse_date(value))
        elif part.type is FieldType.DATE_TIME:
            yield ShownField(part.label, part.type.value, parse_datetime(value))
        else:
            yield ShownField(part.label, part.type.value, value, many=part.many)


def _code_of(part: KindField, code: str) -> str:
    """In words; what is no code of the list, such as the address of another concept, as it stands."""
    return code_in_words(code) if part.has_code(code) else code


def code_in_words(code: str) -> str:
    """A concept's code as words: ``MobiliteitOpenbareWerken`` is "Mobiliteit openbare werken"."""
    first, *others = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code).split() or [code]
    return " ".join([first, *(word.lower() for word in others)])
