"""Denials of pages and of try-outs, in the same log as those of the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID, uuid4

from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import after_request


def record_denial(actor: Actor, refused: Mapping[str, str]) -> UUID:
    """Append, when the request has ended, that ``actor`` was refused this; the id that the event will have."""
    event_id = uuid4()
    after_request(partial(_append, actor, dict(refused), event_id))
    return event_id


def _append(actor: Actor, refused: Mapping[str, str], event_id: UUID) -> None:
    append_event(actor=actor, kind=EventKind.DENIED, rows_of_offers={}, detail=refused, event_id=event_id)
