"""A checked draft waits for who may publish it, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version, publish_version
from vlavirgem_sandbox.catalogue.waiting import DRAFTS
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_a_draft_waits_for_the_publisher_until_it_is_live(agency: Tenant, actor_of: Callable[..., Actor]) -> None:
    developer, reader = actor_of(agency, Role.DEVELOPER), actor_of(agency, Role.READER)
    with tenant_scope(agency):
        draft = draft_version(actor=developer, file=demo_contract(), details=ServiceDetails(name="Register")).version
        waiting = DRAFTS.find(developer)
        others = DRAFTS.find(reader)
        publish_version(actor=developer, version=draft)
        after = DRAFTS.find(developer)

    assert [entry.url for entry in waiting] == [f"/services/publish/{draft.pk}/"]
    assert "Register" in waiting[0].title
    assert list(others) == list(after) == []
