"""Taking members out of a document: all that is not as it should be is noted with its place, and told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyoxigraph import NamedNode

from vlavirgem.refusal import Refusal

OURS: Final = "x-vlavirgem-"
_LONGEST_WORDS: Final = 500
_LONGEST_NAME: Final = 200
_MOST_NAMES: Final = 500
_MOST_TOLD: Final = 50
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


def mistakes_of(refused: Refusal) -> Sequence[Mapping[str, str]]:
    """Each mistake that a refusal tells: its ``place``, ``message`` and ``remedy``."""
    alone = {"place": refused.place, "message": refused.message, "remedy": refused.remedy}
    return refused.details or [alone]


def step(place: str, name: str) -> str:
    """One step further in a JSON Pointer (RFC 6901)."""
    return f"{place}/{name.replace('~', '~0').replace('/', '~1')}"


@dataclass
class Mistakes:
    """What is wrong with a document. Each place is told once: what else is wrong there may be gone with it."""

    found: dict[str, Refusal] = field(default_factory=dict)

    def note(self, mistake: Refusal) -> None:
        """Keep it, unless something was noted at its place already."""
        self.found.setdefault(mistake.place, mistake)

    def refuse(self) -> None:
        """Raise :class:`Refusal` where there is any; ``details`` tell each, with its place and remedy."""
        told = list(self.found.values())
        if len(told) < 2:  # noqa: PLR2004 - one is told by itself
            for mistake in told:
                raise mistake
            return
        said = ngettext(
            "%(count)s place in this document is not as it should be.",
            "%(count)s places in this document are not as they should be.",
            len(told),
        ) % {"count": len(told)}
        if len(told) > _MOST_TOLD:
            said += " " + _("The first %(most)s are told.") % {"most": _MOST_TOLD}
        raise Refusal(
            said,
            code="kind-document",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            details=tuple(dict(one) for each in told[:_MOST_TOLD] for one in mistakes_of(each)),
        )


@dataclass(frozen=True)
class Part:
    """An object of the document, at its place. What is wrong in it is noted, and read as if it were not there."""

    given: Mapping[str, Any]
    place: str
    mistakes: Mistakes

    def at(self, name: str) -> str:
        """The place of a member."""
        return step(self.place, name)

    def wrong(self, said: str, place: str, remedy: str = "") -> None:
        """Note what is wrong there."""
        self.mistakes.note(refusal(said, place, remedy))

    def part(self, name: str) -> Part | None:
        """A member that is an object; None where it is not."""
        given = self.given.get(name)
        if not isinstance(given, dict):
            self.wrong(_("An object with members belongs here."), self.at(name))
            return None
        return Part(given, self.at(name), self.mistakes)

    def only(self, known: Sequence[str]) -> None:
        """Nothing else: it would be kept and never held against a record."""
        for name in self.given:
            if name not in known:
                self.wrong(
                    _("“%(name)s” is not known here.") % {"name": name},
                    self.at(name),
                    _("Leave it out. Known here: %(names)s.") % {"names": ", ".join(known)},
                )

    def text(self, name: str, *, pattern: str, default: str | None = None) -> str:
        """A text that has a form; ``default`` where it may be absent. Empty where it is wrong."""
        value = self.given.get(name, default)
        if value is None:
            said, how = _("“%(name)s” lacks.") % {"name": name}, _("Give it; it follows %(pattern)s.")
            self.wrong(said, self.at(name), how % {"pattern": pattern})
            return ""
        if not isinstance(value, str) or not (value == default or re.fullmatch(pattern, value)):
            said = _("“%(name)s” does not follow %(pattern)s.") % {"name": name, "pattern": pattern}
            self.wrong(said, self.at(name))
            return ""
        return value

    def address(self, name: str) -> str:
        """A web address, or nothing."""
        value = self.given.get(name, "")
        if value == "" or (isinstance(value, str) and _is_address(value)):
            return str(value)
        self.wrong(_("A web address belongs here that begins with https:// or http://."), self.at(name))
        return ""

    def truth(self, name: str) -> bool:
        """True or false; false where it is absent."""
        value = self.given.get(name, False)
        if isinstance(value, bool):
            return value
        self.wrong(_("True or false belongs here."), self.at(name))
        return False

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        value = self.given.get(name, [])
        if not isinstance(value, list) or not all(
            isinstance(each, str) and 0 < len(each) <= _LONGEST_NAME for each in value
        ):
            self.wrong(_("A list of texts belongs here."), self.at(name))
            return ()
        if len(set(value)) != len(value) or len(value) > _MOST_NAMES:
            said = _("Each text stands here once, and at most %(most)s of them.") % {"most": _MOST_NAMES}
            self.wrong(said, self.at(name))
            return ()
        return tuple(value)

    def words(self, name: str, plain: str) -> dict[str, str]:
        """Words by language (``{"nl": ...}``), or the plain keyword of JSON Schema, for every language."""
        value = self.given.get(name)
        if value is None:
            value = {settings.LANGUAGE_CODE.split("-")[0]: self.given[plain]} if plain in self.given else {}
            name = plain
        languages = [code for code, _name in settings.LANGUAGES]
        if not isinstance(value, dict) or not set(value) <= set(languages):
            said = _("Words by language belong here: %(languages)s.") % {"languages": ", ".join(languages)}
            self.wrong(said, self.at(name))
            return {}
        if not all(isinstance(said, str) and 0 < len(said.strip()) <= _LONGEST_WORDS for said in value.values()):
            self.wrong(_("Words belong here, at most 500 characters."), self.at(name))
            return {}
        return {language: value[language].strip() for language in languages if language in value}


def _is_address(value: str) -> bool:
    try:
        return bool(_ADDRESS.match(value) and NamedNode(value))
    except ValueError:
        return False
