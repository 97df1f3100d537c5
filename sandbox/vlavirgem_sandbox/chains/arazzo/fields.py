"""Looking at one place of a document after another, and remembering what is wrong where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.limits import MAX_LIST, MAX_TEXT
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.pointers import escape

NAME: Final = re.compile(r"[A-Za-z0-9_.\-]+\Z")
_MOST_PROBLEMS: Final = 100


@dataclass
class Problems:
    """What is wrong so far; the first hundred."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: str, message: str, remedy: str) -> None:
        """Something that keeps the document from being taken."""
        if len(self.found) < _MOST_PROBLEMS:
            self.found.append(Problem(severity="error", message=message, remedy=remedy, place=place or "/"))


@dataclass(frozen=True)
class At:
    """A value and its place. ``what`` names the kind of thing, for messages: "step", "parameter"."""

    value: JsonValue
    pointer: str
    problems: Problems
    what: str = ""

    def refuse(self, message: str, remedy: str, *, key: str = "") -> None:
        """Note a problem here, or at one of the fields."""
        self.problems.add(f"{self.pointer}/{escape(key)}" if key else self.pointer, message, remedy)

    def named(self, what: str) -> At:
        """The same place under the name of what stands there."""
        return replace(self, what=what)

    def fields(self, known: Collection[str]) -> JsonObject | None:
        """The object here, if it is one; fields that the standard does not have are refused (``x-`` may stand)."""
        if not isinstance(self.value, dict):
            self.refuse(
                _("This is no %(what)s: it has no named fields.") % {"what": self.what},
                _("Write it as the Arazzo standard has it."),
            )
            return None
        for key in self.value:
            if key not in known and not key.startswith("x-"):
                self.refuse(
                    _("“%(field)s” is no field of a %(what)s in Arazzo 1.0.") % {"field": key[:80], "what": self.what},
                    _("Take it out, check its spelling, or begin it with “x-”. Known: %(known)s.")
                    % {"known": ", ".join(sorted(known))},
                    key=key,
                )
        return self.value

    def at(self, key: str | int, what: str = "") -> At:
        """What stands under a field, None where there is no such field."""
        inside = None
        if isinstance(self.value, dict):
            inside = self.value.get(key)
        elif isinstance(self.value, list) and isinstance(key, int):
            inside = self.value[key]
        return At(inside, f"{self.pointer}/{escape(key)}", self.problems, what)

    def has(self, key: str) -> bool:
        """Whether the field is there."""
        return isinstance(self.value, dict) and key in self.value

    def text(self, key: str, *, required: bool = False, most: int = MAX_TEXT) -> str:
        """The text in a field; empty where there is none, or something else (which is then noted)."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if value is None and not (required or self.has(key)):
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            self.refuse(
                _("The field “%(field)s” of a %(what)s has to be a text.") % {"field": key, "what": self.what},
                _("Fill it in."),
                key=key if self.has(key) else "",
            )
            return ""
        if len(value) > most:
            self.refuse(
                _("This text is longer than %(most)d characters.") % {"most": most}, _("Make it shorter."), key=key
            )
            return ""
        return value

    def name(self, key: str) -> str:
        """A name that the standard asks to be plain: letters, digits, ``_``, ``-`` and ``.``."""
        value = self.text(key, required=True)
        if value and not NAME.match(value):
            self.refuse(
                _("“%(name)s” cannot be a name.") % {"name": value[:80]},
                _("Use letters, digits, “_”, “-” and “.” only."),
                key=key,
            )
        return value

    def prose(self, *keys: str) -> None:
        """Texts that only people read; they must be texts all the same."""
        for key in keys:
            self.text(key, most=10_000)

    def entries(self, key: str, what: str, *, most: int = MAX_LIST) -> Iterator[At]:
        """The members of the list in a field; none where it is not there."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if value is None and not self.has(key):
            return
        if not isinstance(value, list):
            self.refuse(
                _("“%(field)s” has to be a list.") % {"field": key}, _("Write each on a line with “- ”."), key=key
            )
            return
        if len(value) > most:
            self.refuse(
                _("There are %(count)d here; at most %(most)d are taken.") % {"count": len(value), "most": most},
                _("Split the flow over several chains."),
                key=key,
            )
            return
        here = self.at(key)
        for index in range(len(value)):
            yield here.at(index, what)

    def members(self, key: str, what: str, *, most: int = MAX_LIST) -> Iterator[tuple[str, At]]:
        """The named members of the object in a field; none where it is not there."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if value is None and not self.has(key):
            return
        here = self.at(key)
        if not isinstance(value, dict):
            here.refuse(_("“%(field)s” has to have named members.") % {"field": key}, _("Write each as “name: value”."))
            return
        if len(value) > most:
            here.refuse(
                _("There are %(count)d here; at most %(most)d are taken.") % {"count": len(value), "most": most},
                _("Split the flow over several chains."),
            )
            return
        for name in value:
            if NAME.match(name):
                yield name, here.at(name, what)
            else:
                here.refuse(
                    _("“%(name)s” cannot be a name.") % {"name": name[:80]},
                    _("Use letters, digits, “_”, “-” and “.” only."),
                    key=name,
                )
