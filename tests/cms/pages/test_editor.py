"""Wagtail's admin: for who writes, in the right tenant, with the tenant's own standing pages kept in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Site

from vlavirgem_cms.pages.models import HomePage, KnowledgeIndexPage, KnowledgePage
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.services import set_roles
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_who_writes_comes_in(aalst: Tenant, client_for: ClientFor, role: Role) -> None:
    assert client_for(aalst, role).get("/cms/").status_code == 200


@pytest.mark.parametrize("role", [Role.READER, Role.MEMBER, Role.BUYER, Role.DEVELOPER, Role.PILOT_LEAD])
def test_who_does_not_write_is_told_which_role_it_takes(aalst: Tenant, client_for: ClientFor, role: Role) -> None:
    answer = client_for(aalst, role).get("/cms/", follow=True)

    assert answer.status_code == 403
    assert str(Role.EDITOR.label) in answer.content.decode()


@pytest.mark.parametrize("address", ["/cms/", "/cms/login/", "/_util/login/", "/cms/pages/"])
def test_a_stranger_is_led_to_the_one_sign_in_page(aalst: Tenant, client_for: ClientFor, address: str) -> None:
    answer = client_for(aalst).get(address, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=/cms/")


def test_a_role_that_is_taken_away_closes_the_door(aalst: Tenant, client_for: ClientFor) -> None:
    editor = client_for(aalst, Role.EDITOR)
    assert editor.get("/cms/").status_code == 200

    with tenant_scope(aalst):
        user = User.objects.get(username="editor@aalst.example")
        set_roles(actor=Actor.system(aalst), user=user, roles=[Role.READER])
    assert editor.get("/cms/", follow=True).status_code == 403

    with tenant_scope(aalst):
        set_roles(actor=Actor.system(aalst), user=user, roles=[Role.EDITOR])
    assert editor.get("/cms/").status_code == 200


def test_only_our_own_group_opens_the_admin(aalst: Tenant) -> None:
    with tenant_scope(aalst):
        assert list(Group.objects.values_list("name", flat=True)) == ["editors"]


def fields(**changes: str) -> dict[str, str]:
    """What the editor's form sends."""
    return {
        "title": "Nieuw",
        "slug": "nieuw",
        "summary": "Kort.",
        "body-count": "1",
        "body-0-type": "heading",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-value": "Kop",
        **changes,
    }


def test_an_editor_writes_and_publishes_a_page(aalst: Tenant, client_for: ClientFor) -> None:
    with tenant_scope(aalst):
        place = KnowledgeIndexPage.objects.get().pk
    editor = client_for(aalst, Role.EDITOR)

    answer = editor.post(f"/cms/pages/add/pages/knowledgepage/{place}/", fields(**{"action-publish": "1"}))

    assert answer.status_code == 302
    shown = client_for(aalst, Role.READER).get("/knowledge/nieuw/")
    assert shown.status_code == 200
    assert "Kop" in shown.content.decode()


def test_an_address_of_the_application_itself_is_refused(aalst: Tenant, client_for: ClientFor) -> None:
    with tenant_scope(aalst):
        place = KnowledgeIndexPage.objects.get().pk

    answer = client_for(aalst, Role.EDITOR).post(
        f"/cms/pages/add/pages/knowledgepage/{place}/", fields(slug="shared", **{"action-publish": "1"})
    )

    assert answer.status_code == 200
    assert "VlaVirGem gebruikt dit zelf" in answer.content.decode()
    with tenant_scope(aalst):
        assert not KnowledgePage.objects.exists()


def test_the_standing_pages_stay_and_others_can_be_deleted(
    aalst: Tenant, client_for: ClientFor, write_page: Any
) -> None:
    page = write_page(aalst)
    editor = client_for(aalst, Role.EDITOR)
    with tenant_scope(aalst):
        standing = [HomePage.objects.get().pk, KnowledgeIndexPage.objects.get().pk]

    for key in [*standing, page.pk]:
        editor.post(f"/cms/pages/{key}/delete/")
        editor.post(f"/cms/pages/{key}/unpublish/")

    with tenant_scope(aalst):
        assert HomePage.objects.get().live
        assert KnowledgeIndexPage.objects.get().live
        assert not KnowledgePage.objects.exists()


def test_a_preview_is_rendered_in_the_editors_own_tenant(
    aalst: Tenant, brugge: Tenant, client_for: ClientFor, write_page: Any
) -> None:
    for tenant in (aalst, brugge):
        # The same key: the trees are copies of one template, so a key says nothing of its tenant.
        write_page(tenant, pk=9001, title=f"Van {tenant.name}", live=False)

    for tenant in (aalst, brugge):
        shown = client_for(tenant, Role.EDITOR).get("/cms/pages/9001/view_draft/")
        assert shown.status_code == 200
        assert f"Van {tenant.name}" in shown.content.decode()


def test_a_preview_stays_right_when_the_site_has_another_host(
    aalst: Tenant, client_for: ClientFor, write_page: Any
) -> None:
    page = write_page(aalst, title="Van Aalst", live=False)
    with tenant_scope(aalst):
        Site.objects.update(hostname="localhost", port=80)

    shown = client_for(aalst, Role.EDITOR).get(f"/cms/pages/{page.pk}/view_draft/")

    assert shown.status_code == 200
    assert "Van Aalst" in shown.content.decode()


def test_tenants_that_publish_in_turn_do_not_mix(
    aalst: Tenant, brugge: Tenant, client_for: ClientFor, write_page: Any
) -> None:
    for number in range(3):
        for tenant in (aalst, brugge):
            write_page(tenant, title=f"{tenant.name} {number}")

    for tenant, other in ((aalst, brugge), (brugge, aalst)):
        with tenant_scope(tenant):
            assert {type(page.specific) for page in KnowledgeIndexPage.objects.get().get_children()} == {KnowledgePage}
        for number in range(3):
            reader = client_for(tenant, Role.READER)
            shown = reader.get(f"/knowledge/{tenant.slug}-{number}/")
            assert shown.status_code == 200
            assert f"{tenant.name} {number}" in shown.content.decode()
            assert reader.get(f"/knowledge/{other.slug}-{number}/").status_code == 404


def test_the_menu_is_short_dutch_and_leads_back(aalst: Tenant, client_for: ClientFor) -> None:
    page = client_for(aalst, Role.EDITOR).get("/cms/").content.decode()

    assert "Proeftuin" in page
    assert "Afbeeldingen" in page
    for place in ("Rapporten", "Instellingen", "releases.wagtail.org"):
        assert place not in page


@pytest.mark.usefixtures("own_database")
def test_a_report_that_is_streamed_after_the_request_is_of_the_same_organisation(client_for: ClientFor) -> None:
    aalst, brugge = find_tenant("aalst"), find_tenant("brugge")
    address = "/cms/reports/site-history/?export=csv"

    answers = [client_for(tenant, Role.EDITOR).get(address) for tenant in (aalst, brugge)]

    assert all(answer.streaming for answer in answers)
    ours, theirs = (answer.getvalue().decode() for answer in answers)
    assert ("Aalst" in ours, "Brugge" in ours) == (True, False)
    assert ("Aalst" in theirs, "Brugge" in theirs) == (False, True)
