"""The decision and the findings it rests on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.pilots.models.finding import Finding
from vlavirgem_sandbox.pilots.models.pilot import PilotPart, Withdrawable
from vlavirgem_sandbox.pilots.models.states import FINAL_OUTCOMES, Outcome


class DecisionQuerySet(Withdrawable["Decision"]):
    """Reading decisions."""


class Decision(PilotPart):
    """Scale up, adjust or stop, with the reason. A pilot has one standing final decision at most."""

    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=2000)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("decided by"), max_length=120)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_on", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="decision_final_once",
                fields=["pilot"],
                condition=Q(withdrawn_at__isnull=True, outcome__in=FINAL_OUTCOMES),
            ),
            models.UniqueConstraint(name="decision_in_its_pilot", fields=["id", "pilot"]),
            models.CheckConstraint(name="decision_has_reason", condition=~Q(reason="") & ~Q(decided_by="")),
            models.CheckConstraint(name="decision_outcome_known", condition=Q(outcome__in=Outcome.values)),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    def get_absolute_url(self) -> str:
        """Its place on the pilot's page."""
        return f"{reverse('pilots:detail', args=[self.pilot_id])}#decision-{self.pk}"


class DecisionGround(PilotPart):
    """One finding that a decision rests on."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="grounds")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="decision_grounds")

    class Meta:
        ordering = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="ground_once", fields=["decision", "finding"]),
        ]

    def __str__(self) -> str:
        return str(self.finding)
