"""Countersigning the checkpoints of others: only a log that still holds all that we saw of it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils import timezone

from vlavirgem_graphql.evidence.models import Checkpoint, Countersignature
from vlavirgem_graphql.evidence.services.checkpoints import log_key, signature_line, witness_key
from vlavirgem_graphql.evidence.verifier import (
    TIME_BYTES,
    EvidenceError,
    check_consistency,
    cosigned_text,
    read_checkpoint,
)
from vlavirgem_graphql.signatures.services import Signer, signer_of
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True)
class Distrusted:
    """A log that we do not countersign, and why."""

    log: Tenant
    reason: str


@dataclass
class Witnessed:
    """What came of a round: what we countersigned, and which logs we did not."""

    signed: list[Countersignature] = field(default_factory=list)
    distrusted: list[Distrusted] = field(default_factory=list)


def countersign_others(*, actor: Actor) -> Witnessed:
    """Countersign the latest checkpoint of each log that we see, unless it does not go on from what we saw before.

    Raises Refusal without the role or where our key cannot be opened.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    done = Witnessed()
    by_log: dict[int, list[Checkpoint]] = {}
    for checkpoint in _not_seen(actor.tenant):
        by_log.setdefault(checkpoint.owner_id, []).append(checkpoint)
    if not by_log:
        return done
    signer = signer_of(actor.tenant)
    for waiting in by_log.values():
        try:
            _check(waiting, Countersignature.objects.latest_by(actor.tenant, waiting[0].owner))
            done.signed.append(_countersign(signer, waiting[-1]))
        except EvidenceError as reason:
            done.distrusted.append(Distrusted(waiting[0].owner, str(reason)))
    return done


def _not_seen(witness: Tenant) -> list[Checkpoint]:
    """The checkpoints of others since the last one of theirs that we countersigned, in their order."""
    seen: dict[int, int] = {}
    for log_id, size in Countersignature.objects.filter(owner=witness).values_list("checkpoint__owner_id", "size"):
        seen[log_id] = max(size, seen.get(log_id, 0))
    others = Checkpoint.objects.of_others(witness).order_by("owner_id", "size")
    return [each for each in others if each.size > seen.get(each.owner_id, 0)]


def _check(waiting: Sequence[Checkpoint], last: Countersignature | None) -> None:
    """Each signed by its log, and each going on from the one before; the first from what we countersigned last."""
    place = (last.size, bytes(last.root)) if last else None
    for checkpoint in waiting:
        read = read_checkpoint(checkpoint.text)
        read.witnesses([log_key(checkpoint.key)])
        if read.log != checkpoint.origin or read.place != (checkpoint.size, bytes(checkpoint.root)):
            raise EvidenceError(f"the checkpoint of {checkpoint.size} says other than what was signed")
        if place is not None:
            if checkpoint.previous_size != place[0]:
                raise EvidenceError(f"the checkpoint of {checkpoint.size} does not go on from that of {place[0]}")
            check_consistency(place, read.place, checkpoint.path)
        place = read.place


def _countersign(signer: Signer, checkpoint: Checkpoint) -> Countersignature:
    moment = timezone.now()
    time = int(moment.timestamp())
    body = read_checkpoint(checkpoint.text).body
    signature = time.to_bytes(TIME_BYTES) + signer.sign(cosigned_text(body, time))
    return Countersignature.objects.create(
        owner=signer.key.owner,
        checkpoint=checkpoint,
        key=signer.key,
        size=checkpoint.size,
        root=bytes(checkpoint.root),
        line=signature_line(witness_key(signer.key), signature),
        signed_at=datetime.fromtimestamp(time, UTC),
    )
