"""Who reads for a consumer: a supplier's client, under one agreement that lets it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models.agreements import Agreement
from vlavirgem_graphql.exchange.querysets import DelegationQuerySet
from vlavirgem_tenants.commons.models import CommonsPart

CLIENT_LENGTH, SUPPLIER_LENGTH, READER_LENGTH = 60, 80, 200


class Delegation(CommonsPart):
    """A consumer (``owner``) lets a supplier's client read for it under an agreement: what the agreement covers and
    nothing else. Both parties to the agreement see it. ``reader`` is how the evidence of each read names it.

    The database holds it to its agreement, lets nothing of it change but its revocation, once, and ends it no later
    than the agreement (migration 0006). Its keys are the consumer's own (``gateway.models.GatewayKey``).
    """

    commons_parent: ClassVar[str] = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="delegations")
    client_name = models.CharField(max_length=CLIENT_LENGTH)
    supplier_name = models.CharField(max_length=SUPPLIER_LENGTH)
    supplier_kbo = models.CharField(max_length=10)
    reader = models.CharField(max_length=READER_LENGTH)
    valid_until = models.DateTimeField()
    person_name = models.CharField(max_length=200)
    person_id = models.UUIDField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_reason = models.TextField(blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        db_table = "exchange_delegation"
        verbose_name = _("delegation")
        ordering = ("revoked_at", "-created_at")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(supplier_kbo__regex=r"^[01][0-9]{9}$"), name="exchange_delegation_kbo"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_name} ({self.supplier_name})"

    def state(self, of_agreement: State, now: datetime | None = None) -> State:
        """Where it stands under an agreement that stands so: it never outlives it, and waits where that is paused."""
        if self.revoked_at is not None:
            return State.WITHDRAWN
        over = (now or timezone.now()) >= self.valid_until
        return State.ENDED if over or of_agreement not in {State.ACTIVE, State.PAUSED} else of_agreement
