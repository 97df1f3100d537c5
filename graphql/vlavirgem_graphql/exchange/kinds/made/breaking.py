"""What of a changed document would break those who use the kind: then it is a version of its own.

Compatible is what a program that reads or writes records does not notice: another word for people, a field more that
need not be there, a limit that became wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds.declaration import Kind, KindField
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, step


@dataclass(frozen=True)
class Break:
    """One thing that would break, and where it stands in the document (a JSON Pointer)."""

    said: str
    place: str


# Limits that are wider when they are lower, and those that are wider when they are higher.
_LOWER = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems"})
_HIGHER = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems"})


def breaks_between(before: Kind, after: Kind) -> list[Break]:
    """What breaks where ``after`` takes the place of ``before``; nothing where it can."""
    return [*_of_kind(before, after), *_of_fields(before.fields, after.fields, "")]


def _of_kind(before: Kind, after: Kind) -> Iterator[Break]:
    for attribute, name in (
        ("type_name", "type"),
        ("connection_name", "list"),
        ("class_uri", "class"),
        ("title_field", "title"),
    ):
        if getattr(before, attribute) != getattr(after, attribute):
            yield Break(_("It was “%(before)s”.") % {"before": getattr(before, attribute)}, step("", OURS + name))


def _of_fields(before: Sequence[KindField], after: Sequence[KindField], place: str) -> Iterator[Break]:
    now, here = {field.name: field for field in after}, step(place, "properties")
    for field in before:
        at = step(here, field.name)
        if field.name in now:
            yield from _of_field(field, now[field.name], at)
        else:
            yield Break(_("The field “%(name)s” is gone.") % {"name": field.name}, at)
    known = {field.name for field in before}
    for field in after:
        if field.name not in known and field.required:
            said = _("The new field “%(name)s” must be there; records that exist do not have it.")
            yield Break(said % {"name": field.name}, step(here, field.name))


def _of_field(before: KindField, after: KindField, place: str) -> Iterator[Break]:
    if (before.type, before.many) != (after.type, after.many):
        yield Break(_("It holds something else than before."), place)
        return
    if before.required != after.required:
        yield Break(_("Whether it must be there has changed."), place)
    if (before.property_uri, before.class_uri, before.concepts) != (
        after.property_uri,
        after.class_uri,
        after.concepts,
    ):
        yield Break(_("As linked data it stands for something else."), place)
    if (before.in_language, before.language) != (after.in_language, after.language):
        yield Break(_("Whether its text is in a language has changed."), place)
    for name in _narrowed(dict(before.limits), dict(after.limits)):
        yield Break(_("“%(name)s” asks more than before.") % {"name": name}, step(place, name))
    for name in _narrowed(dict(before.list_limits), dict(after.list_limits)):
        yield Break(_("“%(name)s” asks more than before.") % {"name": name}, step(place, name))
    yield from _of_fields(before.fields, after.fields, step(place, "items"))


def _narrowed(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, limit in after.items():
        was = before.get(name)
        if was == limit or (name == "uniqueItems" and not limit):
            continue
        wider = was is not None and (
            (name in _LOWER and limit < was)
            or (name in _HIGHER and limit > was)
            or (name == "enum" and set(was) <= set(limit))
        )
        if not wider:
            yield name
