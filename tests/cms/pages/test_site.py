"""The public face of a tenant, and what provisioning gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from wagtail.models import Site

from vlavirgem_cms.pages.models import HomePage, KnowledgeIndexPage
from vlavirgem_cms.pages.provisioning import prepare_site
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


def test_a_new_tenant_has_its_own_site_home_and_place_for_knowledge(aalst: Tenant, brugge: Tenant) -> None:
    for tenant in (aalst, brugge):
        with tenant_scope(tenant):
            site, home = Site.objects.get(), HomePage.objects.get()
            assert (site.hostname, site.port, site.site_name) == (tenant.host, settings.ADDRESS_PORT, tenant.name)
            assert site.root_page_id == home.pk
            assert home.title == tenant.name
            assert KnowledgeIndexPage.objects.get().url == "/knowledge/"


def test_preparing_again_leaves_what_the_editor_wrote(aalst: Tenant) -> None:
    with tenant_scope(aalst):
        home = HomePage.objects.get()
        home.title = home.lead = "Onze eigen woorden"
        home.save_revision().publish()
        Site.objects.update(hostname="oud.example")

        prepare_site(aalst)

        assert HomePage.objects.get().title == "Onze eigen woorden"
        assert Site.objects.get().hostname == aalst.host


def test_a_visitor_sees_the_tenants_face_and_only_open_pages(
    aalst: Tenant, brugge: Tenant, write_page: Any, client_for: ClientFor
) -> None:
    write_page(aalst, title="Voor iedereen", readable_by_visitors=True)
    write_page(aalst, title="Alleen voor ons")
    write_page(aalst, title="Nog in opbouw", readable_by_visitors=True, live=False)
    write_page(brugge, title="Van Brugge", readable_by_visitors=True)

    face = client_for(aalst).get("/").content.decode()

    assert "Aalst in de proeftuin" in face
    assert "Voor iedereen" in face
    for hidden in ("Alleen voor ons", "Nog in opbouw", "Van Brugge"):
        assert hidden not in face


def test_the_face_of_the_network_leads_to_each_organisation_and_that_of_a_municipality_does_not(
    network: Tenant, aalst: Tenant, agency: Tenant, client_for: ClientFor
) -> None:
    face = client_for(network).get("/").text
    own = client_for(aalst).get("/").text

    for tenant in (aalst, agency):
        assert f'href="{tenant.address}/">{tenant.name}</a>' in face
    assert f'href="{network.address}/">' not in face
    assert f'href="{agency.address}/">' not in own


def test_a_page_is_for_members_until_it_is_opened(aalst: Tenant, write_page: Any, client_for: ClientFor) -> None:
    write_page(aalst, title="Dicht")
    write_page(aalst, title="Open", readable_by_visitors=True)
    visitor, member = client_for(aalst), client_for(aalst, Role.READER)

    closed = visitor.get("/knowledge/dicht/")
    assert (closed.status_code, closed["Location"]) == (302, "/sign-in/?next=/knowledge/dicht/")
    assert visitor.get("/knowledge/open/").status_code == 200
    assert member.get("/knowledge/dicht/").status_code == 200


def test_what_a_visitor_reads_says_nothing_of_how_it_is_shared(
    aalst: Tenant, share: Any, client_for: ClientFor
) -> None:
    share(aalst, title="Open", readable_by_visitors=True)

    assert "Gedeeld met" not in client_for(aalst).get("/knowledge/open/").content.decode()
    assert "Gedeeld met" in client_for(aalst, Role.READER).get("/knowledge/open/").content.decode()


def test_the_face_is_drawn_with_few_questions_to_the_database(
    aalst: Tenant, write_page: Any, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        write_page(aalst, title=f"Pagina {number}", readable_by_visitors=True)
    visitor = client_for(aalst)
    visitor.get("/")

    with django_assert_max_num_queries(16):
        visitor.get("/")
