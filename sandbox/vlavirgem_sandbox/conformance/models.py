"""What came of holding a running service against its contract. In the commons; the publisher's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_tenants.commons.base import CommonsPart

SILENT_AFTER: Final = timedelta(minutes=2)
"""A run that told nothing for so long was cut off: its process is gone."""


CHECK_WORDS: Final[dict[str, Any]] = {
    "not_a_server_error": _("The server failed"),
    "status_code_conformance": _("A status that the contract does not have"),
    "content_type_conformance": _("A media type that the contract does not have"),
    "response_headers_conformance": _("A header is missing or wrong"),
    "response_schema_conformance": _("The answer does not fit its schema"),
    "positive_data_acceptance": _("A right call was refused"),
    "negative_data_rejection": _("A wrong call was accepted"),
    "missing_required_header": _("A call without a required header was accepted"),
    "use_after_free": _("What was removed can still be read"),
    "ensure_resource_availability": _("What was made cannot be read"),
    "answer_against_xsd": _("The answer does not fit its XSD"),
    "no_answer": _("No answer came"),
}


class RunState(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class RunQuerySet(QuerySet["ConformanceRun"]):
    """Reads of runs."""

    def newest_first(self) -> RunQuerySet:
        """With what they are about."""
        return self.select_related("endpoint", "version").order_by("-created_at")

    def under_way(self, now: datetime) -> RunQuerySet:
        """Waiting, or running and heard of lately."""
        return self.filter(Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, heard_at__gte=now - SILENT_AFTER))


class ConformanceRun(CommonsPart):
    """One time that an endpoint was held against a version's contract."""

    commons_parent = "endpoint"
    commons_parent_owner = True

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.WAITING)
    started_by = models.CharField(_("started by"), max_length=150)
    with_writes = models.BooleanField(_("with calls that change something"), default=False)
    seed = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    heard_at = models.DateTimeField(_("last heard of"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    operations = models.PositiveIntegerField(_("operations"), default=0)
    examined = models.PositiveIntegerField(_("examined"), default=0)
    conforming = models.PositiveIntegerField(_("conforming"), default=0)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    passed = models.PositiveIntegerField(_("checks passed"), default=0)
    failed = models.PositiveIntegerField(_("checks failed"), default=0)
    why_stopped = models.CharField(_("why it stopped"), max_length=500, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta(CommonsPart.Meta):
        verbose_name = _("conformance run")
        verbose_name_plural = _("conformance runs")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["endpoint", "-created_at"], name="conformance_run_latest")
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Its page."""
        service = self.endpoint.service
        return reverse("conformance:run", args=[service.owner.slug, service.slug, self.pk])

    @property
    def is_interrupted(self) -> bool:
        """Whether its process went while it ran (a restart): it can be started again."""
        silent = self.heard_at is None or self.heard_at < timezone.now() - SILENT_AFTER
        return self.state == RunState.RUNNING and silent

    @property
    def is_under_way(self) -> bool:
        """Whether more is to come."""
        return self.state in {RunState.WAITING, RunState.RUNNING} and not self.is_interrupted

    @property
    def left_out(self) -> int:
        """Operations of which no call could be made; none while it is not done."""
        return self.operations - self.examined if self.state == RunState.DONE else 0

    @property
    def score(self) -> int | None:
        """Operations of which every answer kept to the contract, of a hundred; None until it is done."""
        if self.state != RunState.DONE or not self.operations:
            return None
        return 100 * self.conforming // self.operations


class RunFinding(CommonsPart):
    """One way in which an answer broke the contract; the first of its kind for an operation."""

    commons_parent = "run"
    commons_parent_owner = True

    run = models.ForeignKey(ConformanceRun, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField(_("number"))
    operation = models.CharField(_("operation"), max_length=400)
    check_name = models.CharField(_("check"), max_length=60)
    message = models.TextField(_("what was wrong"))
    rule = models.CharField(_("place in the contract"), max_length=600, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    replay = models.TextField(_("the call, for a terminal"))
    status = models.PositiveIntegerField(_("status"), null=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta(CommonsPart.Meta):
        verbose_name = _("finding of a run")
        verbose_name_plural = _("findings of a run")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="conformance_finding_number"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.check_name}"

    @property
    def anchor(self) -> str:
        """Its number, for ids on the page."""
        return str(self.number)

    @property
    def told(self) -> str:
        """What kind of failure it is, in words."""
        return str(CHECK_WORDS.get(self.check_name, self.check_name))
