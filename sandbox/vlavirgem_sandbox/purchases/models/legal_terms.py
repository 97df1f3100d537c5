"""Figures of procurement law that pages and services use: never constants in code, each with its source and date."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.commons.base import CommonsModel
from vlavirgem_tenants.directory.models import TenantKind


class TermName(models.TextChoices):
    """The figures that are looked up."""

    STANDSTILL_DAYS = "standstill_days", _("Standstill between award decision and contract, in days")
    EU_THRESHOLD = "eu_threshold", _("European threshold for supplies and services of local authorities, in EUR")
    SMALL_CONTRACT = "small_contract", _("Ceiling for contracts of limited value, in EUR")


class LegalTermQuerySet(models.QuerySet["LegalTerm"]):
    """Reads of legal terms."""

    def in_force(self, name: TermName, on: date) -> LegalTerm | None:
        """The figure that holds on a day. Only the network's own rows count: any tenant could write one."""
        return (
            self.filter(name=name, valid_from__lte=on, owner__kind=TenantKind.NETWORK).order_by("-valid_from").first()
        )

    def of_the_network(self) -> LegalTermQuerySet:
        """All that the network recorded, newest first within each name."""
        return self.filter(owner__kind=TenantKind.NETWORK).order_by("name", "-valid_from")


class LegalTerm(CommonsModel):
    """One figure from one day on; ``source`` names the law and article. Legal texts here are no advice."""

    name = models.CharField(max_length=30, choices=TermName.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    valid_from = models.DateField()
    source = models.CharField(max_length=300)
    consulted_on = models.DateField()

    objects = LegalTermQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        ordering: ClassVar = ["name", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name", "valid_from"], name="purchases_term_once_per_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchases_term_positive"),
            models.CheckConstraint(condition=~Q(source=""), name="purchases_term_has_source"),
        ]

    def __str__(self) -> str:
        return str(TermName(self.name).label)
