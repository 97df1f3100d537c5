"""The log of changes: one row for each record, agreement or try-out that changed. Triggers write it, nobody else.

A reader follows it by the pair of ``xact`` and ``number``, and only as far as every transaction has ended that began to
write before (:mod:`vlavirgem_graphql.changes.marks`). So what is still being committed is never passed over, and nobody
who changes something waits for another.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import NAME_LENGTH
from vlavirgem_tenants.commons.base import CommonsRow
from vlavirgem_tenants.directory.models import Tenant


class Subject(models.TextChoices):
    """What changed."""

    RECORD = "record", _("record")
    AGREEMENT = "agreement", _("agreement")
    TRYOUT = "tryout", _("try-out")


class RecordVerb(models.TextChoices):
    """What happened to a record that is offered."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


class Change(CommonsRow):
    """That something changed, never what it was or became.

    ``owner`` did it. Read by it, by the other party of an agreement (``party_id``), and what happened to a record by
    who has a live grant that had begun by then; where that covers some rows only, by who has it on this row, before or
    after (``agreement_ids``). ``xact`` is PostgreSQL's number of the transaction (64 bits).
    """

    commons_write: ClassVar[bool] = False
    commons_read_also: ClassVar[str] = (
        "party_id = {me} OR (offer_id IS NOT NULL AND EXISTS ("
        "SELECT 1 FROM public.exchange_grant live WHERE live.offer_id = changes_change.offer_id"
        " AND (live.consumer_id = {me} OR live.consumer_id IS NULL)"
        " AND live.paused_at IS NULL AND live.ended_at IS NULL"
        " AND live.valid_from <= changes_change.at AND live.valid_from <= now() AND live.valid_until > now()"
        " AND (live.row_filter IS NULL"
        " OR coalesce(live.agreement_id, live.open_terms_id) = ANY (changes_change.agreement_ids))))"
    )

    created_at = None  # type: ignore[assignment]  # Django's way to leave a base's column out
    updated_at = None  # type: ignore[assignment]
    owner = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    xact = models.BigIntegerField()
    number = models.BigIntegerField()  # the database counts (migration 0002)
    at = models.DateTimeField()
    subject = models.CharField(max_length=10, choices=Subject.choices)
    subject_id = models.UUIDField()
    verb = models.CharField(max_length=20)
    kind = models.CharField(max_length=NAME_LENGTH, blank=True)  # of a record
    offer_id = models.UUIDField(null=True)  # of a record; no foreign key, since an offer may go
    # Of a record: the agreements with conditions on rows that it meets, or met before.
    agreement_ids = ArrayField(models.UUIDField(), default=list)
    party_id = models.BigIntegerField(null=True)  # the other party of an agreement

    class Meta:
        db_table = "changes_change"
        verbose_name = _("change")
        ordering = ("xact", "number")
        indexes = [models.Index(fields=["xact", "number"], name="changes_in_order")]

    def __str__(self) -> str:
        return f"{self.subject} {self.verb}"
