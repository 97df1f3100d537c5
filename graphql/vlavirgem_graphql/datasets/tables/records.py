"""Rows of a table as records of a kind, by a mapping of columns to fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.mapping.making import drafts_of
from vlavirgem_graphql.datasets.mapping.places import in_words, place_of, places_in, value_at
from vlavirgem_graphql.datasets.mapping.targets import Mapping, suggested, suggested_parts, targets_of
from vlavirgem_graphql.datasets.mapping.unknown import unknown_names
from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS
from vlavirgem_graphql.datasets.tables.reading import Table
from vlavirgem_graphql.exchange.kinds import FieldType, Kind

# Columns that often identify a row, the surest first.
_IDENTIFIERS: Final = ("uri", "id", "identificatie", "identifier", "nis", "ovo", "kbo", "number")
# A description or a day is of a thing, and names none.
_IDENTIFY_NOTHING: Final = frozenset({FieldType.HTML, FieldType.DATE, FieldType.DATE_TIME, FieldType.BOOLEAN})
_LONGEST_IDENTIFIER: Final = 200


@dataclass(frozen=True)
class Row:
    """A row as a document; ``address`` is the web address that identifies it, empty where it has none."""

    address: str
    content: dict[str, str]


def places_of(table: Table) -> list[str]:
    """The columns, written as places in a document."""
    return places_in([dict.fromkeys(table.columns, "")])


def suggested_columns(kind: Kind, table: Table) -> Mapping:
    """A mapping by the names of the columns, with the column that probably identifies a row."""
    exact = {target.name: place_of([target.name]) for target in targets_of(kind) if target.name in table.columns}
    mapping = suggested(kind, places_of(table)) | exact
    mapping = suggested_parts(kind, places_of(table), mapping.values()) | mapping
    key = _identifying(kind, table, mapping)
    return {**mapping, kind.key_field: place_of([key])} if key else mapping


def mapping_for(kind: Kind, table: Table, chosen: Mapping) -> Mapping:
    """What the names suggest with what was ``chosen`` over it (an empty place leaves a field empty).

    Raises :class:`Refusal` (400) for a field that the kind does not have, or a column that the table does not have.
    """
    fields = {kind.key_field, *(target.name for target in targets_of(kind))}
    columns = set(places_of(table))
    if unknown := sorted(chosen.keys() - fields):
        raise unknown_names(_("These fields are not known: %(names)s."), unknown, fields)
    if missing := sorted({place for place in chosen.values() if place} - columns):
        raise unknown_names(_("These columns are not in the table: %(names)s."), missing, columns)
    return {name: place for name, place in (suggested_columns(kind, table) | chosen).items() if place}


def _identifying(kind: Kind, table: Table, mapping: Mapping) -> str:
    """The column that has another value in each row: one whose name says so, else the title, else any short text."""
    named = {re.sub(r"[\s_-]|nummer$|code$", "", column.lower()): column for column in reversed(table.columns)}
    title = mapping.get(kind.title_field, "")
    unfit = {mapping.get(target.name) for target in targets_of(kind) if target.field.type in _IDENTIFY_NOTHING}
    others = [column for column in table.columns if (place := place_of([column])) != title and place not in unfit]
    titled = [column for column in table.columns if place_of([column]) == title]
    for column in [*(named[name] for name in _IDENTIFIERS if name in named), *titled, *others]:
        values = [row.get(column, "") for row in table.rows if row]
        if all(values) and len(set(values)) == len(values) and max(map(len, values), default=0) <= _LONGEST_IDENTIFIER:
            return column
    return ""


def records_of(table: Table, kind: Kind, mapping: Mapping, base: str) -> Iterator[RecordDraft]:
    """A draft per row. An identifier that is no web address is put after ``base``.

    Raises :class:`Refusal` (400) where no column identifies a row.
    """
    key = mapping.get(kind.key_field, "")
    if not key:
        raise Refusal(
            _("It is not known which column identifies a row."),
            remedy=_("Choose a column that has another value in each row, such as a number or a web address."),
            code="no-identifier",
            status=HTTPStatus.BAD_REQUEST,
            place=kind.key_field,
        )
    for number, content in enumerate(table.rows, start=2):
        value = str(value_at(content, key) or "")
        if not content:
            reason = _("It holds the national register number of a real person. Nothing of this record was stored.")
            yield RecordDraft(key=_("row %(number)s") % {"number": number}, refused=reason)
        elif not value:
            reason = _("Its column “%(column)s” is empty, which identifies it.") % {"column": key.removeprefix("/")}
            yield RecordDraft(key=_("row %(number)s") % {"number": number}, refused=reason)
        else:
            address = value if WEB_ADDRESS.match(value) else base + quote(value, safe="")
            (draft,) = drafts_of([Row(address, content)], kind, mapping)
            yield replace(draft, place=_where(number, draft.place)) if draft.refused else draft


def _where(number: int, place: str) -> str:
    """The row, as a person finds it in the file, and the column or the field."""
    row, within = _("row %(number)s") % {"number": number}, in_words(place)
    return f"{row}, {within}" if within else row


def unused_columns(table: Table, mapping: Mapping) -> list[str]:
    """The columns that fill no field: nothing of them is stored."""
    used = set(mapping.values())
    return [column for column in table.columns if place_of([column]) not in used]
