"""What the data protection officers of the parties advised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models.agreements import Agreement
from vlavirgem_graphql.exchange.models.verdicts import Verdict
from vlavirgem_tenants.commons.models import CommonsPart


class Advice(CommonsPart):
    """What a party's data protection officer advised, put on record with that party's signature, for both to read.

    The decree asks for it before a protocol (e-governmentdecreet, article 8); the decision stays the party's own.
    """

    append_only: ClassVar[bool] = True
    commons_parent: ClassVar[str] = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="advices")
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    officer = models.CharField(max_length=200, blank=True)
    given_on = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        db_table = "exchange_advice"
        verbose_name = _("advice of a data protection officer")
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["agreement", "owner"], name="exchange_advice_once_by_each"),
            models.CheckConstraint(
                condition=models.Q(verdict="not-needed") | (models.Q(given_on__isnull=False) & ~models.Q(officer="")),
                name="exchange_advice_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()
