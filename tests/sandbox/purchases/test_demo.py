"""The demo's purchases: filled once, to the call-offs."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_sandbox.purchases import demo
from vlavirgem_sandbox.purchases.models import (
    Award,
    Bid,
    CallOff,
    Commitment,
    Criterion,
    JointPurchase,
    Lot,
    Requirement,
    Stage,
)
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


class SmallTown(DemoTown):
    """Five organisations play the six that the demo's purchases need."""

    def actor(self, slug: str, role: Role) -> Actor:
        """Anybody in that role."""
        return Actor(tenant=self.tenant(slug), name=str(role.label), person_id=None, roles=frozenset({role}))


@pytest.fixture
def town(network: Tenant, agency: Tenant, aalst: Tenant, brugge: Tenant, genk: Tenant, decided_pilot: Any) -> SmallTown:
    decided_pilot(brugge)
    played = {"net": network, "mechelen": brugge, "aalst": aalst, "genk": genk, "leuven": agency, "brugge": aalst}
    return SmallTown(tenants=played)


def test_a_second_fill_changes_nothing(town: SmallTown) -> None:
    demo.fill(town)
    demo.fill(town)

    with tenant_scope(town.tenant("mechelen")):
        desk = JointPurchase.objects.get(title=demo.DESK)
        counts = {model: model.objects.filter(purchase=desk).count() for model in (Lot, Requirement, Criterion, Bid)}
        outcome = {model: model.objects.filter(purchase=desk).count() for model in (Award, CallOff, Commitment)}
        assert desk.weights_total() == 100
        assert Requirement.objects.filter(finding_id__isnull=False).count() == 3
    assert counts == {Lot: 2, Requirement: 3, Criterion: 3, Bid: 3}
    assert outcome == {Award: 2, CallOff: 2, Commitment: 8}
    assert desk.stage == Stage.FRAMEWORK


def test_the_second_purchase_stands_at_its_beginning(town: SmallTown) -> None:
    demo.fill(town)

    with tenant_scope(town.tenant("aalst")):
        bikes = JointPurchase.objects.get(title=demo.BIKES)
    assert bikes.stage == Stage.PREPARING
