"""What a try-out remembers between calls."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_sandbox.tryouts.models.try_out import TryOut


class StateDocument(models.Model):
    """One document that a call created or changed; the id gives the order in which they came."""

    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="state_documents")
    collection = models.CharField(_("collection"), max_length=500)
    key = models.CharField(_("key"), max_length=500)
    document = JSONAsWritten(_("content"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("remembered document")
        verbose_name_plural = _("remembered documents")
        ordering: ClassVar[list[str]] = ["collection", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tryout", "collection", "key"], name="tryouts_state_key"),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/{self.key}"


class StateCollection(models.Model):
    """The last number handed out in a collection, so that a deleted document's key never comes back."""

    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="state_collections")
    name = models.CharField(_("collection"), max_length=500)
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tryout", "name"], name="tryouts_collection_name"),
        ]

    def __str__(self) -> str:
        return self.name
