"""The template that new tenants are made from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Template(models.Model):
    """A dump of a freshly migrated tenant schema, taken after each migration; only the owner reads it.

    ``fingerprint`` is of the set of migrations it contains, so a stale dump is never replayed.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    statements = models.TextField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.fingerprint
