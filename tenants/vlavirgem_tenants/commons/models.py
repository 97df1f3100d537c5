"""Tables of the commons itself: the persons behind the users, and the history of what was done."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import history_words
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, CommonsRow, Visibility

if TYPE_CHECKING:
    from vlavirgem_tenants.directory.models import Tenant
    from vlavirgem_tenants.people.actors import Actor

__all__ = ["CommonsModel", "CommonsPart", "CommonsRow", "History", "Person", "Visibility"]


class Person(CommonsModel):
    """One human being, whose users in several tenants belong together. Seen by those tenants only.

    ``subject`` is the identifier that the identity provider gives (OpenID Connect's ``sub``).
    """

    name = models.CharField(_("name"), max_length=150)
    subject = models.CharField(max_length=255, blank=True)

    class Meta(CommonsModel.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject"], condition=~models.Q(subject=""), name="one_person_per_subject"),
        ]

    def __str__(self) -> str:
        return self.name


class HistoryQuerySet(models.QuerySet["History"]):
    """Reading the history."""

    def of(self, subject: CommonsRow) -> HistoryQuerySet:
        """What happened to ``subject``, the latest first, with who did it for which organisation."""
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).select_related("owner")

    def for_pages_of(self, tenant: Tenant) -> HistoryQuerySet:
        """All but the acts of others that the thing's room keeps to who did them."""
        kept = models.Q(pk__in=())  # none
        for words in history_words:
            kept |= models.Q(subject_kind=words.name, verb__in=words.kept)
        return self.exclude(kept & ~models.Q(owner=tenant))


class History(CommonsRow):
    """Who did what to a row of the commons, when, and why. Seen by whoever sees that row, and written only by who does;
    never changed. ``created_at`` is the database's clock, whatever is written there (a trigger of migration 0001)."""

    append_only = True
    # The condition on the subject, for every root of the commons, is added by the wall (wall/policies.py).

    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    verb = models.CharField(_("what"), max_length=60)
    reason = models.TextField(_("why"), blank=True)
    detail = models.JSONField(default=dict, blank=True)
    actor_name = models.CharField(_("who"), max_length=150)
    actor_id = models.UUIDField(null=True, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history")
        verbose_name_plural = _("history")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-created_at"], name="history_of_subject"),
            models.Index(fields=["-created_at"], name="history_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb}"


def record(
    *, actor: Actor, subject: CommonsRow, verb: str, reason: str = "", detail: dict[str, Any] | None = None
) -> History:
    """Write one line of history, in the same transaction as what it tells of. ``verb`` is an English past participle
    (``opened``, ``signed``); pages translate it."""
    return History.objects.create(
        id=uuid.uuid4(),
        owner=actor.tenant,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        verb=verb,
        reason=reason,
        detail=detail or {},
        actor_name=actor.name,
        actor_id=actor.person_id,
    )
