"""How long changes are kept: as long as calls, and no shorter than a mark of theirs serves."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from vlavirgem_graphql.changes.marks import cleared_before
from vlavirgem_graphql.changes.models import Change
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def prune_changes(actor: Actor, before: datetime, dry_run: bool) -> int:  # noqa: FBT001 - as plugins.Clearing has it
    """Clear the organisation's own changes from before that moment; returns how many were, or would be.

    Runs on the connection of the tables' owner: no tenant may remove a change.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    old = Change.objects.filter(owner=actor.tenant, at__lt=min(before, cleared_before(timezone.now())))
    return old.count() if dry_run else old.delete()[0]
