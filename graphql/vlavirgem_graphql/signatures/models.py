"""With which key each organisation signs (Ed25519, RFC 8032), from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.commons.base import CommonsModel, CommonsRow, Visibility


class SigningKey(CommonsModel):
    """The public part of an organisation's key, for everybody to check its signatures by. Never changed, never removed.

    The database ends the key before it (``valid_until``, exclusive) and destroys that one's private part
    (migration 0002), so an organisation signs with one key at a time.
    """

    append_only: ClassVar[bool] = True

    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.NETWORK)
    public_key = models.BinaryField(help_text="The 32 bytes of RFC 8032.")
    valid_from = models.DateTimeField(default=timezone.now, help_text="Set by the database.")
    valid_until = models.DateTimeField(null=True, editable=False)

    class Meta(CommonsModel.Meta):
        db_table = "signatures_key"
        verbose_name = _("signing key")
        ordering = ("-valid_from",)
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(valid_until__isnull=True), name="signatures_key_one_in_use"
            ),
            # Who registered another's public key as its own could claim that one's signatures.
            models.UniqueConstraint(fields=["public_key"], name="signatures_key_once"),
            models.UniqueConstraint(fields=["id", "owner"], name="signatures_key_id_owner"),
            models.CheckConstraint(condition=models.Q(visibility="network"), name="signatures_key_is_public"),
        ]

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def fingerprint(self) -> str:
        """The first half of the public key: enough to tell keys apart by eye."""
        return bytes(self.public_key)[:16].hex()


class SigningSecret(CommonsRow):
    """The private part of the key in use, sealed by the installation. Only the organisation itself reads the row."""

    append_only: ClassVar[bool] = True

    key = models.OneToOneField(SigningKey, on_delete=models.PROTECT, related_name="secret")
    sealed = models.TextField(editable=False)

    class Meta:
        db_table = "signatures_secret"
        verbose_name = _("private part of a signing key")

    def __str__(self) -> str:
        return str(self.key_id)
