"""Taking members out of a document: each with its place, and a refusal for what is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from pyoxigraph import NamedNode

from vlavirgem.refusal import Refusal

OURS: Final = "x-vlavirgem-"
_LONGEST_WORDS: Final = 500
_LONGEST_NAME: Final = 200
_MOST_NAMES: Final = 500
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]{3,1000}\Z")


def refusal(said: str, place: str, remedy: str = "") -> Refusal:
    """What is wrong with a document, and where (a JSON Pointer)."""
    return Refusal(
        said,
        remedy=remedy or _("Change the document there; the guide for operators has an example."),
        code="kind-document",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place or "/",
    )


def step(place: str, name: str) -> str:
    """One step further in a JSON Pointer (RFC 6901)."""
    return f"{place}/{name.replace('~', '~0').replace('/', '~1')}"


def members(given: Any, place: str) -> Mapping[str, Any]:
    """An object."""
    if not isinstance(given, dict):
        raise refusal(_("An object with members belongs here."), place)
    return given


def only(given: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    """Refuse a member that means nothing here: it would be kept and never held against a record."""
    for name in given:
        if name not in known:
            raise refusal(
                _("“%(name)s” is not known here.") % {"name": name},
                step(place, name),
                _("Leave it out. Known here: %(names)s.") % {"names": ", ".join(known)},
            )


def text(given: Mapping[str, Any], name: str, place: str, *, pattern: str, default: str | None = None) -> str:
    """A text that has a form; ``default`` where it may be absent."""
    value = given.get(name, default)
    if value is None:
        raise refusal(
            _("“%(name)s” lacks.") % {"name": name}, place, _("Give it; it follows %(pattern)s.") % {"pattern": pattern}
        )
    if not isinstance(value, str) or not (value == default or re.fullmatch(pattern, value)):
        raise refusal(
            _("“%(name)s” does not follow %(pattern)s.") % {"name": name, "pattern": pattern}, step(place, name)
        )
    return value


def address(given: Mapping[str, Any], name: str, place: str) -> str:
    """A web address, or nothing."""
    value = given.get(name, "")
    if value == "":
        return ""
    said = _("A web address belongs here that begins with https:// or http://.")
    if not isinstance(value, str) or not _ADDRESS.match(value):
        raise refusal(said, step(place, name))
    try:
        NamedNode(value)
    except ValueError as error:
        raise refusal(said, step(place, name)) from error
    return value


def truth(given: Mapping[str, Any], name: str, place: str) -> bool:
    """True or false; false where it is absent."""
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise refusal(_("True or false belongs here."), step(place, name))
    return value


def names(given: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    """A list of texts, each once."""
    value = given.get(name, [])
    if not isinstance(value, list) or not all(
        isinstance(each, str) and 0 < len(each) <= _LONGEST_NAME for each in value
    ):
        raise refusal(_("A list of texts belongs here."), step(place, name))
    if len(set(value)) != len(value) or len(value) > _MOST_NAMES:
        said = _("Each text stands here once, and at most %(most)s of them.") % {"most": _MOST_NAMES}
        raise refusal(said, step(place, name))
    return tuple(value)


def words(given: Mapping[str, Any], name: str, plain: str, place: str) -> dict[str, str]:
    """Words by language (``{"nl": ...}``), or the plain keyword of JSON Schema, for every language."""
    value = given.get(name)
    if value is None:
        value = {settings.LANGUAGE_CODE.split("-")[0]: given[plain]} if plain in given else {}
        name = plain
    languages = [code for code, _name in settings.LANGUAGES]
    if not isinstance(value, dict) or not set(value) <= set(languages):
        raise refusal(
            _("Words by language belong here: %(languages)s.") % {"languages": ", ".join(languages)}, step(place, name)
        )
    for said in value.values():
        if not isinstance(said, str) or not 0 < len(said.strip()) <= _LONGEST_WORDS:
            raise refusal(_("Words belong here, at most 500 characters."), step(place, name))
    return {language: value[language].strip() for language in languages if language in value}
