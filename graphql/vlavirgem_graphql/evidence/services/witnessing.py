"""Countersigning the checkpoints of others: only a log that still holds all that we saw of it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Max
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
    signed = Countersignature.objects.filter(owner=actor.tenant)
    seen = dict(signed.values_list("checkpoint__owner_id").annotate(Max("size")))
    latest = Checkpoint.objects.of_others(actor.tenant).order_by("owner_id", "-size").distinct("owner_id")
    waiting = [each for each in latest if each.size > seen.get(each.owner_id, 0)]
    if not waiting:
        return done
    signer = signer_of(actor.tenant)
    for checkpoint in waiting:
        try:
            _check(_since(seen.get(checkpoint.owner_id), checkpoint), actor.tenant)
            done.signed.append(_countersign(signer, checkpoint))
        except EvidenceError as reason:
            done.distrusted.append(Distrusted(checkpoint.owner, str(reason)))
    return done


def _since(seen: int | None, latest: Checkpoint) -> list[Checkpoint]:
    """The checkpoints of a log since the one that we countersigned last, in their order; of a log that is new to us,
    the latest alone."""
    if seen is None:
        return [latest]
    return list(Checkpoint.objects.of(latest.owner).select_related("key__owner").filter(size__gt=seen).order_by("size"))


def _check(waiting: Sequence[Checkpoint], witness: Tenant) -> None:
    """Each signed by its log, and each going on from the one before; the first from what we countersigned last."""
    last = Countersignature.objects.latest_by(witness, waiting[-1].owner)
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
