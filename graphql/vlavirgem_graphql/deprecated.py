"""What is said of a field that goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Deprecated:
    """Since when a field is deprecated, the last day on which it answers, and the field that comes in its place (as
    clients write it; empty where there is none)."""

    since: date
    last_day: date
    instead: str = ""

    @property
    def reason(self) -> str:
        """The same for people, in the active language."""
        told = _("Goes after %(day)s.") % {"day": self.last_day.isoformat()}
        return f"{told} {_('Use %(field)s.') % {'field': self.instead}}" if self.instead else told


@dataclass(frozen=True)
class DeprecatedPlace:
    """A field, argument, input field or value of an enumeration that goes, as the specification writes its place."""

    place: str
    said: Deprecated

    def as_json(self) -> dict[str, str]:
        """For the answer's ``extensions``."""
        told = {"place": self.place, "lastDay": self.said.last_day.isoformat(), "instead": self.said.instead}
        return {name: value for name, value in told.items() if value}
