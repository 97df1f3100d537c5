"""The demo's evidence: each party's log signed once, and countersigned by the other."""

from __future__ import annotations

from vlavirgem_graphql.evidence import demo
from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


class SmallTown(DemoTown):
    """Its people are whoever has the role."""

    def actor(self, slug: str, role: Role) -> Actor:
        """Anybody in that role."""
        return Actor(tenant=self.tenant(slug), name=str(role.label), person_id=None, roles=frozenset({role}))


def test_both_parties_hold_each_others_log_and_a_second_fill_changes_nothing(
    network: Tenant, aalst: Tenant, brugge: Tenant, agreement: Agreement
) -> None:
    town = SmallTown(tenants={"net": network, "aalst": aalst, "brugge": brugge})

    demo.fill(town)
    demo.fill(town)

    for party, other in ((aalst, brugge), (brugge, aalst)):
        with tenant_scope(party):
            (checkpoint,) = Checkpoint.objects.of(party)
            signed = set(checkpoint.countersignatures.values_list("owner_id", flat=True))
        assert signed == {other.pk, network.pk}
