"""Findings and the evidence they rest on."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.pilots.models.kpi import Measurement
from vlavirgem_sandbox.pilots.models.pilot import Hypothesis, PilotPart, Withdrawable


class FindingQuerySet(Withdrawable["Finding"]):
    """Reading findings."""


class Finding(PilotPart):
    """What the pilot taught: one sentence that others can use, and what was seen."""

    title = models.CharField(_("what did you learn?"), max_length=200)
    text = models.TextField(_("what did you see?"), max_length=4000, blank=True)
    hypothesis = models.ForeignKey(
        Hypothesis,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("hypothesis"),
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="finding_has_title", condition=~Q(title="")),
            models.UniqueConstraint(name="finding_in_its_pilot", fields=["id", "pilot"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place on the pilot's page."""
        return f"{reverse('pilots:detail', args=[self.pilot_id])}#finding-{self.pk}"


class FindingEvidence(PilotPart):
    """One thing that a finding rests on: a measurement of the same pilot, or one call to a try-out."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, null=True, related_name="findings_evidence")
    call_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evidence_is_one_thing",
                condition=Q(measurement__isnull=False, call_id__isnull=True)
                | Q(measurement__isnull=True, call_id__isnull=False),
            ),
            models.UniqueConstraint(name="evidence_measurement_once", fields=["finding", "measurement"]),
            models.UniqueConstraint(name="evidence_call_once", fields=["finding", "call_id"]),
        ]

    def __str__(self) -> str:
        return str(self.measurement or self.call_id)
