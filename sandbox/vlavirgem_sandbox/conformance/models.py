"""Where a service really runs, and what came of holding that against its contract. In the commons; the publisher's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart
from vlavirgem_tenants.outgoing.hosts import Address, read_address
from vlavirgem_tenants.outgoing.sealing import seal, unseal

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


class AllowedHost(CommonsModel):
    """A host that the operator lets one organisation have its services called at. Written with the owner's login."""

    commons_write = False

    host = models.CharField(_("host"), max_length=300)

    class Meta(CommonsModel.Meta):
        verbose_name = _("allowed host")
        verbose_name_plural = _("allowed hosts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "host"], name="conformance_allowed_host_once"),
        ]

    def __str__(self) -> str:
        return self.host


class EndpointKind(models.TextChoices):
    """What answers there."""

    ACCEPTANCE = "acceptance", _("Acceptance environment")
    SUPPLIER = "supplier", _("Implementation of a supplier")


class Endpoint(CommonsModel):
    """An address at which a service is implemented. What it is called with is sealed: no page shows it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="endpoints")
    kind = models.CharField(_("what answers there"), max_length=12, choices=EndpointKind.choices)
    name = models.CharField(_("name"), max_length=80)
    base_url = models.CharField(_("base address"), max_length=500)
    header_name = models.CharField(_("header"), max_length=80, blank=True)
    sealed = models.TextField(_("value of the header, sealed"), blank=True, editable=False)
    writes_allowed = models.BooleanField(_("calls may change something there"), default=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta(CommonsModel.Meta):
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "name"], condition=Q(removed_at=None), name="conformance_endpoint_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> Address:
        """The parts of the base address."""
        return read_address(self.base_url)

    def keep_secret(self, secret: str) -> None:
        """Seal the header's value; does not save."""
        self.sealed = seal(secret, belongs_to=self._belongs_to) if secret else ""

    def secret(self) -> str:
        """The header's value, for a call. Raises SealBroken."""
        return unseal(self.sealed, belongs_to=self._belongs_to) if self.sealed else ""

    @property
    def _belongs_to(self) -> str:
        """With the address in it: who changes that gives the secret again, or it would go elsewhere."""
        return f"endpoint:{self.pk}:{self.base_url}:{self.header_name}"


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
