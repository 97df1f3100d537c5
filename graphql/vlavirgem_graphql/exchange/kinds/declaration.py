"""How a dataset kind is declared: its fields, from which everything else about it is derived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

import jsonschema_rs
from django.utils.functional import Promise

from vlavirgem_graphql.deprecated import Deprecated

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
    DECIMAL = "decimal"
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
    FieldType.DECIMAL: {"type": "number"},
}
# A code of a list that is not known here: what can end a web address as it stands, and is no sentence and no address.
_CODE = re.compile(r"(?!urn:)(?:(?!://)(?:[^\s<>\"{}|\\^`\[\]%\x00-\x20]|%[0-9A-Fa-f]{2}))+")
# A pattern is an operator's: it is matched in a time that grows with the text and no faster, and takes 1 MB at most.
_LINEAR_TIME = jsonschema_rs.RegexOptions(size_limit=1_048_576, dfa_size_limit=1_048_576)


def can_be_matched(pattern: str) -> bool:
    """Whether the pattern of a limit takes no more time and room than there is for it."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=_LINEAR_TIME)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class KindField:
    """One field of a kind. ``name`` is its key in the record's body and its GraphQL name (camelCase in both).

    ``property_uri`` is the property it stands for (OSLO / CPSV-AP), ``other_uris`` are properties by which older files
    say the same. ``fields`` are the parts of a GROUP, ``group_name`` is that group's GraphQL type name and
    ``class_uri`` what its members are, or what a URI
    field points to. A ``required`` field is never null and is part of every agreement. ``also`` are
    other names that programs give it: with them a mapping is suggested (``datasets.mapping``).

    ``concepts`` is what stands before a CODE in the address of its concept, ``known_codes`` are the codes of that list,
    None where it is not known here: what is none of them stays what it was, an address or a text, and by them a
    concept of an older list is known again by its label. ``in_language`` says that a text is
    written in a language (a name or a sentence, not a telephone number); an HTML text always is. ``language`` names it
    where it is always the same, whatever the language of the record. ``as_text`` says that
    the profile has the address of a URI field as a text, not as a thing of its own. ``deprecated`` says that the field
    goes: programs that ask for it are told in each answer. A part of a group goes with the group.

    ``limits`` are keywords of JSON Schema that narrow its value further, each with what it asks; ``list_limits`` those
    that narrow the list of a field with ``many``.
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
    other_uris: tuple[str, ...] = ()
    class_uri: str = ""
    concepts: str = ""
    known_codes: tuple[str, ...] | None = None
    in_language: bool = False
    language: str = ""
    as_text: bool = False
    deprecated: Deprecated | None = None
    limits: tuple[tuple[str, Any], ...] = ()
    list_limits: tuple[tuple[str, Any], ...] = ()

    @property
    def has_language(self) -> bool:
        """Whether its text is written in a language, which an export names."""
        return self.in_language or self.type is FieldType.HTML

    def has_code(self, text: str) -> bool:
        """Whether a text is a code of its list; of a list that is not known here, whether it is written as one."""
        return bool(_CODE.fullmatch(text)) if self.known_codes is None else text in self.known_codes

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of this field's value."""
        one = _group_schema(self.fields) if self.type is FieldType.GROUP else dict(_SCHEMA_OF_TYPE[self.type])
        one.update({name: list(limit) if isinstance(limit, tuple) else limit for name, limit in self.limits})
        return {"type": "array", "items": one, **dict(self.list_limits)} if self.many else one


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
    ("PublicService"), ``connection_name`` its root field ("publicServices"); ``context_uri`` is the OSLO profile that
    it follows and ``class_uri`` what a record is in it. ``other_classes`` are classes that files use as well, each with
    the one that it stands for; ``class_field`` names the CODE field that then says which of them a record is.
    ``language_field`` names one that says in which language a record's texts are; without it they are Dutch.
    ``key_field`` is the URI that identifies a record, ``title_field`` what people call it. ``often_offered`` are the
    fields that are ticked beforehand in a new offer: what somebody who compares needs, no people and no addresses.

    ``version`` is that of a kind that an operator made (0: it comes with the house or a plugin); ``is_closed`` says
    that no new dataset is made of it.
    """

    name: str
    label: Text
    plural: Text
    description: Text
    type_name: str
    connection_name: str
    context_uri: str
    class_uri: str
    fields: tuple[KindField, ...]
    key_field: str = "uri"
    title_field: str = "title"
    often_offered: tuple[str, ...] = ()
    other_classes: tuple[tuple[str, str], ...] = ()
    class_field: str = ""
    language_field: str = ""
    version: int = 0
    is_closed: bool = False
    _by_name: dict[str, KindField] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the fields by name; a kind without its key or title field is a programming error."""
        self._by_name.update({part.name: part for part in self.fields})
        needed = {self.key_field, self.title_field, self.class_field, self.language_field} - {""}
        missing = needed - self._by_name.keys()
        if missing or len(self._by_name) != len(self.fields):
            raise ValueError(f"Kind {self.name}: fields are doubled or missing: {sorted(missing)}")
        if promised := [part.name for part in self.fields if part.required and part.deprecated]:
            raise ValueError(f"Kind {self.name}: a required field cannot be deprecated: {promised}")

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

    @cached_property
    def searched_names(self) -> tuple[str, ...]:
        """Names of the fields that full-text search looks in: the title, and whatever is written in a language."""
        texts = tuple(part.name for part in self.fields if part.has_language and part.name != self.title_field)
        return (self.title_field, *texts)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) that each record's body is checked against."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_group_schema(self.fields)}

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """What each record's body is held against; raises ValueError or ``jsonschema_rs.ValidationError`` for limits
        that are none."""
        return jsonschema_rs.Draft202012Validator(self.json_schema(), pattern_options=_LINEAR_TIME, offline=True)
