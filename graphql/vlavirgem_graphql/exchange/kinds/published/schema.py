"""The JSON Schema of a kind as others read it: with the words for people, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.published.addresses import kind_address, property_address


def schema_of(kind: Kind) -> dict[str, Any]:
    """The schema that each record is checked against, with the title of each field in the active language.

    ``x-vlavirgem-property`` is the property that a field stands for, ``x-vlavirgem-order`` its place among the others.
    """
    schema = kind.json_schema()
    schema["$id"] = kind_address(kind)
    schema["title"] = str(kind.label)
    schema["description"] = str(kind.description)
    _describe(kind, kind, schema)
    return schema


def _describe(kind: Kind, fields: Iterable[KindField], schema: dict[str, Any]) -> None:
    for order, field in enumerate(fields):
        about = schema["properties"][field.name]
        about["title"] = str(field.label)
        about["x-vlavirgem-order"] = order
        if field.hint:
            about["description"] = str(field.hint)
        if address := property_address(kind, field):
            about["x-vlavirgem-property"] = address
        if field.type is FieldType.GROUP:
            _describe(kind, field.fields, about["items"])
