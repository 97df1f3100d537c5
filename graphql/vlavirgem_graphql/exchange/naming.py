"""Who did it and why, as pages say it: names for the marks of persons in the log, words for the code of a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.named_persons import MARK_START, NamedPerson
from vlavirgem_graphql.exchange.reasons import refused_for


def name_actors(events: Iterable[Any]) -> None:
    """Give each event ``who``: the name behind its actor, found in one query for all of them; and of what was hashed
    ``why``, and ``delegated_to`` (a supplier's program), which are empty where it does not say so or is not told."""
    listed = list(events)
    marks = {event.actor for event in listed if event.actor.startswith(MARK_START)}
    names = dict(NamedPerson.objects.filter(mark__in=marks).values_list("mark", "name")) if marks else {}
    for event in listed:
        event.who = names.get(event.actor, _("a person who was forgotten") if event.actor in marks else event.actor)
        detail = _detail_of(event.payload)
        why = _text(detail, "reason")
        event.why = refused_for(why) if event.kind == "denied" else why
        event.delegated_to = _text(detail, "reader")


def _detail_of(payload: str | None) -> Mapping[str, Any]:
    """What an event tells besides its columns; nothing where that is not told, or was tampered with."""
    try:
        told = json.loads(payload or "{}")
    except ValueError:
        return {}
    detail = told.get("detail") if isinstance(told, dict) else None
    return detail if isinstance(detail, dict) else {}


def _text(detail: Mapping[str, Any], name: str) -> str:
    said = detail.get(name)
    return said if isinstance(said, str) else ""
