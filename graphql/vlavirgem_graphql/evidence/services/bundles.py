"""Proof of one event to take away: its payload, its place in the log, and a checkpoint that holds it, all signed."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from vlavirgem_graphql.evidence.models import Checkpoint, Countersignature
from vlavirgem_graphql.evidence.services.checkpoints import log_key, origin_of, signed_text, witness_key
from vlavirgem_graphql.evidence.trees import Hashes, LogTree, own_hashes, partys_hashes
from vlavirgem_graphql.evidence.verifier import BUNDLE, Key
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_graphql.exchange.named_persons import NamedPerson
from vlavirgem_tenants.directory.models import Tenant

_OF_ANOTHER = (
    "SELECT log_id, place, link, link_before, told, person, person_secret FROM public.evidence_event_for_party(%s)"
)


@dataclass(frozen=True)
class _Seen:
    """An event as far as the reader may see it. ``payload`` is None where it is about others too."""

    log: Tenant
    sequence: int
    hash: bytes
    previous_hash: bytes
    payload: str | None
    person: tuple[str, bytes] | None
    hashes: Hashes


def bundle_of(tenant: Tenant, event_id: UUID) -> dict[str, Any] | None:
    """The bundle of one event of the organisation's own log, or of another's where it is about our data; else None.

    Its form is in docs/developers/evidence.md. Without a checkpoint that holds it yet, it proves nothing and says so.
    """
    seen = _own(tenant, event_id) or _of_another(event_id)
    if seen is None:
        return None
    checkpoint = _checkpoint_with(seen)
    signed: list[Countersignature] = []
    inclusion = None
    if checkpoint is not None:
        signed = list(checkpoint.countersignatures.select_related("key__owner"))
        path = LogTree(seen.hashes, checkpoint.size).inclusion(seen.sequence - 1)
        inclusion = {"size": checkpoint.size, "path": [base64.b64encode(step).decode() for step in path]}
    return {
        "format": BUNDLE,
        "id": str(event_id),
        "log": checkpoint.origin if checkpoint else origin_of(seen.log),
        "event": {
            "sequence": seen.sequence,
            "hash": seen.hash.hex(),
            "previous_hash": seen.previous_hash.hex(),
            "payload": seen.payload,
            "person": _person_of(seen),
        },
        "inclusion": inclusion,
        "checkpoint": signed_text(checkpoint, signed) if checkpoint else None,
        "keys": keys_of(checkpoint, signed) if checkpoint else [],
    }


def keys_of(checkpoint: Checkpoint, signed: Iterable[Countersignature]) -> list[str]:
    """The public keys of who signed, each with its moments."""
    return [key_text(log_key(checkpoint.key)), *(key_text(witness_key(each.key)) for each in signed)]


def key_text(key: Key) -> str:
    """A key with its first and its last moment behind it, as verifiers read it."""
    return " ".join([key.text, *(moment.isoformat() for moment in (key.since, key.until) if moment)])


def _person_of(seen: _Seen) -> dict[str, str] | None:
    """The name behind the mark in the payload, with the secret that shows it; None where there is none, or no more."""
    if seen.person is None or seen.payload is None:
        return None
    name, secret = seen.person
    return {"name": name, "secret": secret.hex()}


def _own(tenant: Tenant, event_id: UUID) -> _Seen | None:
    event = ExchangeEvent.objects.filter(owner=tenant, pk=event_id).first()
    if event is None:
        return None
    known = NamedPerson.objects.filter(mark=event.actor).first()
    return _Seen(
        tenant,
        event.sequence,
        bytes(event.hash),
        bytes(event.previous_hash),
        event.payload,
        (known.name, bytes(known.secret)) if known else None,
        own_hashes(tenant),
    )


def _of_another(event_id: UUID) -> _Seen | None:
    with connection.cursor() as cursor:
        cursor.execute(_OF_ANOTHER, [event_id])
        row = cursor.fetchone()
    if row is None:
        return None
    log_id, sequence, link, link_before, told, name, secret = row
    log = Tenant.objects.get(pk=log_id)
    person = (name, bytes(secret)) if name else None
    return _Seen(log, sequence, bytes(link), bytes(link_before), told, person, partys_hashes(event_id))


def _checkpoint_with(seen: _Seen) -> Checkpoint | None:
    """The first one that holds the event and that somebody countersigned, else the first one that holds it."""
    holding = Checkpoint.objects.of(seen.log).select_related("key__owner").filter(size__gte=seen.sequence)
    witnessed = Countersignature.objects.filter(checkpoint=OuterRef("pk"))
    return holding.order_by(Exists(witnessed).desc(), "size").first()
