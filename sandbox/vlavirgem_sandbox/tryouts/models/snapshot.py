"""What a try-out remembered at one moment, kept under a name to go back to."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_sandbox.tryouts.models.try_out import TryOut

NAME_LENGTH: Final = 80


class SnapshotQuerySet(QuerySet["Snapshot"]):
    """Reads of snapshots."""

    def without_content(self) -> SnapshotQuerySet:
        """All that a table shows; the content may be megabytes."""
        return self.defer("content")


class Snapshot(models.Model):
    """The state of a try-out as it was. Never changed once kept; it goes with its try-out's end.

    ``content`` holds ``documents`` (collection, key, document and version, in the order in which they came) and
    ``collections`` (name and last number).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="snapshots")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    kept_at = models.DateTimeField(_("kept"), default=timezone.now)
    kept_by = models.CharField(_("kept by"), max_length=150)
    document_count = models.PositiveIntegerField(_("number of documents"))
    characters = models.PositiveIntegerField(_("size in characters"))
    content = JSONAsWritten(_("content"))

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering: ClassVar[list[str]] = ["-kept_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tryout", "name"], name="tryouts_snapshot_name"),
        ]

    def __str__(self) -> str:
        return self.name
