"""A service that this organisation wants to hear of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """One followed service. It stands here, so its publisher does not see who follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service_id = models.UUIDField(_("service"), unique=True)
    followed_by = models.CharField(_("followed by"), max_length=150)
    since = models.DateTimeField(_("followed since"), default=timezone.now)
    # What was published or withdrawn before this is no news any more.
    seen_at = models.DateTimeField(_("last looked at"), default=timezone.now)

    class Meta:
        verbose_name = _("followed service")
        verbose_name_plural = _("followed services")
        ordering: ClassVar[list[str]] = ["since"]

    def __str__(self) -> str:
        return str(self.service_id)
