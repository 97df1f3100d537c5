"""Keys of a try-out: shown once, kept as a hash."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.try_out import TryOut

KEY_MARK: Final = "vvt"
"""What keys of try-outs begin with."""
PREFIX_LENGTH: Final = 8


class TryOutKey(models.Model):
    """One key. The secret is 256 random bits, so an unsalted SHA-256 of it is as good as a slow hash (and fast)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(TryOut, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(_("what is it for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH, unique=True)
    digest = models.CharField(_("SHA-256 of the key"), max_length=64)
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

    @property
    def beginning(self) -> str:
        """The part of the key that is no secret, by which people know it again."""
        return f"{KEY_MARK}_{self.prefix}"
