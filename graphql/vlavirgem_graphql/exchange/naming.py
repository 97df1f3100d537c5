"""Who did it, as pages say it: names for the marks of persons in the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.named_persons import MARK_START, NamedPerson


def name_actors(events: Iterable[Any]) -> None:
    """Give each event ``who``: the name behind its actor, found in one query for all of them."""
    listed = list(events)
    marks = {event.actor for event in listed if event.actor.startswith(MARK_START)}
    names = dict(NamedPerson.objects.filter(mark__in=marks).values_list("mark", "name")) if marks else {}
    for event in listed:
        event.who = names.get(event.actor, _("a person who was forgotten") if event.actor in marks else event.actor)
