"""Runs of a chain, and how each step of one went."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_tenants.wall.append_only import AppendOnly

GIVEN_UP_AFTER: Final = timedelta(minutes=3)
"""A run takes less than a minute: one that is still running then has lost its process."""


class RunState(models.TextChoices):
    """How a run stands."""

    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    BROKE = "broke", _("Broke")
    INTERRUPTED = "interrupted", _("Interrupted")


class Trigger(models.TextChoices):
    """What started a run."""

    HAND = "hand", _("By hand")
    SCHEDULE = "schedule", _("By itself")
    PIPELINE = "pipeline", _("From a pipeline")
    COMMAND = "command", _("By a command")


class RunQuerySet(QuerySet["ChainRun"]):
    """Reads of runs."""

    def between(self, since: datetime, until: datetime) -> RunQuerySet:
        """Begun from ``since`` (with it) to ``until`` (without it)."""
        return self.filter(began_at__gte=since, began_at__lt=until)

    def over(self) -> RunQuerySet:
        """Those that succeeded or broke."""
        return self.filter(state__in=[RunState.SUCCEEDED, RunState.BROKE])

    def given_up(self, now: datetime) -> RunQuerySet:
        """Those that say they run, and cannot be running any more."""
        return self.filter(state=RunState.RUNNING, began_at__lt=now - GIVEN_UP_AFTER)


class ChainRun(models.Model):
    """One run. ``workflow`` and ``steps`` are as they were: the chain may be changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.ForeignKey("chains.Chain", on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("number"))
    workflow_id = models.CharField(_("workflow"), max_length=500)
    # Of the workflow that was run: name, service and operation of each step, in order.
    steps = models.JSONField(_("steps"), default=list)
    trigger = models.CharField(_("started"), max_length=10, choices=Trigger.choices)
    person = models.CharField(_("started by"), max_length=150)
    key = models.ForeignKey("chains.ChainKey", on_delete=models.PROTECT, null=True, related_name="runs")
    idempotency_key = models.CharField(max_length=200, blank=True)
    inputs = JSONAsWritten(_("inputs"), default=dict)
    outputs = JSONAsWritten(_("outputs"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=RunState.choices, default=RunState.RUNNING)
    broke_at = models.CharField(_("broke at"), max_length=500, blank=True)
    reason = models.TextField(_("why"), blank=True)
    is_disturbed = models.BooleanField(_("a disturbance struck it"), default=False)
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering: ClassVar[list[str]] = ["-began_at", "-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["chain", "-began_at"], name="chains_run_newest")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "number"], name="chains_run_number_once"),
            # What makes a retried POST run once, also when both are at work at the same moment.
            models.UniqueConstraint(
                fields=["chain", "idempotency_key"], condition=~Q(idempotency_key=""), name="chains_run_idempotent"
            ),
            models.UniqueConstraint(fields=["chain"], condition=Q(state="running"), name="chains_one_run_at_once"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="chains_run_known_state"),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True) | ~Q(state="running") & Q(ended_at__isnull=False),
                name="chains_run_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("chains:run", args=[self.chain_id, self.number])

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        return (self.ended_at - self.began_at).total_seconds() if self.ended_at is not None else None


class StepTrace(AppendOnly):
    """One attempt at a step. Its request and its answer are in the log of the try-out, under ``call_id``."""

    run = models.ForeignKey(ChainRun, on_delete=models.PROTECT, related_name="traces")
    position = models.PositiveSmallIntegerField(_("position"))
    workflow_id = models.CharField(_("workflow"), max_length=500)
    step_id = models.CharField(_("step"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    service = models.CharField(_("service"), max_length=200, blank=True)
    operation = models.CharField(_("operation"), max_length=500, blank=True)
    began_at = models.DateTimeField(_("began"))
    duration_ms = models.FloatField(_("duration in milliseconds"))
    succeeded = models.BooleanField(_("succeeded"))
    request = models.CharField(_("request"), max_length=2000, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    verdict = models.CharField(_("verdict"), max_length=10, blank=True)
    is_disturbed = models.BooleanField(_("disturbed on purpose"), default=False)
    call_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True, db_index=True)
    call_url = models.CharField(max_length=200, blank=True)
    criteria = models.JSONField(_("criteria"), default=list)
    outputs = JSONAsWritten(_("outputs"), default=dict)
    reason = models.TextField(_("why it failed"), blank=True)
    action = models.CharField(_("what came after"), max_length=600, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = _("step of a run")
        verbose_name_plural = _("steps of a run")
        ordering: ClassVar[list[str]] = ["run", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "position"], name="chains_trace_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.step_id}"
