"""What may be read right now. A grant is compiled by the database from an agreement that both parties signed; no role
may write one.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.jsonpath_field import JsonPathField
from vlavirgem_graphql.exchange.models.agreements import Agreement
from vlavirgem_graphql.exchange.models.lengths import NAME_LENGTH
from vlavirgem_graphql.exchange.models.offers import Offer
from vlavirgem_graphql.exchange.models.open_terms import OpenTerms
from vlavirgem_graphql.exchange.querysets import GrantQuerySet
from vlavirgem_tenants.commons.models import CommonsPart, CommonsRow
from vlavirgem_tenants.directory.models import Tenant


class Grant(CommonsPart):
    """What a consumer may read right now, compiled from a signed agreement; or everybody (``consumer`` is None), from
    open terms that nobody has to accept. Only the database writes it.

    It is live from ``valid_from`` until ``valid_until`` (exclusive) unless paused or ended. ``owner`` is the provider.
    """

    commons_parent: ClassVar[str] = "agreement"
    commons_write: ClassVar[bool] = False
    # Its parent's policy would say the same, at the price of reading every agreement each time.
    commons_read_also: ClassVar[str] = "consumer_id = {me} OR consumer_id IS NULL"

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, null=True, related_name="grant")
    open_terms = models.OneToOneField(OpenTerms, on_delete=models.PROTECT, null=True, related_name="grant")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="grants")
    consumer = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=NAME_LENGTH)
    fields = ArrayField(models.CharField(max_length=NAME_LENGTH))
    row_filter = JsonPathField(null=True)
    daily_reads = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        db_table = "exchange_grant"
        verbose_name = _("grant")
        ordering = ("-valid_from",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement__isnull=False, consumer__isnull=False, open_terms__isnull=True)
                | models.Q(agreement__isnull=True, consumer__isnull=True, open_terms__isnull=False),
                name="exchange_grant_of_one_or_all",
            )
        ]
        indexes = [models.Index(fields=["consumer", "offer"], name="exchange_grant_by_consumer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from:%Y-%m-%d}/{self.valid_until:%Y-%m-%d}"


class ReadsTaken(CommonsRow):
    """How often a reader (``owner``) read under a grant with a rate on the last day that it did (calendar day of the
    installation's time zone). The SQL function ``exchange_take_reads`` counts; provider and reader see it.
    """

    commons_write: ClassVar[bool] = False
    commons_read_also: ClassVar[str] = (
        "EXISTS (SELECT 1 FROM public.exchange_grant counted"
        " WHERE counted.id = exchange_reads_taken.grant_id AND counted.owner_id = {me})"
    )

    created_at = None  # type: ignore[assignment]  # Django's way to leave a base's column out
    updated_at = None  # type: ignore[assignment]
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="reads_taken")
    day = models.DateField()
    reads = models.PositiveIntegerField()

    class Meta:
        db_table = "exchange_reads_taken"
        verbose_name = _("reads taken")
        constraints = [models.UniqueConstraint(fields=["grant", "owner"], name="exchange_reads_taken_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.day}: {self.reads}"


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
