"""Pages of the evidence log. By place, not by number: a log of a million events turns its last page as fast as its
first, and an event that comes in meanwhile moves no row from one page to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from vlavirgem_graphql.exchange.models import ExchangeEvent, IncomingEvent
from vlavirgem_graphql.exchange.querysets import number_in_chain

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class EventPage:
    """Events, the latest first. ``earlier`` is the place after which the next page goes on; empty on the last one."""

    events: list[Any]
    earlier: str
    later: bool


def page_of_ours(events: Any, before: str) -> EventPage:
    """A page of our own chain; ``before`` is a number of it, anything else is the first page."""
    number = number_in_chain(before)
    earlier = events.filter(sequence__lt=number) if number is not None else events
    return _page(earlier.order_by("-sequence"), lambda event: str(event.sequence), later=number is not None)


def page_of_others(events: Any, before: str) -> EventPage:
    """A page of what others' chains say; ``before`` is a moment and an id, since each chain has numbers of its own."""
    place = _moment_and_id(before)
    if place is not None:
        at, identity = place
        events = events.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, id__lt=identity))
    ordered = events.order_by("-occurred_at", "-id")
    return _page(ordered, lambda event: f"{event.occurred_at.isoformat()}~{event.pk}", later=place is not None)


def _page(events: Any, place: Any, *, later: bool) -> EventPage:
    found: list[ExchangeEvent | IncomingEvent] = list(events[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    return EventPage(shown, place(shown[-1]) if len(found) > ROWS_A_PAGE else "", later)


def _moment_and_id(text: str) -> tuple[Any, UUID] | None:
    moment, _tilde, identity = text.partition("~")
    try:
        at = parse_datetime(moment)
        return (at, UUID(identity)) if at and is_aware(at) else None
    except ValueError:
        return None
