"""Keys: how a program identifies itself to the gateway, and what is kept for each. All in the tenant's own schema."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.key_scopes import KeyScope


class GatewayKeyQuerySet(models.QuerySet["GatewayKey"]):
    """Reading keys."""

    def in_use(self) -> GatewayKeyQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at__isnull=True)

    def with_document_counts(self) -> GatewayKeyQuerySet:
        """Annotate ``document_count``: the trusted documents that were not withdrawn."""
        in_use = models.Count("trusted_documents", filter=models.Q(trusted_documents__withdrawn_at=None))
        return self.annotate(document_count=in_use).order_by("revoked_at", "-created_at")


class GatewayKey(models.Model):
    """A key of this organisation. Of the key itself only the hash is kept: it is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    label = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("starts with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key, in hexadecimal
    may_introspect = models.BooleanField(_("may read the schema"), default=False)
    scopes = ArrayField(
        models.CharField(max_length=16, choices=KeyScope), verbose_name=_("may also"), default=list, blank=True
    )
    only_trusted = models.BooleanField(_("only trusted documents"), default=False)
    # Of a supplier's client that reads for us under one agreement: the id of the delegation in the commons.
    delegation_id = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    points_a_minute = models.PositiveIntegerField(
        _("points a minute"), null=True, blank=True
    )  # as the installation lets
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

    @property
    def scope_labels(self) -> list[str]:
        """What it may do beside reading, in words."""
        return [str(KeyScope(scope).label) for scope in self.scopes]


class TrustedDocumentQuerySet(models.QuerySet["TrustedDocument"]):
    """Reading trusted documents."""

    def in_use(self) -> TrustedDocumentQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class TrustedDocument(models.Model):
    """A document that a program may ask for by its SHA-256 alone; a key can be limited to those that it was given."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.ForeignKey(GatewayKey, on_delete=models.CASCADE, related_name="trusted_documents")
    digest = models.CharField(max_length=64)  # SHA-256 of the text, in hexadecimal
    name = models.CharField(_("name"), max_length=200)
    text = models.TextField()
    added_by = models.CharField(_("added by"), max_length=150)
    added_at = models.DateTimeField(_("added on"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    objects = TrustedDocumentQuerySet.as_manager()

    class Meta:
        db_table = "gateway_trusted_document"
        verbose_name = _("trusted document")
        verbose_name_plural = _("trusted documents")
        ordering: ClassVar = ["withdrawn_at", "name", "added_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "digest"], name="gateway_trusted_document_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def document_id(self) -> str:
        """How a request names it (GraphQL over HTTP, persisted documents)."""
        return f"sha256:{self.digest}"


class KeptAnswer(models.Model):
    """What a write answered, for who sends it again under its Idempotency-Key. ``caller`` is a key or a person."""

    caller = models.UUIDField()
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)  # SHA-256 of what was asked, in hexadecimal
    answer = models.TextField()
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "gateway_kept_answer"
        verbose_name = _("kept answer")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["caller", "idempotency_key"], name="gateway_kept_answer_once")
        ]

    def __str__(self) -> str:
        return self.idempotency_key


class Spending(models.Model):
    """Points spent in one window of a budget, as the processes told so far. ``began`` in Unix seconds."""

    spender = models.UUIDField()  # a key, a person, or the organisation itself
    seconds = models.PositiveIntegerField()
    began = models.BigIntegerField()
    points = models.BigIntegerField()

    class Meta:
        db_table = "gateway_spending"
        verbose_name = _("spending")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["spender", "seconds", "began"], name="gateway_spending_once")
        ]

    def __str__(self) -> str:
        return f"{self.spender}: {self.points}"
