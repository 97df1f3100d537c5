"""How a dataset kind is declared: its fields, from which everything else about it is derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from django.utils.functional import Promise

Text: TypeAlias = str | Promise


class FieldType(StrEnum):
    """What a field holds. ``HTML`` is text that was cleaned at import; ``CODE`` is the last part of a concept's URI."""

    TEXT = "text"
    HTML = "html"
    URI = "uri"
    CODE = "code"
    DATE = "date"
    DATE_TIME = "date-time"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    GROUP = "group"


_SCHEMA_OF_TYPE: dict[FieldType, dict[str, Any]] = {
    FieldType.TEXT: {"type": "string"},
    FieldType.HTML: {"type": "string"},
    FieldType.URI: {"type": "string", "minLength": 3, "maxLength": 2048},
    FieldType.CODE: {"type": "string", "minLength": 1, "maxLength": 200},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATE_TIME: {"type": "string", "format": "date-time"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.INTEGER: {"type": "integer"},
}


@dataclass(frozen=True, kw_only=True)
class KindField:
    """One field of a kind. ``name`` is its key in the record's body and its GraphQL name (camelCase in both).

    ``property_uri`` is the property it stands for (OSLO / CPSV-AP); ``fields`` are the parts of a GROUP and
    ``group_name`` is that group's GraphQL type name. A ``required`` field is never null and is part of every agreement.
    ``also`` are other names that programs give it: with them a mapping is suggested (``datasets.from_state``).
    """

    name: str
    type: FieldType
    label: Text
    property_uri: str
    many: bool = False
    required: bool = False
    hint: Text = ""
    group_name: str = ""
    fields: tuple[KindField, ...] = ()
    also: tuple[str, ...] = ()

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of this field's value."""
        one = _group_schema(self.fields) if self.type is FieldType.GROUP else dict(_SCHEMA_OF_TYPE[self.type])
        return {"type": "array", "items": one} if self.many else one


def _group_schema(fields: tuple[KindField, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {part.name: part.json_schema() for part in fields},
        "required": [part.name for part in fields if part.required],
        "additionalProperties": False,
    }


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What every record of a dataset looks like. Registered through ``vlavirgem.plugins``.

    ``name`` stands in addresses and in the database ("public-service"); ``type_name`` is the gateway's GraphQL type
    ("PublicService"), ``connection_name`` its root field ("publicServices"); ``context_uri`` is the OSLO context.
    ``key_field`` is the URI that identifies a record, ``title_field`` what people call it. ``often_offered`` are the
    fields that are ticked beforehand in a new offer: what somebody who compares needs, no people and no addresses.
    """

    name: str
    label: Text
    plural: Text
    description: Text
    type_name: str
    connection_name: str
    context_uri: str
    fields: tuple[KindField, ...]
    key_field: str = "uri"
    title_field: str = "title"
    often_offered: tuple[str, ...] = ()
    _by_name: dict[str, KindField] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the fields by name; a kind without its key or title field is a programming error."""
        self._by_name.update({part.name: part for part in self.fields})
        missing = {self.key_field, self.title_field} - self._by_name.keys()
        if missing or len(self._by_name) != len(self.fields):
            raise ValueError(f"Kind {self.name}: fields are doubled or missing: {sorted(missing)}")

    def __iter__(self) -> Iterator[KindField]:
        """Walk over the top-level fields, which are the unit of an agreement's field list."""
        return iter(self.fields)

    def field(self, name: str) -> KindField:
        """Return the top-level field called ``name``. Raises ``KeyError`` when the kind has none."""
        return self._by_name[name]

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of the top-level fields, in the order in which they are shown."""
        return tuple(self._by_name)

    @property
    def required_names(self) -> tuple[str, ...]:
        """Names of the fields that every agreement holds: without them a record cannot be told apart."""
        return tuple(part.name for part in self.fields if part.required)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) that each record's body is checked against."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_group_schema(self.fields)}
