"""What the start page tells who writes: drafts to finish, newer versions to look at."""

from __future__ import annotations

from typing import Any

from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.pages.services import adopt_page, share_page, withdraw_page
from vlavirgem_cms.pages.waiting import find_work
from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def waiting(tenant: Tenant, actor: Actor) -> list[str]:
    with tenant_scope(tenant):
        return [work.title for work in find_work(actor)]


def test_a_draft_waits_for_who_writes_until_it_is_published(
    aalst: Tenant, genk: Tenant, share: Any, actor_of: Any
) -> None:
    shared = share(aalst, title="Loket")
    with tenant_scope(genk):
        page = adopt_page(actor=Actor.system(genk), shared=SharedPage.objects.get(pk=shared.pk))

    assert waiting(genk, actor_of(genk, Role.EDITOR)) == ["“Loket” afwerken"]
    assert waiting(genk, actor_of(genk, Role.READER)) == []

    with tenant_scope(genk):
        page.get_latest_revision().publish()
    assert waiting(genk, actor_of(genk, Role.EDITOR)) == []


def test_a_newer_version_waits_for_who_adopts_until_it_is_withdrawn(
    aalst: Tenant, genk: Tenant, share: Any, actor_of: Any
) -> None:
    shared = share(aalst, title="Loket")
    with tenant_scope(genk):
        page = adopt_page(actor=Actor.system(genk), shared=SharedPage.objects.get(pk=shared.pk))
        page.get_latest_revision().publish()
    with tenant_scope(aalst):
        source = KnowledgePage.objects.get(pk=shared.source_page_id)
        source.title = "Loket, tweede druk"
        source.save_revision().publish()
        shared = share_page(actor=Actor.system(aalst), page=source, visibility=Visibility.NETWORK)

    assert waiting(genk, actor_of(genk, Role.PILOT_LEAD)) == ["Nieuwere versie van “Loket, tweede druk”"]
    assert waiting(genk, actor_of(genk, Role.BUYER)) == []

    with tenant_scope(aalst):
        withdraw_page(actor=Actor.system(aalst), shared=shared)
    assert waiting(genk, actor_of(genk, Role.PILOT_LEAD)) == []
