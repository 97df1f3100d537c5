"""What developers are told about changes of the schema, the latest first: shown at ``/developers/changes/``.

A change that breaks clients has to be named here, in the words in which `vlavirgem schema compare` tells of it, before
`python tools/reference.py write` takes it into the published schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """One change, or several that belong together. ``breaks`` are the sentences about what no longer works."""

    on: date
    title: str | Promise
    text: str | Promise
    breaks: tuple[str, ...] = ()


ANNOUNCED: tuple[Announcement, ...] = (
    Announcement(
        on=date(2026, 11, 22),
        title=_("The schema is published"),
        text=_(
            "The whole schema is a file that can be fetched, and each later version is compared with it. "
            "A field that is to go is marked as deprecated first, with its last day, and answers keep telling of it."
        ),
    ),
)
