"""Reads of a tenant's own datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

if TYPE_CHECKING:
    from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportLine  # noqa: F401 - named as text below


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Our datasets."""

    def with_counts(self) -> DatasetQuerySet:
        """Annotate ``record_count`` and ``imported_at`` (of the latest import), by title."""
        from vlavirgem_graphql.datasets.models import ImportRun  # noqa: PLC0415 - models import this module

        latest = ImportRun.objects.filter(dataset=OuterRef("pk")).order_by("-imported_at")
        counted = self.annotate(record_count=Count("records"), imported_at=Subquery(latest.values("imported_at")[:1]))
        return counted.order_by("title")  # Django leaves the model's own order out where it counts


class RecordQuerySet(models.QuerySet["DatasetRecord"]):
    """Records of our datasets."""

    def search(self, words: str) -> RecordQuerySet:
        """Each word stands in the title or in the key."""
        found = self
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(key__icontains=word))
        return found


class ImportLineQuerySet(models.QuerySet["ImportLine"]):
    """Lines of import reports."""

    def worth_reading(self) -> ImportLineQuerySet:
        """Lines that say more than that all went well."""
        return self.exclude(reason="", outcome__in=["imported", "unchanged", "changed"])

    def history_of(self, record: DatasetRecord) -> ImportLineQuerySet:
        """What changed a record, the latest first, each with its import."""
        changes = self.filter(
            run__dataset=record.dataset_id, key=record.key, outcome__in=["imported", "changed", "removed"]
        )
        return changes.select_related("run").order_by("-run__imported_at", "-id")
