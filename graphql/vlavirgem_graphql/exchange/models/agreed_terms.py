"""The columns that an agreement and open terms both have: their terms."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vlavirgem_graphql.exchange.models.lengths import KEY_LENGTH, NAME_LENGTH, TITLE_LENGTH


class AgreedTerms(models.Model):
    """What is read, why, on what basis and how long; ``content_hash`` is over all of it (module ``terms``)."""

    offer_title = models.CharField(max_length=TITLE_LENGTH)
    kind = models.CharField(max_length=NAME_LENGTH)
    purpose = models.TextField()
    concept_uri = models.URLField(max_length=KEY_LENGTH, blank=True)
    concept_label = models.CharField(max_length=TITLE_LENGTH, blank=True)
    legal_basis = models.TextField()
    fields = ArrayField(models.CharField(max_length=NAME_LENGTH))
    row_filter = models.JSONField(default=list)
    daily_reads = models.PositiveIntegerField(null=True, blank=True)  # at most, a calendar day; null for any number
    may_delegate = models.BooleanField(default=False)  # whether a supplier's client may read for the consumer
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def as_agreed(self) -> dict[str, Any]:
        """The terms by the names of their columns, for other terms that say the same; the hash is not among them."""
        columns = (field.name for field in AgreedTerms._meta.local_fields)
        return {name: getattr(self, name) for name in columns if name != "content_hash"}
