"""Forgetting a person in the log, on record in the log itself."""

from __future__ import annotations

from uuid import UUID

from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.named_persons import MARK_START
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.services.persons import forget
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def forget_person(*, actor: Actor, person_id: UUID, reason: str) -> UUID:
    """Destroy what ties a person's marks in the log to a name; the log stays whole. Returns the event that says so.

    Raises Refusal without the role, or where the person does not stand in the log by name.
    """
    actor.require(Permission.PEOPLE_MANAGE)
    marks = [mark.removeprefix(MARK_START).partition(":")[0] for mark in forget(person_id)]
    detail = {"persons": marks, "reason": reason}
    return append_event(actor=actor, kind=EventKind.PERSON_FORGOTTEN, rows_of_offers={}, detail=detail)
