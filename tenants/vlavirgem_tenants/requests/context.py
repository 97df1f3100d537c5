"""What every template knows: the tenant, who acts, and where they can go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from vlavirgem import plugins
from vlavirgem_tenants.people.permissions import Permission


def town(request: HttpRequest) -> dict[str, Any]:
    """``tenant``, ``actor`` (None when signed out) and ``navigation`` (entries that the actor can use)."""
    actor = getattr(request, "visitor", None)
    entries = [
        entry
        for entry in plugins.navigation
        if actor is not None and (entry.permission is None or actor.may(Permission(entry.permission)))
    ]
    return {"tenant": getattr(request, "tenant", None), "actor": actor, "navigation": entries}
