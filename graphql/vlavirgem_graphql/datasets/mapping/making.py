"""A document as a record of a kind, by a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from vlavirgem_graphql.datasets.checking import checked
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.mapping.places import EVERY, split_at_list, value_at
from vlavirgem_graphql.datasets.mapping.targets import Mapping
from vlavirgem_graphql.datasets.mapping.values import as_held, day_of, members_of, moment_of
from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS, clean_html
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.models import TITLE_LENGTH

_READERS = {FieldType.DATE: day_of, FieldType.DATE_TIME: moment_of}


class Document(Protocol):
    """What becomes a record: its content, and the web address that identifies it."""

    @property
    def address(self) -> str: ...
    @property
    def content(self) -> Any: ...


class DoesNotFit(Exception):  # noqa: N818 - told to people as what became of a record
    """A value is not what the field holds. ``place`` is where it stands in the document."""

    def __init__(self, reason: str, place: str) -> None:
        super().__init__(reason)
        self.place = place


def drafts_of(documents: Iterable[Document], kind: Kind, mapping: Mapping) -> list[RecordDraft]:
    """Each document as a record, or with the reason why it is none."""
    return [_draft(document, kind, mapping) for document in documents]


def _draft(document: Document, kind: Kind, mapping: Mapping) -> RecordDraft:
    if not isinstance(document.content, dict):
        return RecordDraft(key=document.address, refused=_("It is no object with fields."), place="/")
    try:
        body = {kind.key_field: document.address, **_body(document.content, kind, mapping)}
    except DoesNotFit as reason:
        # As any other, so that nothing of a real person comes out by the reason.
        called = value_at(document.content, mapping.get(kind.title_field, ""))
        title = called[:TITLE_LENGTH] if isinstance(called, str) else ""
        return checked(RecordDraft(key=document.address, title=title, refused=str(reason), place=reason.place), kind)
    title = str(body.get(kind.title_field, ""))[:TITLE_LENGTH]
    return checked(RecordDraft(key=document.address, title=title, body=body), kind)


def _body(content: dict[str, Any], kind: Kind, mapping: Mapping) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for field in kind:
        if field.name == kind.key_field:
            continue
        place = mapping.get(field.name, "")
        value = _group(field, content, mapping) if field.type is FieldType.GROUP else _value(field, content, place)
        if value not in (None, []):
            body[field.name] = value
        elif field.required:
            raise DoesNotFit(_("It has no “%(field)s”, which every record has.") % {"field": field.label}, place or "/")
    return body


def _group(group: KindField, content: dict[str, Any], mapping: Mapping) -> list[dict[str, Any]]:
    """The parts of a group; one of each member where they stand in a list."""
    places = {part: place for part in group.fields if (place := mapping.get(f"{group.name}/{part.name}"))}
    over = {split_at_list(place)[0] for place in places.values()} - {""}
    if len(over) > 1:
        reason = _("The parts of “%(field)s” are taken from different lists.") % {"field": group.label}
        raise DoesNotFit(reason, min(over))
    members: Sequence[Any] = value_at(content, f"{over.pop()}/{EVERY}") if over else [None]
    made = [_member(places, content, member) for member in members]
    return [each for each in made if each]


def _member(places: dict[KindField, str], content: dict[str, Any], member: Any) -> dict[str, Any]:
    found = {}
    for part, place in places.items():
        over, after = split_at_list(place)
        value = _value(part, member, after) if over else _value(part, content, place)
        if value not in (None, []):
            found[part.name] = value
    return found


def _value(field: KindField, content: Any, place: str) -> Any:
    value = value_at(content, place) if place else None
    if value in (None, ""):
        return None
    if field.many:
        return [_one(field, each, place) for each in members_of(value)]
    return _one(field, value, place)


def _one(field: KindField, value: Any, place: str) -> Any:
    """The value as the field holds it: a number is a text where the field is one, and HTML is cleaned."""
    value = as_held(field, value)
    if field.type is FieldType.HTML and isinstance(value, str):
        return clean_html(value)[0]
    if field.type is FieldType.URI and not (isinstance(value, str) and WEB_ADDRESS.match(value)):
        reason = _("“%(field)s” takes a web address that begins with https:// or http://.") % {"field": field.label}
        raise DoesNotFit(reason, place)
    if read := _READERS.get(field.type):
        held = read(value.strip()) if isinstance(value, str) else None
        if held is None:
            raise DoesNotFit(_("“%(field)s” takes a date.") % {"field": field.label}, place)
        return held
    return value
