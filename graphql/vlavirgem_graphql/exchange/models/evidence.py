"""The evidence of each read and each act: one function appends an event, which never changes (``trust.md``)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.querysets import EventQuerySet
from vlavirgem_tenants.commons.models import CommonsRow
from vlavirgem_tenants.directory.models import Tenant


class EventKind(models.TextChoices):
    """What the evidence log tells."""

    READ = "read", _("read")
    DENIED = "denied", _("denied")
    PUBLISHED = "published", _("published")
    OFFER_WITHDRAWN = "offer-withdrawn", _("offer withdrawn")
    TERMS_OPENED = "terms-opened", _("open terms published")
    TERMS_CLOSED = "terms-closed", _("open terms closed")
    PROPOSED = "proposed", _("proposed")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused")
    COUNTERED = "countered", _("answered with other terms")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    REVOKED = "revoked", _("revoked")
    DELEGATED = "delegated", _("delegated to a supplier")
    DELEGATION_ENDED = "delegation-ended", _("delegation revoked")
    KEY_REPLACED = "key-replaced", _("signing key replaced")
    RESTORED = "restored", _("restored from a backup")
    PERSON_FORGOTTEN = "person-forgotten", _("person forgotten")


WITHOUT_AGREEMENT = (
    EventKind.READ,
    EventKind.DENIED,
    EventKind.PUBLISHED,
    EventKind.OFFER_WITHDRAWN,
    EventKind.TERMS_OPENED,
    EventKind.TERMS_CLOSED,
    EventKind.KEY_REPLACED,
    EventKind.RESTORED,
    EventKind.PERSON_FORGOTTEN,
)


class EventFacts(models.Model):
    """The columns that our own log and the view on the others' logs both have."""

    sequence = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    actor = models.CharField(max_length=200)
    agreement_id = models.UUIDField(null=True)
    offer_ids = ArrayField(models.UUIDField())
    row_counts = ArrayField(models.IntegerField())
    hash = models.BinaryField()

    class Meta:
        abstract = True

    @property
    def rows(self) -> int:
        """How many records were read."""
        return sum(self.row_counts)


class ExchangeEvent(EventFacts, CommonsRow):
    """A link of one tenant's hash chain. ``owner`` is the tenant whose act it was; only that tenant reads the row.

    ``hash`` = SHA-256(``previous_hash`` || ``payload`` as UTF-8); ``payload`` is the exact JSON text that was hashed
    and holds the other columns too. Appended by the SQL function ``exchange_append_event`` and in no other way.
    """

    commons_write: ClassVar[bool] = False

    created_at = None  # type: ignore[assignment]  # Django's way to leave a base's column out
    updated_at = None  # type: ignore[assignment]  # an event never changes
    # Its index is that of the sequence.
    owner = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    previous_hash = models.BinaryField()
    payload = models.TextField()
    provider_ids = ArrayField(models.BigIntegerField())

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "exchange_event"
        verbose_name = _("evidence")
        ordering = ("-sequence",)
        constraints = [
            models.UniqueConstraint(fields=["owner", "sequence"], name="exchange_event_sequence"),
            # A tenant calls the function that appends with words of its own.
            models.CheckConstraint(
                condition=models.Q(kind__in=WITHOUT_AGREEMENT)
                | models.Q(kind__in=EventKind.values, agreement_id__isnull=False),
                name="exchange_event_kind",
            ),
        ]
        indexes = [GinIndex(fields=["provider_ids"], name="exchange_event_about")]

    def __str__(self) -> str:
        return f"{self.owner_id}#{self.sequence} {self.kind}"


class IncomingEvent(EventFacts):
    """Another tenant's event as far as it is about our data: a view that leaves out what concerns third parties.

    ``payload`` is None where the event is about others' data too.
    """

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, related_name="+")
    payload = models.TextField(null=True)  # noqa: DJ001 - a view's: absent is not the same as empty

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "exchange_incoming_event"
        verbose_name = _("evidence of others")
        ordering = ("-occurred_at",)

    def __str__(self) -> str:
        return f"{self.owner_id}#{self.sequence} {self.kind}"


class ChainHead(models.Model):
    """Where a tenant's chain stands: locked while an event is appended, so that no two get the same place."""

    owner = models.OneToOneField(Tenant, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField()

    class Meta:
        db_table = "exchange_chain_head"
        verbose_name = _("chain head")

    def __str__(self) -> str:
        return f"{self.owner_id}#{self.sequence}"
