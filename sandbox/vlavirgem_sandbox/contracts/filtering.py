"""Which rows of a list a call asks for, and in which order.

OpenAPI does not say what a query parameter does, so one that is named like a field of the rows filters by it, and one
that is called ``sort`` (or alike) and names such fields puts the rows in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_SORTS: Final = frozenset({"sort", "sortby", "sorton", "orderby", "order", "sorteer", "sorteren", "sorteerop"})
_DIRECTIONS: Final = frozenset({"asc", "desc", "ascending", "descending"})
_DEEPEST: Final = 3
_SEPARATORS: Final = re.compile(r"[-_.$]")
_PARTS: Final = re.compile(r"[\s,:;]+")

T = TypeVar("T")


def fits(document: JsonValue, wishes: Iterable[tuple[str, JsonValue]]) -> bool:
    """Whether a row is one of those that these query parameters (name and value) ask for.

    A parameter that no field is named after asks for nothing. Of several values one will do; of a field that holds
    several (a list of words, an object such as a code with its name), one.
    """
    return all(_fits(document, name, wanted) for name, wanted in wishes)


def _fits(document: JsonValue, name: str, wanted: JsonValue) -> bool:
    values = [value for value in field_of(document, name) if value is not None]
    plain = {text for value in values for text in _texts(value)}
    if not plain:
        # It has no such field, or one of which nothing can be compared.
        return True
    return not plain.isdisjoint(_texts(wanted))


def field_of(document: JsonValue, name: str) -> list[JsonValue]:
    """The value of the field of that name, however it is written; of the nearest, where objects stand in objects."""
    if not isinstance(document, dict):
        return []
    level: list[JsonObject] = [document]
    for _depth in range(_DEEPEST):
        found = [value for each in level for key, value in each.items() if _plain(key) == _plain(name)]
        if found:
            return found[:1]
        level = [value for each in level for value in each.values() if isinstance(value, dict)]
    return []


def _texts(value: JsonValue) -> set[str]:
    """What can be compared, capital letters apart."""
    if isinstance(value, dict):
        return {text for inner in value.values() if not isinstance(inner, (dict, list)) for text in _texts(inner)}
    if isinstance(value, list):
        return {text for inner in value if not isinstance(inner, list) for text in _texts(inner)}
    if isinstance(value, bool):
        return {str(value).lower()}
    if isinstance(value, float) and value.is_integer():
        return {str(int(value))}
    return set() if value is None else {str(value).casefold()}


def in_order(rows: Sequence[T], documents: Sequence[JsonObject], wishes: Iterable[tuple[str, JsonValue]]) -> list[T]:
    """The rows in the order that a parameter asks for, as they were where none does."""
    found, held = list(rows), list(documents)
    for name, value in wishes:
        if _plain(name) not in _SORTS:
            continue
        for field, is_down in reversed(list(_orders(value))):
            paired = sorted(zip(found, held, strict=True), key=lambda pair: _rank(pair[1], field), reverse=is_down)
            found, held = [row for row, _document in paired], [document for _row, document in paired]
    return found


def is_order(name: str, value: JsonValue, documents: Sequence[JsonObject]) -> bool:
    """Whether a parameter asks for an order of these rows: by its name, and for fields that they have."""
    fields = [field for field, _is_down in _orders(value)] if _plain(name) in _SORTS else []
    return bool(fields) and all(any(field_of(each, field) for each in documents) for field in fields)


def _orders(value: JsonValue) -> Iterator[tuple[str, bool]]:
    """Fields, and whether from high to low: ``-name``, ``name desc``, ``name:desc``, ``name,desc``."""
    texts = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    words = [word for text in texts for word in _PARTS.split(text) if word]
    for index, word in enumerate(words):
        if word.lower() not in _DIRECTIONS:
            after = words[index + 1].lower() if index + 1 < len(words) else ""
            yield word.lstrip("+-"), word.startswith("-") or after.startswith("desc")


def _rank(document: JsonObject, name: str) -> tuple[int, float, str]:
    value = next(iter(field_of(document, name)), None)
    if isinstance(value, (int, float)):
        return 0, float(value), ""
    return (1, 0.0, value.casefold()) if isinstance(value, str) else (2, 0.0, "")


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()
