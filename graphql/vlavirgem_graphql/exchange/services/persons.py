"""Persons in the log: a mark instead of a name, and forgetting who stood behind it."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.named_persons import NamedPerson
from vlavirgem_tenants.people.actors import Actor

SECRET_BYTES = 32


def mark_of(actor: Actor) -> str:
    """What stands in the log for who acts: a mark for a person, the name itself for what is none (a key, a command).

    The same person has one mark under one name, until it is forgotten. Two made at the same moment do no harm.
    """
    if actor.person_id is None:
        return actor.name
    known = NamedPerson.objects.filter(owner=actor.tenant, person_id=actor.person_id, name=actor.name).first()
    if known is None:
        known = NamedPerson(owner=actor.tenant, person_id=actor.person_id, name=actor.name)
        known.tie(secrets.token_bytes(SECRET_BYTES))
        known.save(force_insert=True)
    return known.mark


def forget(person_id: UUID) -> list[str]:
    """Remove every name and secret of a person in the current organisation's log; returns the marks that tell nothing
    any more. Raises Refusal where there are none."""
    marks = list(NamedPerson.objects.filter(person_id=person_id).values_list("mark", flat=True))
    if not marks:
        raise Refusal(
            _("This person does not stand in the log by name."),
            remedy=_("Look at the page Persons in the log."),
            code="no-such-person",
            status=HTTPStatus.NOT_FOUND,
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.exchange_forget_person(%s)", [person_id])
    return marks
