"""Keys: how a program identifies itself to the gateway. They live in the tenant's own schema."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class GatewayKeyQuerySet(models.QuerySet["GatewayKey"]):
    """Reading keys."""

    def in_use(self) -> GatewayKeyQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at__isnull=True)


class GatewayKey(models.Model):
    """A key of this organisation. Of the key itself only the hash is kept: it is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    label = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("starts with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key, in hexadecimal
    may_introspect = models.BooleanField(_("may read the schema"), default=False)
    created_by = models.CharField(_("made by"), max_length=150)
    created_by_id = models.UUIDField(null=True, editable=False)  # User.person_id: two people can have one name
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    objects = GatewayKeyQuerySet.as_manager()

    class Meta:
        db_table = "gateway_key"
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering: ClassVar = ["revoked_at", "-created_at"]

    def __str__(self) -> str:
        return self.label
