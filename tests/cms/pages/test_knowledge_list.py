"""The list of knowledge: ours and the network's, searched and narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from vlavirgem_cms.pages.finding import Question, find_ours
from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


@pytest.fixture
def some_pages(aalst: Tenant, brugge: Tenant, genk: Tenant, share: Any, write_page: Any) -> None:
    write_page(genk, title="Ons eigen zwembad", themes=["citizens"])
    write_page(genk, title="Ons klad", live=False)
    share(aalst, title="Fietsen tellen", themes=["space"])
    share(brugge, title="Verenigingen inschrijven", themes=["associations"])
    share(brugge, title="Voor Aalst alleen", visibility=Visibility.PARTNERS, partners=[aalst])
    write_page(brugge, title="Van Brugge zelf")


@pytest.mark.usefixtures("some_pages")
@pytest.mark.parametrize(
    ("asked", "found", "left_out"),
    [
        ("", ["Ons eigen zwembad", "Fietsen tellen", "Verenigingen inschrijven"], ["Voor Aalst alleen"]),
        ("?q=zwembaden", ["Ons eigen zwembad"], ["Fietsen tellen"]),
        ("?q=vereniging", ["Verenigingen inschrijven"], ["Fietsen tellen", "Ons eigen zwembad"]),
        ("?theme=space", ["Fietsen tellen"], ["Verenigingen inschrijven", "Ons eigen zwembad"]),
        ("?theme=citizens&q=zwembad", ["Ons eigen zwembad"], ["Fietsen tellen"]),
        ("?from=ours", ["Ons eigen zwembad"], ["Fietsen tellen"]),
        ("?from=network", ["Fietsen tellen", "Verenigingen inschrijven"], ["Ons eigen zwembad"]),
        ("?from=brugge", ["Verenigingen inschrijven"], ["Fietsen tellen", "Voor Aalst alleen"]),
        ("?theme=bestaat-niet", ["Fietsen tellen"], []),
        ("?q=%27%22%3B--+%26+%7C", [], ["Fietsen tellen"]),
    ],
)
def test_the_address_says_what_is_found(
    genk: Tenant, client_for: ClientFor, asked: str, found: list[str], left_out: list[str]
) -> None:
    page = client_for(genk, Role.READER).get(f"/knowledge/{asked}")

    assert page.status_code == 200
    for title in found:
        assert title in page.content.decode()
    for title in [*left_out, "Van Brugge zelf", "Ons klad"]:
        assert title not in page.content.decode()


@pytest.mark.usefixtures("some_pages")
def test_who_writes_also_sees_drafts(genk: Tenant, client_for: ClientFor) -> None:
    page = client_for(genk, Role.EDITOR).get("/knowledge/").content.decode()

    assert "Ons klad" in page
    assert "Concept" in page


def test_an_empty_town_says_what_the_first_step_is(genk: Tenant, client_for: ClientFor) -> None:
    writer = client_for(genk, Role.EDITOR).get("/knowledge/").content.decode()
    reader = client_for(genk, Role.READER).get("/knowledge/").content.decode()

    assert "Nog niets geschreven" in writer
    assert "Pagina schrijven" in writer
    assert "Nog niets geschreven" in reader
    assert "Pagina schrijven" not in reader


def test_a_stranger_signs_in_first(genk: Tenant, client_for: ClientFor) -> None:
    answer = client_for(genk).get("/knowledge/?q=loket")

    assert answer["Location"] == "/sign-in/?next=/knowledge/%3Fq%3Dloket"


def test_another_tenants_own_page_is_reached_by_no_route(
    aalst: Tenant, brugge: Tenant, write_page: Any, client_for: ClientFor, actor_of: Any
) -> None:
    page = write_page(aalst, title="Alleen van Aalst", slug="alleen-van-aalst")
    editor = client_for(brugge, Role.ADMINISTRATOR)
    routes = [
        "/knowledge/alleen-van-aalst/",
        "/knowledge/?q=Aalst",
        f"/knowledge/pages/{page.pk}/share/",
        f"/cms/pages/{page.pk}/edit/",
        f"/cms/pages/{page.pk}/view_draft/",
        "/cms/pages/search/?q=Aalst",
    ]

    for route in routes:
        assert "Alleen van Aalst" not in editor.get(route, follow=True).content.decode()
        assert client_for(aalst, Role.ADMINISTRATOR).get(route, follow=True).status_code == 200
    with tenant_scope(brugge):
        assert not list(find_ours(Question(words="Aalst"), actor=actor_of(brugge)))


def test_the_list_asks_the_database_as_much_for_many_as_for_few(
    aalst: Tenant, genk: Tenant, share: Any, write_page: Any, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        share(aalst, title=f"Gedeeld {number}")
        write_page(genk, title=f"Eigen {number}")
    reader = client_for(genk, Role.EDITOR)
    reader.get("/knowledge/")

    with django_assert_max_num_queries(22):
        reader.get("/knowledge/")
    with django_assert_max_num_queries(22):
        reader.get("/knowledge/?from=network")


def test_a_word_in_the_title_counts_for_more_than_one_further_down(aalst: Tenant, genk: Tenant, share: Any) -> None:
    share(aalst, title="Fietsen tellen")
    share(aalst, title="Wat we leerden", body=[{"type": "paragraph", "value": "<p>Fietsen, fietsen, fietsen.</p>"}])

    with tenant_scope(genk):
        found = [page.title for page in SharedPage.objects.matching("fietsen")]

    assert found == ["Fietsen tellen", "Wat we leerden"]  # the latest would be first where both fit as well
