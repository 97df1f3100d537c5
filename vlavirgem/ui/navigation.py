"""The main navigation: one word for a thing in code, address and label. A place that is not installed is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vlavirgem.plugins import NavigationEntry, navigation


@dataclass(frozen=True)
class Place:
    """A link of the navigation; ``current`` is the value of aria-current, empty where the person is elsewhere."""

    label: Any
    url: str
    icon: str
    current: str


GROUPS: Sequence[Sequence[NavigationEntry]] = (
    (NavigationEntry(name="start", label=pgettext_lazy("navigation", "Start"), url_name="start"),),
    (
        NavigationEntry(name="services", label=_("Services"), url_name="services:list"),
        NavigationEntry(name="tryouts", label=_("Try-outs"), url_name="tryouts:list"),
        NavigationEntry(name="chains", label=_("Chains"), url_name="chains:list"),
        NavigationEntry(name="pilots", label=_("Pilots"), url_name="pilots:list"),
        NavigationEntry(name="purchases", label=_("Joint purchases"), url_name="purchases:list"),
    ),
    (
        NavigationEntry(name="knowledge", label=_("Knowledge"), url_name="knowledge:list"),
        NavigationEntry(name="data", label=_("Data"), url_name="data:index"),
        NavigationEntry(name="developers", label=_("Developers"), url_name="developers:index"),
    ),
    (NavigationEntry(name="manage", label=_("Management"), url_name="people:members", permission="people.manage"),),
)


def places(request: HttpRequest) -> list[list[Place]]:
    """The groups of places that this person can go to; entries of plug-ins stand in a group of their own."""
    groups = [[place for entry in group if (place := _place(entry, request))] for group in (*GROUPS, tuple(navigation))]
    return [group for group in groups if group]


def _place(entry: NavigationEntry, request: HttpRequest) -> Place | None:
    actor = getattr(request, "visitor", None)
    if entry.permission and not (actor and actor.may(entry.permission)):
        return None
    url = _address(entry)
    if url is None:
        return None
    return Place(entry.label, url, entry.name, _current(url, request.path))


def _address(entry: NavigationEntry) -> str | None:
    if entry.name == "start":
        return "/"
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:  # the room is not installed here
        return None


def _current(url: str, path: str) -> str:
    if url == path:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
