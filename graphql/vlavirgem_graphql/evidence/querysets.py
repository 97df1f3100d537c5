"""Reads of checkpoints: ours, and those of others that we may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from vlavirgem_graphql.evidence.models import Checkpoint, Countersignature  # noqa: F401 - named in the bases below
    from vlavirgem_tenants.directory.models import Tenant


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    """Checkpoints that the current organisation sees."""

    def of(self, tenant: Tenant) -> CheckpointQuerySet:
        """Of its log, the latest first."""
        return self.filter(owner=tenant)

    def of_others(self, tenant: Tenant) -> CheckpointQuerySet:
        """Of the logs of others."""
        return self.exclude(owner=tenant).select_related("owner", "key__owner")

    def with_witnesses(self) -> CheckpointQuerySet:
        """Annotate ``witness_count``: how many countersigned it."""
        return self.annotate(witness_count=Count("countersignatures")).order_by("-size")


class CountersignatureQuerySet(models.QuerySet["Countersignature"]):
    """What was countersigned."""

    def latest_by(self, witness: Tenant, log: Tenant) -> Countersignature | None:
        """What this witness last saw of that log; None where it never countersigned."""
        return self.filter(owner=witness, checkpoint__owner=log).order_by("-size").first()
