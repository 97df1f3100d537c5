"""Every call to a try-out: what was asked, what was answered, and whether it kept to the contract."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.disturbance_kind import DisturbanceKind
from vlavirgem_tenants.wall.append_only import AppendOnly

_GRAPHQL: Final = ("Query.", "Mutation.", "Subscription.")


class Verdict(models.TextChoices):
    """What became of a call."""

    OK = "ok", _("According to the contract")
    VIOLATION = "violation", _("Against the contract")
    REFUSED = "refused", _("Refused")
    DISTURBED = "disturbed", _("Disturbed on purpose")


class CallQuerySet(QuerySet["Call"]):
    """Reads of the call log."""

    def between(self, since: datetime, until: datetime) -> CallQuerySet:
        """From ``since`` (with it) to ``until`` (without it)."""
        return self.filter(at__gte=since, at__lt=until)

    def past_the_door(self) -> CallQuerySet:
        """Without what was refused before it was known who called: no key, and no person at the console."""
        return self.exclude(verdict=Verdict.REFUSED, key=None, person="")

    def without_bodies(self) -> CallQuerySet:
        """All that a table shows; bodies may be large."""
        return self.with_departures().defer("violations")

    def with_departures(self) -> CallQuerySet:
        """That, with where each went against the contract."""
        return self.defer("request_body", "response_body", "request_headers", "response_headers")


class Call(AppendOnly):
    """One request to a try-out and its answer. Never changed once written: the tenant's role has no right to.

    Headers are kept with the key blotted out, bodies up to :data:`serving.log.BODY_LIMIT`. Of a call that carried a
    real national register number only the fact is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey(
        "tryouts.TryOut", on_delete=models.PROTECT, related_name="calls", db_index=False
    )  # the indexes below begin with it
    key = models.ForeignKey("tryouts.TryOutKey", on_delete=models.PROTECT, null=True, related_name="calls")
    person = models.CharField(_("made by"), max_length=150, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    method = models.CharField(_("method"), max_length=10)
    path = models.CharField(_("path"), max_length=2000)
    query = models.TextField(_("query"), blank=True)
    operation = models.CharField(_("operation"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("why refused"), max_length=60, blank=True)
    status = models.PositiveSmallIntegerField(_("status"))
    duration_ms = models.FloatField(_("duration in milliseconds"))
    disturbance = models.CharField(_("disturbed by"), max_length=60, blank=True)
    waited_ms = models.FloatField(_("held back in milliseconds"), default=0)
    origin = models.CharField(_("answered from"), max_length=10, blank=True)
    endpoint = models.CharField(_("passed on to"), max_length=80, blank=True)  # empty: the try-out itself answered
    violations = models.JSONField(_("departures from the contract"), default=list)
    # Of an endpoint's answer: they say nothing of the program that called, and are in no figure of it.
    answer_violations = models.JSONField(_("departures of the answer from the contract"), default=list)
    request_headers = models.JSONField(_("request headers"), default=list)
    request_body = models.TextField(_("request body"), blank=True)
    request_size = models.PositiveIntegerField(_("size of the request body in bytes"), default=0)
    response_headers = models.JSONField(_("answer headers"), default=list)
    response_body = models.TextField(_("answer body"), blank=True)
    response_size = models.PositiveIntegerField(_("size of the answer body in bytes"), default=0)

    objects = CallQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tryout", "-at"], name="tryouts_call_newest"),
            models.Index(fields=["tryout", "operation", "-at"], name="tryouts_call_operation"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status}"

    @property
    def protocol(self) -> str:
        """SOAP or GraphQL, where all operations have one path and only the name tells them apart; else empty."""
        if not self.operation or "/" in self.operation:
            return ""
        return "GraphQL" if self.operation.startswith(_GRAPHQL) else "SOAP"

    @property
    def disturbance_words(self) -> str:
        """The kinds of disturbance that struck it, as people say them."""
        return ", ".join(str(DisturbanceKind(kind).label).lower() for kind in self.disturbance.split(", ") if kind)

    def get_absolute_url(self) -> str:
        """Its page, with the request, the answer and the departures."""
        return reverse("tryouts:call", args=[self.tryout.public_id, self.pk])
