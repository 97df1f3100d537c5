"""The demo town's evidence: Aalst and Brugge signed how far their logs are, and each other's and the network's
signature stands under it."""

from __future__ import annotations

from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint
from vlavirgem_graphql.evidence.services.witnessing import countersign_others
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PARTIES = ("aalst", "brugge")
NETWORK = "net"


def fill(town: DemoTown) -> None:
    """Make the first checkpoints, and have them countersigned; once."""
    made = []
    for slug in PARTIES:
        with tenant_scope(town.tenant(slug)) as tenant:
            if not Checkpoint.objects.of(tenant).exists():
                made.append(make_checkpoint(actor=town.actor(slug, Role.ADMINISTRATOR)))
    for slug in (*PARTIES, NETWORK) if made else ():
        with tenant_scope(town.tenant(slug)):
            countersign_others(actor=town.actor(slug, Role.ADMINISTRATOR))
