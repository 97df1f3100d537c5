"""What organisations that try a service ask its publisher, and what that answers."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.service import Service
from vlavirgem_tenants.commons.base import CommonsPart
from vlavirgem_tenants.directory.models import Tenant

TEXT_LENGTH = 2000


class MessageKind(models.TextChoices):
    """What it is."""

    QUESTION = "question", _("Question")
    PROBLEM = "problem", _("Problem")
    WISH = "wish", _("Wish")


class ReplyState(models.TextChoices):
    """How the publisher leaves it."""

    ANSWERED = "answered", _("Is answered")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")


class MessageQuerySet(QuerySet["Message"]):
    """Reads of messages. Row-level security has already dropped what is for others."""

    def shown(self) -> MessageQuerySet:
        """Without what its writer took back."""
        return self.filter(withdrawn_at=None)

    def with_replies(self) -> MessageQuerySet:
        """With who wrote it and the replies, in two queries."""
        replies = Prefetch("replies", Reply.objects.select_related("owner").order_by("created_at"))
        return self.select_related("owner", "service__owner").prefetch_related(replies)

    def with_news(self) -> MessageQuerySet:
        """What has an answer that nobody of the writer's organisation marked as seen: answers are never removed."""
        answered = self.shown().annotate(answers=Count("replies"))
        return answered.filter(answers__gt=F("seen_replies__len"))

    def unanswered(self, publisher: Tenant) -> MessageQuerySet:
        """What waits for an answer of that publisher."""
        answered = Reply.objects.filter(message=OuterRef("pk"))
        return self.shown().filter(~Exists(answered), service__owner=publisher)


class Message(CommonsPart):
    """A question, problem or wish, of an organisation that is not the publisher.

    With visibility ``own`` only its writer and the publisher read it; else whoever sees the service.
    """

    commons_parent = "service"
    commons_read_also = (
        "for_publisher AND EXISTS (SELECT 1 FROM public.catalogue_service asked "
        "WHERE asked.id = catalogue_message.service_id AND asked.owner_id = {me})"
    )

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind.choices)
    text = models.CharField(_("text"), max_length=TEXT_LENGTH)
    author = models.CharField(_("author"), max_length=150)
    for_publisher = models.BooleanField(_("read by the publisher"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    # Replies that the writer's organisation marked as seen.
    seen_replies = ArrayField(models.UUIDField(), verbose_name=_("seen"), default=list, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta(CommonsPart.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar[list[str]] = ["-created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service", "-created_at"], name="catalogue_message_newest")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def state_label(self) -> str:
        """How it was left last; with :meth:`MessageQuerySet.with_replies` it asks nothing of the database."""
        replies = list(self.replies.all())
        return str(ReplyState(replies[-1].state).label) if replies else str(_("Not answered yet"))

    @property
    def unseen_replies(self) -> list[UUID]:
        """Replies that nobody of the writer's organisation marked as seen."""
        return [reply.pk for reply in self.replies.all() if reply.pk not in self.seen_replies]


class Reply(CommonsPart):
    """What the publisher answers: a key in the database holds that nobody else does. Read by who reads the message."""

    commons_parent = "message"
    append_only = True

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="replies")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("text"), max_length=TEXT_LENGTH)
    state = models.CharField(_("state"), max_length=10, choices=ReplyState.choices)
    author = models.CharField(_("author"), max_length=150)

    class Meta(CommonsPart.Meta):
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering: ClassVar[list[str]] = ["created_at"]

    def __str__(self) -> str:
        return self.text[:60]
