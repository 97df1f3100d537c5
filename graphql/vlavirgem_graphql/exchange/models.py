"""The commons of data exchange: what is offered, what was agreed, what may be read, and the evidence of each read.

Who may read a record is decided by the database: its owner, or a consumer with a grant that is live at that moment
(``ExchangeRecord.commons_read_also``). A grant is compiled by the database from an agreement that both parties signed;
no role may write one. An event is appended by one function only and never changes (``trust.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds import Kind, find_kind
from vlavirgem_graphql.exchange.named_persons import NamedPerson  # noqa: F401 - Django looks for models here
from vlavirgem_graphql.exchange.querysets import AgreementQuerySet, EventQuerySet, GrantQuerySet, OfferQuerySet
from vlavirgem_graphql.exchange.standing import Standing, standing_of
from vlavirgem_tenants.commons.models import CommonsModel, CommonsPart, CommonsRow
from vlavirgem_tenants.directory.models import Tenant

NAME_LENGTH = 64
TITLE_LENGTH = 250
KEY_LENGTH = 2048


class Offer(CommonsModel):
    """A dataset that a tenant offers to the network: what it is, never what is in it.

    ``dataset_id`` is the private dataset's id in the owner's schema (a foreign key out of the commons cannot exist);
    ``fields`` are the kind's field names that may be asked for.
    """

    kind = models.CharField(max_length=NAME_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH)
    description = models.TextField(blank=True)
    dataset_id = models.UUIDField()
    fields = ArrayField(models.CharField(max_length=NAME_LENGTH))
    record_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        db_table = "exchange_offer"
        verbose_name = _("offer")
        ordering = ("-published_at",)
        constraints = [
            models.UniqueConstraint(fields=["owner", "dataset_id"], name="exchange_offer_one_per_dataset"),
            # The target of the composite foreign key that ties a record's owner to its offer's owner.
            models.UniqueConstraint(fields=["id", "owner"], name="exchange_offer_id_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the offer, the same on every tenant's host."""
        return reverse("data:offer", args=[self.pk])

    @property
    def declared_kind(self) -> Kind:
        """The declaration behind ``kind``; raises ``LookupError`` when its plugin is gone."""
        return find_kind(self.kind)

    @property
    def state(self) -> str:
        """One word of the house's vocabulary of states."""
        return "active" if self.withdrawn_at is None else "withdrawn"


class ExchangeRecord(CommonsRow):
    """A record of an offer, projected from the owner's schema when the offer is published or brought up to date.

    Read by its owner, and by a consumer for as long as its grant is live: the condition below is the whole of it, so a
    revocation counts from the next statement on. A row's owner is its offer's owner (composite key, migration 0002).
    ``updated_at`` is when the published content last changed. The two indexes are the ones under which one page stays
    as fast over 300 tenants as over 20 (``gateway.md``): by date over everything, and per offer.
    """

    commons_read_also: ClassVar[str] = (
        # An array, so that it is worked out once a statement and not once a row. Inside coalesce, so that the planner
        # does not take it for an index's condition: it guesses ten offers, and with 120 it fetched and sorted all of
        # their records for one page (74 ms, 13 ms this way) instead of walking the index by date.
        "coalesce(offer_id = ANY (ARRAY("
        "SELECT live.offer_id FROM public.exchange_grant live WHERE live.consumer_id = {me}"
        " AND live.paused_at IS NULL AND live.ended_at IS NULL"
        " AND live.valid_from <= now() AND live.valid_until > now())), false)"
    )

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=NAME_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    # jsonb: the gateway takes single fields out of it (100 rows of 6 fields: 1.7 ms, of json 2.2).
    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    # Written where the record is projected. Without an index: row-level security lets none serve that is asked with
    # anything but comparisons which are known to tell nothing, so what is searched are the records that may be read.
    search = SearchVectorField(null=True, editable=False)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_record"
        verbose_name = _("record")
        ordering = ("-updated_at", "offer", "-id")
        indexes = [
            models.Index(
                "kind",
                models.F("updated_at").desc(),
                "offer",
                models.F("id").desc(),
                name="exchange_record_by_date",
            ),
            models.Index(
                "offer", models.F("updated_at").desc(), models.F("id").desc(), name="exchange_record_by_offer"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["offer", "key"], name="exchange_record_key")]

    def __str__(self) -> str:
        return self.title or self.key


class Agreement(CommonsModel):
    """What a consumer reads of a provider: which fields of which offer, why, on what basis, how long.

    It is what is signed, so it never changes: other terms are another agreement, which names the one that it
    ``answers``. ``owner`` is the party that wrote these terms. Its state follows from its acts; it is in force when
    both parties have signed. An exchange of data between governments in Flanders rests on such a protocol
    (e-governmentdecreet, article 8).
    """

    append_only: ClassVar[bool] = True

    consumer = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="agreements")
    offer_title = models.CharField(max_length=TITLE_LENGTH)
    kind = models.CharField(max_length=NAME_LENGTH)
    purpose = models.TextField()
    legal_basis = models.TextField()
    fields = ArrayField(models.CharField(max_length=NAME_LENGTH))
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    answers = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="counter")

    objects = AgreementQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        db_table = "exchange_agreement"
        verbose_name = _("agreement")
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="exchange_agreement_period"
            ),
            models.CheckConstraint(
                condition=~models.Q(consumer=models.F("provider")), name="exchange_agreement_two_parties"
            ),
            models.CheckConstraint(
                condition=models.Q(owner=models.F("consumer")) | models.Q(owner=models.F("provider")),
                name="exchange_agreement_by_a_party",
            ),
        ]

    def __str__(self) -> str:
        return self.offer_title

    def get_absolute_url(self) -> str:
        """The page of the agreement, the same for both parties."""
        return reverse("data:agreement", args=[self.pk])

    def standing(self, now: datetime | None = None) -> Standing:
        """Where it stands now. Needs the annotations of ``AgreementQuerySet.with_last_act`` (else AttributeError)."""
        last_verb: str = self.last_verb  # type: ignore[attr-defined]  # annotated
        return standing_of(
            last_verb=last_verb,
            signatures=len(self.signers),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            now=now or timezone.now(),
        )

    @property
    def signers(self) -> Sequence[int]:
        """The ids of the parties that signed. Needs the annotations of ``AgreementQuerySet.with_last_act``."""
        signed_by: Sequence[int] = self.signed_by  # type: ignore[attr-defined]  # annotated
        return signed_by

    def other_party(self, ours: Tenant) -> Tenant:
        """The party that we are not."""
        return self.consumer if self.provider_id == ours.pk else self.provider


class Verb(models.TextChoices):
    """What a party can do with an agreement."""

    PROPOSED = "proposed", _("proposed")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused")
    COUNTERED = "countered", _("answered with other terms")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    REVOKED = "revoked", _("revoked")


class AgreementAct(CommonsPart):
    """One act of one party: its signature, its refusal, its revocation. Written once, by that party, never changed.

    The database refuses an act out of turn and compiles the grant on the second signature (migration 0002).
    """

    append_only: ClassVar[bool] = True
    commons_parent: ClassVar[str] = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=16, choices=Verb.choices)
    reason = models.TextField(blank=True)
    person_name = models.CharField(max_length=200)
    person_id = models.UUIDField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    acted_at = models.DateTimeField(default=timezone.now, help_text="Set by the database, whatever is written here.")

    class Meta:
        db_table = "exchange_agreement_act"
        verbose_name = _("act")
        ordering = ("acted_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "verb"],
                condition=models.Q(verb__in=["proposed", "countered", "refused", "withdrawn", "revoked"]),
                name="exchange_act_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "owner"],
                condition=models.Q(verb="signed"),
                name="exchange_act_signed_once_by_each",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verb_display()


class Grant(CommonsPart):
    """What a consumer may read right now, compiled from a signed agreement. Only the database writes it.

    It is live from ``valid_from`` until ``valid_until`` (exclusive) unless paused or ended. ``owner`` is the provider.
    """

    commons_parent: ClassVar[str] = "agreement"
    commons_write: ClassVar[bool] = False
    # Its parent's policy would say the same, at the price of reading every agreement each time.
    commons_read_also: ClassVar[str] = "consumer_id = {me}"

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="grant")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="grants")
    consumer = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=NAME_LENGTH)
    fields = ArrayField(models.CharField(max_length=NAME_LENGTH))
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        db_table = "exchange_grant"
        verbose_name = _("grant")
        ordering = ("-valid_from",)
        indexes = [models.Index(fields=["consumer", "offer"], name="exchange_grant_by_consumer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from:%Y-%m-%d}/{self.valid_until:%Y-%m-%d}"


class AccessMark(CommonsRow):
    """A mark that becomes another whenever what its owner may read may be another: a grant or an offer changed.

    Triggers write it, so whoever knows what could be read under a mark knows, for the price of one row, whether that
    still holds; but for the clock, which opens and ends grants too.
    """

    commons_write: ClassVar[bool] = False

    created_at = None  # type: ignore[assignment]  # Django's way to leave a base's column out
    updated_at = None  # type: ignore[assignment]
    owner = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="+")
    mark = models.UUIDField()

    class Meta:
        db_table = "exchange_access_mark"
        verbose_name = _("access mark")

    def __str__(self) -> str:
        return f"{self.owner_id} {self.mark}"


class EventKind(models.TextChoices):
    """What the evidence log tells."""

    READ = "read", _("read")
    DENIED = "denied", _("denied")
    PUBLISHED = "published", _("published")
    OFFER_WITHDRAWN = "offer-withdrawn", _("offer withdrawn")
    PROPOSED = "proposed", _("proposed")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused")
    COUNTERED = "countered", _("answered with other terms")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    REVOKED = "revoked", _("revoked")
    KEY_REPLACED = "key-replaced", _("signing key replaced")
    RESTORED = "restored", _("restored from a backup")
    PERSON_FORGOTTEN = "person-forgotten", _("person forgotten")


WITHOUT_AGREEMENT = (
    EventKind.READ,
    EventKind.DENIED,
    EventKind.PUBLISHED,
    EventKind.OFFER_WITHDRAWN,
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
    """Another tenant's event as far as it is about our data: a view that leaves out what concerns third parties."""

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, related_name="+")

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
