"""How long runs are kept, with what they showed: as long as calls to try-outs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vlavirgem_sandbox.conformance.models import ConformanceRun
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def prune_runs(actor: Actor, before: datetime, dry_run: bool) -> int:  # noqa: FBT001 - as plugins.Clearing has it
    """Clear the organisation's runs from before that moment, but for those under way, with their findings, which hold
    what a server answered. Returns how many were cleared, or would be."""
    actor.require(Permission.SERVICE_PUBLISH)
    ours = ConformanceRun.objects.filter(owner=actor.tenant, created_at__lt=before)
    old = ours.exclude(pk__in=ConformanceRun.objects.under_way(timezone.now()).values("pk"))
    if dry_run:
        return old.count()
    _all, cleared = old.delete()
    return cleared.get(ConformanceRun._meta.label, 0)
