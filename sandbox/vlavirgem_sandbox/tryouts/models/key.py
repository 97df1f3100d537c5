"""Keys of a try-out: shown once, kept as a hash."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.try_out import TryOut

KEY_MARK: Final = "vvt"
"""What keys of try-outs begin with."""
PREFIX_LENGTH: Final = 8
READING: Final = frozenset({"GET", "HEAD"})
"""Methods of a key that only reads."""


class TryOutKey(models.Model):
    """One key. The secret is 256 random bits, so an unsalted SHA-256 of it is as good as a slow hash (and fast)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(_("what is it for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH, unique=True)
    digest = models.CharField(_("SHA-256 of the key"), max_length=64)
    reads_only = models.BooleanField(_("reads only"), default=False)
    # Empty: every one. Keys of operations, as the contract has them.
    operations = ArrayField(models.CharField(max_length=300), verbose_name=_("operations"), default=list, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)  # it opens the try-out until its end
    created_by = models.CharField(_("made by"), max_length=150)
    created_by_id = models.UUIDField(null=True, editable=False)  # User.person_id: two people can have one name
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.CharField(_("revoked by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering: ClassVar[list[str]] = ["revoked_at", "-created_at"]

    def __str__(self) -> str:
        return f"{self.label} ({self.beginning}…)"

    def is_over(self, now: datetime) -> bool:
        """Whether its last day lies before that moment."""
        return self.last_day is not None and timezone.localdate(now) > self.last_day

    def covers(self, method: str, operation: str) -> bool:
        """Whether it may make such a call of that operation."""
        return (not self.reads_only or method in READING) and (not self.operations or operation in self.operations)

    @property
    def has_expired(self) -> bool:
        """Whether it opens nothing any more because of its last day."""
        return self.is_over(timezone.now())

    @property
    def beginning(self) -> str:
        """The part of the key that is no secret, by which people know it again."""
        return f"{KEY_MARK}_{self.prefix}"
