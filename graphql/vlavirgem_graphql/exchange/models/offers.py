"""What is offered, and the records of it that may be read.

Who may read a record is decided by the database: its owner, or a consumer with a grant that is live at that moment
(``ExchangeRecord.commons_read_also``).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.kinds import Kind, find_kind
from vlavirgem_graphql.exchange.models.lengths import KEY_LENGTH, NAME_LENGTH, TITLE_LENGTH
from vlavirgem_graphql.exchange.querysets import ExchangeRecordQuerySet, OfferQuerySet
from vlavirgem_tenants.commons.models import CommonsModel, CommonsRow


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


_LIVE_OFFERS = (
    "SELECT live.offer_id FROM public.exchange_grant live WHERE (live.consumer_id = {me} OR live.consumer_id IS NULL)"
    " AND live.paused_at IS NULL AND live.ended_at IS NULL"
    " AND live.valid_from <= now() AND live.valid_until > now()"
)


class ExchangeRecord(CommonsRow):
    """A record of an offer, projected from the owner's schema when the offer is published or brought up to date.

    Read by its owner, and by a consumer for as long as its grant is live: the condition below is the whole of it, so a
    revocation counts from the next statement on. A row's owner is its offer's owner (composite key, migration 0002).
    ``updated_at`` is when the published content last changed. The two indexes are the ones under which one page stays
    as fast over 300 tenants as over 20 (``gateway.md``): by date over everything, and per offer.
    """

    commons_read_also: ClassVar[str] = (
        # Looked up once a statement and hashed: an array would be searched from its start for each row (300 offers: a
        # tenth of a millisecond for a page). Inside coalesce, so that the planner does not take it for an index's
        # condition: it guesses ten offers, and with 120 it fetched and sorted all of their records for one page
        # (74 ms, 13 ms this way) instead of walking the index by date.
        f"coalesce(offer_id IN ({_LIVE_OFFERS} AND live.row_filter IS NULL), false)"
        # Only a row of an offer with conditions is held against them, one by one.
        f" OR coalesce(offer_id IN ({_LIVE_OFFERS} AND live.row_filter IS NOT NULL), false)"
        f" AND EXISTS ({_LIVE_OFFERS} AND live.offer_id = exchange_record.offer_id"
        " AND exchange_record.body @@ live.row_filter)"
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

    objects = ExchangeRecordQuerySet.as_manager()

    class Meta:
        db_table = "exchange_record"
        verbose_name = _("record")
        ordering = ("-updated_at", "-id")
        indexes = [
            # In the order of the gateway's pages to the end: an import writes thousands of records at one moment, which
            # would otherwise be sorted for each page.
            models.Index(
                "kind",
                models.F("updated_at").desc(),
                models.F("id").desc(),
                "offer",
                name="exchange_record_by_date",
            ),
            models.Index(
                "offer", models.F("updated_at").desc(), models.F("id").desc(), name="exchange_record_by_offer"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["offer", "key"], name="exchange_record_key")]

    def __str__(self) -> str:
        return self.title or self.key
