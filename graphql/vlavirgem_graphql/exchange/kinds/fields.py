"""Short ways to write the fields of a declaration, one per sort of value."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, KindField, Text
from vlavirgem_graphql.exchange.kinds.namespaces import IDENTITY


def identifier(label: Text) -> KindField:
    """The address that identifies a record; each kind has one."""
    return KindField(name="uri", type=FieldType.URI, label=label, property_uri=IDENTITY, required=True)


class More(TypedDict, total=False):
    """What a field may say besides; see :class:`KindField`."""

    many: bool
    required: bool
    hint: Text
    language: str
    other_uris: tuple[str, ...]
    as_text: bool
    concepts: str
    class_uri: str
    known_codes: tuple[str, ...]
    limits: tuple[tuple[str, Any], ...]


def words(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """Text in a language (that of the record, unless it is always in ``language``): a name, a title, a keyword."""
    return KindField(name=name, type=FieldType.TEXT, label=label, property_uri=uri, also=also, in_language=True, **more)


def text(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """Text that is in no language: a number, a telephone number, a house number."""
    return KindField(name=name, type=FieldType.TEXT, label=label, property_uri=uri, also=also, **more)


def html(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """Text with mark-up, in a language."""
    return KindField(name=name, type=FieldType.HTML, label=label, property_uri=uri, also=also, **more)


def address_of(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """The web address of something else; ``as_text`` where the profile writes it as a text."""
    return KindField(name=name, type=FieldType.URI, label=label, property_uri=uri, also=also, **more)


def code(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """A concept of a code list; ``concepts`` is what stands before the code in its address."""
    return KindField(name=name, type=FieldType.CODE, label=label, property_uri=uri, also=also, **more)


def day(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """A date."""
    return KindField(name=name, type=FieldType.DATE, label=label, property_uri=uri, also=also, **more)


def moment(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """A date with its time and time zone."""
    return KindField(name=name, type=FieldType.DATE_TIME, label=label, property_uri=uri, also=also, **more)


def yes_or_no(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """True or false."""
    return KindField(name=name, type=FieldType.BOOLEAN, label=label, property_uri=uri, also=also, **more)


def number(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """A whole number."""
    return KindField(name=name, type=FieldType.INTEGER, label=label, property_uri=uri, also=also, **more)


def decimal(name: str, uri: str, label: Text, *also: str, **more: Unpack[More]) -> KindField:
    """A number, with decimals or without."""
    return KindField(name=name, type=FieldType.DECIMAL, label=label, property_uri=uri, also=also, **more)


def group(
    name: str,
    uri: str,
    label: Text,
    group_name: str,
    fields: tuple[KindField, ...],
    *also: str,
    class_uri: str = "",
    other_uris: tuple[str, ...] = (),
) -> KindField:
    """A list of things with fields of their own: ``group_name`` is their GraphQL type, ``class_uri`` what they are."""
    return KindField(
        name=name,
        type=FieldType.GROUP,
        label=label,
        property_uri=uri,
        many=True,
        group_name=group_name,
        fields=fields,
        also=also,
        class_uri=class_uri,
        other_uris=other_uris,
    )
