"""Who opens try-outs, for who reads about a service and may not."""

from __future__ import annotations

from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission, roles_with


def roles_to_ask(actor: Actor) -> str:
    """The roles that open try-outs, in words; empty for who may do so."""
    if actor.may(Permission.TRYOUT_MANAGE):
        return ""
    return ", ".join(str(role.label) for role in roles_with(Permission.TRYOUT_MANAGE))
