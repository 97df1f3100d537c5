"""The frame around every page: who sees which places, in which language, and what it must never hold."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role

ClientFor = Callable[..., Client]


@pytest.fixture
def drawn(aalst: Tenant, client_for: ClientFor) -> str:
    return client_for(aalst, Role.ADMINISTRATOR).get("/style/").content.decode()


def test_a_member_sees_the_bestuur_the_test_mark_and_the_places(drawn: str) -> None:
    assert "Aalst" in drawn
    assert "Testgegevens" in drawn
    assert re.search(r'<a class="side__link" href="/" *>', drawn)


def test_a_stranger_sees_no_navigation_and_can_sign_in(aalst: Tenant, client_for: ClientFor) -> None:
    seen = client_for(aalst).get("/style/").content.decode()

    assert 'id="navigation"' not in seen
    assert 'href="/sign-in/"' in seen


def test_management_is_shown_to_who_may_manage(aalst: Tenant, client_for: ClientFor, drawn: str) -> None:
    assert 'href="/manage/"' in drawn
    assert 'href="/manage/"' not in client_for(aalst, Role.READER).get("/style/").content.decode()


def test_a_person_picks_the_language(aalst: Tenant, client_for: ClientFor, drawn: str) -> None:
    client = client_for(aalst, Role.MEMBER)
    client.post("/language/", {"language": "en", "next": "/style/"})

    assert '<html lang="nl">' in drawn
    assert '<html lang="en">' in client.get("/style/").content.decode()


def test_no_style_or_script_stands_in_the_page(drawn: str) -> None:
    assert " style=" not in drawn
    assert "<style" not in drawn
    assert re.findall(r"<script(?![^>]*src=)", drawn) == []
    assert re.findall(r"\son\w+=", drawn) == []


def test_a_page_that_is_not_there_says_so_in_the_frame(aalst: Tenant, client_for: ClientFor) -> None:
    response = client_for(aalst, Role.MEMBER).get("/nergens/")

    assert response.status_code == 404
    assert "Deze pagina is hier niet" in response.content.decode()
