"""What a view gets: a request that knows its tenant and who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from vlavirgem_tenants.directory.models import Tenant
    from vlavirgem_tenants.people.actors import Actor
    from vlavirgem_tenants.people.models import User


class TenantRequest(HttpRequest):
    """``visitor`` is the actor of who is signed in, or None; ``actor`` is the same, after ``member_required``."""

    tenant: Tenant
    visitor: Actor | None
    actor: Actor
    user: User
    htmx: HtmxDetails
