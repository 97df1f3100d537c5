"""What every key has: shown once, kept as a hash, until its last day or until somebody revokes it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PREFIX_LENGTH: Final = 8


class Key(models.Model):
    """The secret is 256 random bits, so an unsalted SHA-256 of it is as good as a slow hash (and fast)."""

    mark: ClassVar[str]
    """What keys of this kind begin with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(_("what is it for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH, unique=True)
    digest = models.CharField(_("SHA-256 of the key"), max_length=64)
    last_day = models.DateField(_("last day"), null=True, blank=True)  # it opens something until its end
    created_by = models.CharField(_("made by"), max_length=150)
    created_by_id = models.UUIDField(null=True, editable=False)  # User.person_id: two people can have one name
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.CharField(_("revoked by"), max_length=150, blank=True)

    class Meta:
        abstract = True
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering: ClassVar[list[str]] = ["revoked_at", "-created_at"]

    def __str__(self) -> str:
        return f"{self.label} ({self.beginning}…)"

    def is_over(self, now: datetime) -> bool:
        """Whether its last day lies before that moment."""
        return self.last_day is not None and timezone.localdate(now) > self.last_day

    @property
    def has_expired(self) -> bool:
        """Whether it opens nothing any more because of its last day."""
        return self.is_over(timezone.now())

    @property
    def beginning(self) -> str:
        """The part of the key that is no secret, by which people know it again."""
        return f"{self.mark}_{self.prefix}"
