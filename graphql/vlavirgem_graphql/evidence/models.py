"""Checkpoints of the evidence logs, and who countersigned them. All of it is added to and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.evidence.querysets import CheckpointQuerySet, CountersignatureQuerySet
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, CommonsRow

ORIGIN_LENGTH = 300


class Checkpoint(CommonsModel):
    """What an organisation signs about its log: so many events, with this Merkle root (RFC 6962) over their hashes.

    Seen by the parties of its agreements and by the network, who countersign it. ``text`` is the checkpoint of C2SP's
    tlog-checkpoint with the log's own signature. ``proof`` shows that it goes on from the checkpoint before it, of
    ``previous_size`` events (0 where there is none): hashes of 32 bytes, one after the other.
    """

    append_only: ClassVar[bool] = True

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=ORIGIN_LENGTH)
    size = models.BigIntegerField()
    root = models.BinaryField()
    text = models.TextField()
    previous_size = models.BigIntegerField()
    proof = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, help_text="Set by the database.")

    objects = CheckpointQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        db_table = "evidence_checkpoint"
        verbose_name = _("checkpoint")
        ordering = ("-size",)
        constraints = [models.UniqueConstraint(fields=["owner", "size"], name="evidence_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"

    @property
    def path(self) -> list[bytes]:
        """The hashes of the proof that it goes on from the one before."""
        proof = bytes(self.proof)
        return [proof[at : at + 32] for at in range(0, len(proof), 32)]


class Countersignature(CommonsPart):
    """A witness's signature under another's checkpoint: this is the log that we saw then, and it still holds what we
    saw before. ``size`` and ``root`` are the witness's own copy of what it signed."""

    append_only: ClassVar[bool] = True
    commons_parent: ClassVar[str] = "checkpoint"

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="countersignatures")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    root = models.BinaryField()
    line = models.TextField(help_text="As C2SP's tlog-cosignature has it.")
    signed_at = models.DateTimeField()

    objects = CountersignatureQuerySet.as_manager()

    class Meta:
        db_table = "evidence_countersignature"
        verbose_name = _("countersignature")
        ordering = ("signed_at",)
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "owner"], name="evidence_countersignature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.size}"


class Subtree(CommonsRow):
    """The hash of a full subtree of 256 events, or of 256 such: what spares a proof reading the whole log again.

    ``level`` 1 is over 256 events, 2 over 65,536; ``place`` counts subtrees of that level from 0.
    """

    append_only: ClassVar[bool] = True

    level = models.PositiveSmallIntegerField()
    place = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "evidence_subtree"
        verbose_name = _("subtree")
        constraints = [models.UniqueConstraint(fields=["owner", "level", "place"], name="evidence_subtree_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.level}/{self.place}"
