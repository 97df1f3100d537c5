"""KPIs and their measurements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.charts import written
from vlavirgem_sandbox.pilots.models.pilot import PilotPart, Withdrawable
from vlavirgem_sandbox.pilots.models.states import Direction, Source

TOWARDS_TARGET = (
    Q(baseline__isnull=True)
    | Q(direction=Direction.HIGHER, target__gt=F("baseline"))
    | Q(direction=Direction.LOWER, target__lt=F("baseline"))
)
HUNDRED = Decimal(100)
_INCLUDED = _("Refused calls count too. Calls without a good key and calls during a disturbance are left out.")
_RUNS = _("Runs that a disturbance struck, and those that the server cut short, are left out.")
CALLS_IN: dict[Source, Any] = {
    Source.CALL_COUNT: _INCLUDED,
    Source.VALID_SHARE: _("Refused and disturbed calls are left out: they say nothing of the contract."),
    Source.MEDIAN_TIME: _INCLUDED,
    Source.RUN_COUNT: _RUNS,
    Source.RUN_SHARE: _RUNS,
}
SHARES = (Source.VALID_SHARE, Source.RUN_SHARE)
RUNS = (Source.RUN_COUNT, Source.RUN_SHARE)
NO_CALLS = Q(
    tryout_id__isnull=True,
    calls_total__isnull=True,
    calls_violating__isnull=True,
    calls_disturbed__isnull=True,
    sample_call_ids=[],
)
NO_RUNS = Q(
    chain_id__isnull=True,
    runs_total__isnull=True,
    runs_succeeded__isnull=True,
    runs_disturbed__isnull=True,
    sample_run_ids=[],
)
TYPED_IN = NO_CALLS & NO_RUNS
# Said with "is not null" too: a comparison with null is not false, and a check constraint only refuses what is false.
TAKEN_FROM_CALLS = Q(
    tryout_id__isnull=False,
    calls_total__isnull=False,
    calls_total__gte=1,
    calls_violating__isnull=False,
    calls_violating__lte=F("calls_total"),
    calls_disturbed__isnull=False,
)
TAKEN_FROM_RUNS = Q(
    chain_id__isnull=False,
    runs_total__isnull=False,
    runs_total__gte=1,
    runs_succeeded__isnull=False,
    runs_succeeded__lte=F("runs_total"),
    runs_disturbed__isnull=False,
)


class Kpi(PilotPart):
    """A number by which the pilot is judged: from ``baseline`` to ``target``, in ``unit``.

    ``operation`` narrows a KPI that the call log feeds to one operation of the contract; empty means all of them.
    ``chain_id`` names the chain, in the owner's own schema, whose runs feed the KPI.
    """

    name = models.CharField(_("name"), max_length=100)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction, default=Direction.HIGHER)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.TYPED)
    operation = models.CharField(_("operation"), max_length=200, blank=True)
    chain_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(_("chain"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        ordering = ["position", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="kpi_name_once_a_pilot",
                fields=["pilot", "name"],
                violation_error_message=_("This pilot already has a KPI with this name."),
            ),
            # Lets a measurement name its KPI and its pilot together, so that the two cannot disagree (migration 0002).
            models.UniqueConstraint(name="kpi_in_its_pilot", fields=["id", "pilot"]),
            models.CheckConstraint(
                name="kpi_target_lies_ahead",
                condition=TOWARDS_TARGET,
                violation_error_message=_("The target lies on the wrong side of the baseline for this direction."),
            ),
            models.CheckConstraint(
                name="kpi_share_is_a_percentage",
                condition=~Q(source__in=SHARES) | Q(unit="%", target__gte=0, target__lte=HUNDRED),
                violation_error_message=_("A share is a number from 0 to 100."),
            ),
            models.CheckConstraint(name="kpi_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="kpi_direction_known", condition=Q(direction__in=Direction.values)),
            models.CheckConstraint(name="kpi_source_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(
                name="kpi_typed_has_no_operation", condition=~Q(source=Source.TYPED) | Q(operation="")
            ),
            models.CheckConstraint(
                name="kpi_of_runs_names_its_chain",
                condition=Q(source__in=RUNS, chain_id__isnull=False, operation="")
                | ~Q(source__in=RUNS) & Q(chain_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def unit_of(self, value: Decimal | int) -> str:
        """The unit that follows ``value``; calls and runs are counted in the reader's language, one or more."""
        many = 1 if value == 1 else 2  # 1.5 is several
        if self.source == Source.RUN_COUNT:
            return npgettext("unit", "run", "runs", many)
        return npgettext("unit", "call", "calls", many) if self.source == Source.CALL_COUNT else self.unit

    @property
    def counted(self) -> str:
        """Which calls are in a value that the call log gives; empty where a person types the values."""
        words = CALLS_IN.get(Source(self.source))
        if words is None or not self.operation:
            return str(words or "")
        unknown = gettext("Calls that were refused before their operation was known are left out.")
        return f"{words} {unknown}"

    def said(self, value: Decimal) -> str:
        """``value`` with its unit, as people write it."""
        return written(value, self.unit_of(value))

    def reached_by(self, value: Decimal) -> bool:
        """Whether ``value`` meets the target."""
        return value >= self.target if self.direction == Direction.HIGHER else value <= self.target


class MeasurementQuerySet(Withdrawable["Measurement"]):
    """Reading measurements."""


class Measurement(PilotPart):
    """A KPI's value over a period, the last day included. What was fed says which calls or runs it stands on."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="measurements")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    tryout_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True, editable=False)
    calls_total = models.PositiveIntegerField(null=True, editable=False)
    calls_violating = models.PositiveIntegerField(null=True, editable=False)
    # In none of the figures; told beside them, since a call can ask for a disturbance of its own.
    calls_disturbed = models.PositiveIntegerField(null=True, editable=False)
    sample_call_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    chain_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True, editable=False)
    runs_total = models.PositiveIntegerField(null=True, editable=False)
    runs_succeeded = models.PositiveIntegerField(null=True, editable=False)
    runs_disturbed = models.PositiveIntegerField(null=True, editable=False)
    sample_run_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["period_to", "created_at"]
        constraints: ClassVar = [
            # Pressing "measure" twice for one period gives one measurement, also when two people press at once.
            models.UniqueConstraint(
                name="measurement_once_a_period",
                fields=["kpi", "period_from", "period_to"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("This period was measured already."),
            ),
            models.UniqueConstraint(name="measurement_in_its_pilot", fields=["id", "pilot"]),
            models.CheckConstraint(
                name="measurement_period_in_order",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="measurement_fed_names_its_calls",
                condition=TYPED_IN | (TAKEN_FROM_CALLS & NO_RUNS) | (TAKEN_FROM_RUNS & NO_CALLS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.value}"

    def get_absolute_url(self) -> str:
        """Its place on the pilot's page: with the KPI that it measures."""
        return f"{reverse('pilots:detail', args=[self.pilot_id])}#kpi-{self.kpi_id}"

    @property
    def fed(self) -> bool:
        """Whether the call log, or the runs of a chain, gave the value."""
        return self.tryout_id is not None or self.chain_id is not None
