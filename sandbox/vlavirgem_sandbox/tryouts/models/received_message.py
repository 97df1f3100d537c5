"""The inbox: what the service would have sent, received inside the try-out instead."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.tryouts.models.call import Verdict
from vlavirgem_tenants.wall.append_only import AppendOnly


class Occasion(models.TextChoices):
    """What made the try-out send a message."""

    CALL = "call", _("A call was made")
    WISH = "wish", _("Somebody asked for it")
    SCHEDULE = "schedule", _("The schedule")


class ReceivedMessageQuerySet(QuerySet["ReceivedMessage"]):
    """Reads of the inbox."""

    def arrived(self, now: datetime) -> ReceivedMessageQuerySet:
        """Those whose moment has come; a message may be sent some time after its call was answered."""
        return self.filter(at__lte=now)

    def since(self, at: datetime, number: int) -> ReceivedMessageQuerySet:
        """Those after the one with that moment and number, in the order in which they arrive."""
        return self.filter(Q(at__gt=at) | Q(at=at, number__gt=number)).order_by("at", "number")

    def for_scope(self, keys: list[str]) -> ReceivedMessageQuerySet:
        """Those that a key for certain operations may see: what calls of these cause, and the messages it names."""
        return self.filter(Q(operation__in=keys) | Q(message__in=keys)) if keys else self

    def about(self, words: str) -> ReceivedMessageQuerySet:
        """Messages whose name, address or body holds each of the words."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(url__icontains=word) | Q(body__icontains=word))
        return found

    def without_bodies(self) -> ReceivedMessageQuerySet:
        """All that a table shows."""
        return self.defer("body", "headers", "violations")


class ReceivedMessage(AppendOnly):
    """One message in the inbox of a try-out. Nothing went out: ``url`` is where it would have gone.

    Kept as calls are: headers with secrets blotted out, the body up to :data:`serving.log.BODY_LIMIT`. Of a message
    that would hold a real national register number only the fact is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tryout = models.ForeignKey("tryouts.TryOut", on_delete=models.PROTECT, related_name="inbox")
    number = models.PositiveIntegerField(_("number"))  # counts the messages of the try-out, from 1
    at = models.DateTimeField(_("when"), default=timezone.now)  # for one that is held back: when it arrives
    message = models.CharField(_("key of the message"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10)
    name = models.CharField(_("message"), max_length=300)
    occasion = models.CharField(_("sent because of"), max_length=10, choices=Occasion.choices)
    operation = models.CharField(_("operation"), max_length=300, blank=True)  # whose call caused it
    # No foreign key: an old call may be cleared while its message is young.
    call_id = models.UUIDField(_("call"), null=True, blank=True)
    person = models.CharField(_("asked for by"), max_length=150, blank=True)
    method = models.CharField(_("method"), max_length=10)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    headers = models.JSONField(_("headers"), default=list)
    body = models.TextField(_("body"), blank=True)
    size = models.PositiveIntegerField(_("size of the body in bytes"), default=0)
    origin = models.CharField(_("made from"), max_length=10, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("why refused"), max_length=60, blank=True)
    violations = models.JSONField(_("departures from the contract"), default=list)

    objects = ReceivedMessageQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("inbox")
        ordering: ClassVar[list[str]] = ["-at", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tryout", "number"], name="tryouts_message_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tryout", "at", "number"], name="tryouts_message_order"),
            models.Index(fields=["tryout", "message", "at"], name="tryouts_message_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, with headers, body and what caused it."""
        return reverse("tryouts:message", args=[self.tryout.public_id, self.pk])

    @property
    def mark(self) -> str:
        """Where it stands in the order of the inbox; a reader that has come this far goes on behind it."""
        return f"{round(self.at.timestamp() * 1_000_000)}-{self.number}"
