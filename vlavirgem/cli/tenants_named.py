"""Which organisations a command is for: the one that is named, or all of them."""

from __future__ import annotations

from django.db import transaction

from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant


def tenants_named(slug: str) -> list[Tenant]:
    """The organisation of that short name; all, by short name, where it is empty. Raises Refusal where there is none of
    that name."""
    if slug:
        return [find_tenant(slug)]
    with transaction.atomic():
        return list(Tenant.objects.order_by("slug"))
