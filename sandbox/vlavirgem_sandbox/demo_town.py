"""What the demo hands to each room's ``demo.fill``."""

from __future__ import annotations

from typing import Protocol

from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role


class DemoTown(Protocol):
    """The organisations of the demo and their people, one for each role."""

    def tenant(self, slug: str) -> Tenant:
        """The organisation with that short name."""

    def actor(self, slug: str, role: Role) -> Actor:
        """The person of that organisation in that role."""
