"""A service that this organisation wants to hear of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FollowQuerySet(QuerySet["Follow"]):
    """Reads of what is followed."""

    def current(self) -> FollowQuerySet:
        """What we follow now."""
        return self.filter(ended_at=None)


class Follow(models.Model):
    """One followed service. It stands here, so its publisher does not see who follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service_id = models.UUIDField(_("service"), unique=True)
    followed_by = models.CharField(_("followed by"), max_length=150)
    since = models.DateTimeField(_("followed since"), default=timezone.now)
    # Keys of what happened to the service that is no news any more. No moment would do: an act gets its time before
    # it can be seen, so what is seen later may be older than what was seen before.
    seen = ArrayField(models.CharField(max_length=80), verbose_name=_("seen"), default=list)
    ended_at = models.DateTimeField(_("followed until"), null=True, blank=True)  # kept, so that it can be undone

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed service")
        verbose_name_plural = _("followed services")
        ordering: ClassVar[list[str]] = ["since"]

    def __str__(self) -> str:
        return str(self.service_id)
