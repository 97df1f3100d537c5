"""The chain itself: its Arazzo document, which try-out stands for which service, and its history."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.chains.arazzo.model import Description
from vlavirgem_sandbox.chains.arazzo.reading import check_arazzo
from vlavirgem_sandbox.chains.models.run import ChainRun
from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_tenants.wall.append_only import AppendOnly


class ChainState(models.TextChoices):
    """Where a chain stands; words of the house's one state vocabulary."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class Schedule(models.TextChoices):
    """How often a chain runs by itself."""

    NEVER = "", _("Never by itself")
    HOURLY = "hourly", _("Every hour")
    DAILY = "daily", _("Every day")


class ChainQuerySet(QuerySet["Chain"]):
    """Reads of chains."""

    def for_list(self) -> ChainQuerySet:
        """With what the list tells of its runs, in one query whatever the number of chains."""
        runs = ChainRun.objects.filter(chain=OuterRef("pk")).order_by("-began_at")
        counted = runs.order_by().values("chain").annotate(n=Count("pk")).values("n")
        return self.defer("document", "previous_document").annotate(
            run_total=Coalesce(Subquery(counted), 0),
            last_run_at=Subquery(runs.values("began_at")[:1]),
            last_run_state=Subquery(runs.values("state")[:1]),
        )

    def due(self, now: datetime) -> ChainQuerySet:
        """Those whose moment has come, the longest waiting first."""
        return self.filter(state=ChainState.ACTIVE, next_run_at__lte=now).exclude(schedule="").order_by("next_run_at")


class Chain(models.Model):
    """Operations of several try-outs as one flow. ``document`` is Arazzo 1.0, as it was imported or built.

    A draft has no step yet, or a service that no try-out stands for; what is active can be run.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=ChainState.choices, default=ChainState.DRAFT)
    document = JSONAsWritten(_("description in Arazzo"))
    # What the last change replaced, so that it can be undone.
    previous_document = JSONAsWritten(null=True, editable=False)
    workflow_id = models.CharField(_("workflow that is run"), max_length=500)
    schedule = models.CharField(_("runs by itself"), max_length=10, choices=Schedule.choices, blank=True)
    schedule_inputs = models.JSONField(_("inputs of those runs"), default=dict)
    next_run_at = models.DateTimeField(_("next run"), null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)  # of its runs
    # Older runs were cleared, but for those that evidence rests on.
    runs_start_at = models.DateTimeField(_("start of the runs"), null=True, editable=False)
    # Where it came from, when it was taken over with a blueprint: whose that was, its title, the page that tells of it.
    origin_owner = models.CharField(max_length=200, blank=True, editable=False)
    origin_title = models.CharField(max_length=200, blank=True, editable=False)
    origin_url = models.CharField(max_length=200, blank=True, editable=False)
    created_by = models.CharField(_("made by"), max_length=150)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("chain")
        verbose_name_plural = _("chains")
        ordering: ClassVar[list[str]] = ["name", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=ChainState.values), name="chains_known_state"),
            models.CheckConstraint(condition=Q(schedule__in=Schedule.values), name="chains_known_schedule"),
            models.CheckConstraint(
                condition=Q(schedule="", next_run_at__isnull=True) | ~Q(schedule="") & Q(next_run_at__isnull=False),
                name="chains_schedule_has_next_run",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="chains_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("chains:detail", args=[self.pk])

    @cached_property
    def description(self) -> Description | None:
        """The document, read; None while it has no step yet."""
        return check_arazzo(self.document).description

    def lock(self) -> None:
        """Hold the row until the transaction ends, and bring it up to date."""
        held = Chain.objects.select_for_update(no_key=True)
        self.refresh_from_db(from_queryset=held)
        self.__dict__.pop("description", None)

    def tryout_ids(self) -> dict[str, UUID]:
        """The try-out of each source that has one."""
        rows = self.sources.filter(tryout__isnull=False).values_list("name", "tryout_id")
        return {name: tryout for name, tryout in rows if tryout is not None}


class ChainSource(models.Model):
    """Which try-out stands for a source description of a chain; None while nobody said."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("source"), max_length=500)
    tryout: models.ForeignKey[Any, Any] = models.ForeignKey(
        "tryouts.TryOut", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("service of a chain")
        verbose_name_plural = _("services of a chain")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "name"], name="chains_source_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Verb(models.TextChoices):
    """What can be done to a chain."""

    IMPORTED = "imported", _("imported the chain")
    TAKEN_OVER = "taken-over", _("took the chain over from")
    BUILT = "built", _("made the chain")
    RENAMED = "renamed", _("renamed the chain:")
    CHANGED = "changed", _("changed the steps:")
    UNDONE = "undone", _("undid the last change of the steps")
    BOUND = "bound", _("chose the try-outs:")
    SCHEDULED = "scheduled", _("changed when it runs by itself:")
    KEY_ISSUED = "key-issued", _("made a key")
    KEY_REVOKED = "key-revoked", _("revoked a key")
    ENDED = "ended", _("ended the chain")
    REOPENED = "reopened", _("brought the chain back")
    PRUNED = "pruned", _("cleared old runs:")


class ChainEvent(AppendOnly):
    """One line of the history; never changed once written."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), default=timezone.now)
    person = models.CharField(_("who"), max_length=150)
    verb = models.CharField(_("what"), max_length=20, choices=Verb.choices)
    detail = models.CharField(_("details"), max_length=200, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = _("line of the history")
        verbose_name_plural = _("history")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.person} {self.get_verb_display()}"
