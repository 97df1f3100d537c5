"""Taking another key to sign with, on record in the log that it signs."""

from __future__ import annotations

from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_graphql.signatures.services import begin_key
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def replace_key(*, actor: Actor, reason: str) -> SigningKey:
    """Sign with another key from now on. What was signed stays valid; the private part of the old key is destroyed.

    Raises Refusal without the role.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    key = begin_key(actor.tenant)
    detail = {"public_key": bytes(key.public_key).hex(), "reason": reason}
    append_event(actor=actor, kind=EventKind.KEY_REPLACED, rows_of_offers={}, detail=detail)
    return key
