"""What changed: each thing once, the latest first, and only what this organisation may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_tenants.commons.changes import recent_changes
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ActorOf = Callable[..., Actor]


@pytest.fixture
def pilots(aalst: Tenant, actor_of: ActorOf) -> list[Pilot]:
    """Two pilots of Aalst, of which the first is shared with the network and changed last."""
    actor = actor_of(aalst, Role.PILOT_LEAD)
    with tenant_scope(aalst):
        shared = Pilot.objects.create(owner=aalst, title="Loket", goal="Sneller", visibility=Visibility.NETWORK)
        own = Pilot.objects.create(owner=aalst, title="Balie", goal="Beter", visibility=Visibility.OWN)
        for subject in (shared, own, shared):
            record(actor=actor, subject=subject, verb="described anew")
    return [shared, own]


def test_each_thing_stands_there_once_with_who_did_it(aalst: Tenant, pilots: list[Pilot]) -> None:
    with tenant_scope(aalst):
        changes = recent_changes()

    assert sorted(change.title for change in changes) == ["Balie", "Loket"]
    assert all(change.who.endswith("(Aalst)") for change in changes)
    assert changes[0].url


def test_another_organisation_sees_what_is_shared_and_nothing_else(brugge: Tenant, pilots: list[Pilot]) -> None:
    with tenant_scope(brugge):
        assert [change.title for change in recent_changes()] == ["Loket"]
