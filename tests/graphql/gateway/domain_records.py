"""Records of every kind that comes with the house, and of one that an operator made: they are made of their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField, declared_kinds
from vlavirgem_graphql.exchange.kinds.made.document import kind_of
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example

# As it stands once an operator made it, which a test does where it needs its records.
MADE = kind_of(example(FIRST))
ALL_KINDS = (*declared_kinds(), MADE)
Made = Callable[[str, int], Any]
# By type: the values of a field, told by a name of the field and of whose it is, and by the number of the record.
_VALUES: dict[FieldType, Made] = {
    FieldType.TEXT: lambda name, number: [f'Tekst {name} {number} "é"', f"zelfde {name[-9:]}", None][number % 3],
    FieldType.HTML: lambda name, number: [f"<p>Geheime tekst {name} {number}</p>", None][number % 2],
    FieldType.URI: lambda name, number: [f"https://data.example.org/{name}/{number}", None][number % 2],
    FieldType.CODE: lambda name, number: ["lopend", "advies", None, "wonen"][number % 4],
    FieldType.DATE: lambda name, number: ["2024-01-01", "2023-12-31", None, "2024-02-03"][number % 4],
    FieldType.DATE_TIME: lambda name, number: [
        "2024-01-01T00:00:00+00:00",
        "2024-01-03T01:30:00.5+01:00",
        None,
    ][number % 3],
    FieldType.BOOLEAN: lambda name, number: [True, None, False][number % 3],
    FieldType.INTEGER: lambda name, number: [40_000, None, 1, -1][number % 4],
    FieldType.DECIMAL: lambda name, number: [1000.25, None, 0.5, 7][number % 4],
}


def body_of_kind(kind: Kind, number: int, who: str) -> dict[str, Any]:
    """A record of a kind with something in every sort of field, and nothing in some."""
    body = _group(kind.fields, number, f"van {who}")
    uri = f"https://data.example.org/{who}/{kind.name}/{number}"
    return {**body, kind.key_field: uri, kind.title_field: f"Tekst {kind.type_name} {number} van {who}"}


def _group(fields: tuple[KindField, ...], number: int, who: str) -> dict[str, Any]:
    return {field.name: _value(field, number + place, f"{field.name} {who}") for place, field in enumerate(fields)}


def _value(field: KindField, number: int, name: str) -> Any:
    if field.many:
        return [_single(field, number + more, name) for more in range(number % 3)] if number % 4 else None
    return _single(field, number, name)


def _single(field: KindField, number: int, name: str) -> Any:
    if field.type is FieldType.GROUP:
        return _group(field.fields, number, name)
    # In a list, and where it is asked for, there is always something.
    tried = (_VALUES[field.type](name, number + more) for more in range(4))
    return next(value for value in tried if value is not None or not (field.many or field.required))


def names_of_type(*types: FieldType) -> set[str]:
    """The fields of these types, whatever their kind; a name stands for one of them only."""
    found = {field.name for field in _fields() if field.type in types and not field.many}
    others = {field.name for field in _fields() if field.type not in types}
    if found & others:
        raise AssertionError(f"Fields with one name and several types: {sorted(found & others)}")
    return found


def names_of_lists(kind_name: str) -> set[str]:
    """The fields of a kind that hold a list."""
    return {field.name for kind in ALL_KINDS if kind.name == kind_name for field in kind if field.many}


def _fields() -> Iterator[KindField]:
    for kind in ALL_KINDS:
        yield from kind
