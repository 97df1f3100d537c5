"""A record as a program or a form gives it, made into a draft: what may be shown or linked to is made safe first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_graphql.datasets.checking import checked
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS, clean_html, clean_text
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.models import TITLE_LENGTH


class _NoWebAddress(Exception):  # noqa: N818 - told to people, with the place
    """A field of type URI that no page could make a link of."""


def draft_of(kind: Kind, given: Mapping[str, Any]) -> RecordDraft:
    """The whole record, checked as at an import; what is null or not given is not there.

    Days and moments may be Python's; texts lose control characters and tags, HTML what is not safe.
    """
    key = str(given.get(kind.key_field) or "")
    try:
        body = _members(kind.fields, given, "")
    except _NoWebAddress as reason:
        said = _("It takes a web address that begins with https:// or http://.")
        return checked(RecordDraft(key=key, refused=said, place=str(reason)), kind)
    title = str(body.get(kind.title_field, ""))[:TITLE_LENGTH]
    return checked(RecordDraft(key=key, title=title, body=body), kind)


def _members(fields: Iterable[KindField], given: Mapping[str, Any], place: str) -> dict[str, Any]:
    found = {field.name: _value(field, given.get(field.name), f"{place}/{field.name}") for field in fields}
    return {name: value for name, value in found.items() if value is not None}


def _value(field: KindField, value: Any, place: str) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_one(field, each, f"{place}/{at}") for at, each in enumerate(value)]
    return _one(field, value, place)


def _one(field: KindField, value: Any, place: str) -> Any:
    if field.type is FieldType.GROUP:
        return _members(field.fields, value, place)
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    if field.type is FieldType.HTML:
        return clean_html(value)[0]
    if field.type is FieldType.TEXT:
        return clean_text(value)[0]
    if field.type is FieldType.URI and not WEB_ADDRESS.match(value):
        raise _NoWebAddress(place)
    return value
