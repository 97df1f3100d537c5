"""The list of pilots and its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]


@pytest.fixture
def shared(brugge: Tenant, actor_of: Callable[..., Actor]) -> Pilot:
    """A draft of Brugge that the whole network sees."""
    actor = actor_of(brugge, Role.PILOT_LEAD)
    with tenant_scope(brugge):
        pilot = services.open_pilot(actor=actor, title="Zwembadpas", goal="Eén kaart", service_name="Vrije tijd")
        return services.share_pilot(actor=actor, pilot=pilot, visibility=Visibility.NETWORK)


def titles(client: Client, query: str = "") -> set[str]:
    page = client.get(f"{reverse('pilots:list')}{query}").content.decode()
    return {title for title in ("Loket zonder papier", "Zwembadpas") if title in page}


def test_the_list_shows_ours_and_what_is_shared_with_us(
    aalst: Tenant, genk: Tenant, client_for: Clients, pilot: Pilot, shared: Pilot
) -> None:
    assert titles(client_for(aalst, Role.READER)) == {pilot.title, shared.title}
    assert titles(client_for(genk, Role.READER)) == {shared.title}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=papier+loket", {"Loket zonder papier"}),
        ("?q=vrije", {"Zwembadpas"}),
        ("?q=niets", set()),
        ("?state=active", {"Loket zonder papier"}),
        ("?state=draft", {"Zwembadpas"}),
        ("?whose=ours", {"Loket zonder papier"}),
        ("?whose=shared", {"Zwembadpas"}),
        ("?state=%27&whose=x&page=99", {"Loket zonder papier", "Zwembadpas"}),
    ],
)
def test_search_and_facets_stand_in_the_address(
    aalst: Tenant, client_for: Clients, pilot: Pilot, shared: Pilot, query: str, found: set[str]
) -> None:
    assert titles(client_for(aalst, Role.READER), query) == found


def test_an_empty_list_offers_the_first_step_to_who_may_take_it(genk: Tenant, client_for: Clients) -> None:
    first_step = f'href="{reverse("pilots:new")}"'
    assert first_step in client_for(genk, Role.PILOT_LEAD).get(reverse("pilots:list")).content.decode()
    assert first_step not in client_for(genk, Role.READER).get(reverse("pilots:list")).content.decode()


def test_the_file_holds_the_list_as_narrowed_and_no_formulas(
    aalst: Tenant, lead: Actor, client_for: Clients, pilot: Pilot, shared: Pilot
) -> None:
    with tenant_scope(aalst):
        services.open_pilot(actor=lead, title="=1+1", goal="Doel")
    answer = client_for(aalst, Role.READER).get(f"{reverse('pilots:export')}?whose=ours")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Type"].startswith("text/csv")
    assert {row[0] for row in rows[1:]} == {"'=1+1", pilot.title}


def test_the_list_asks_few_queries_whatever_its_length(
    aalst: Tenant, lead: Actor, client_for: Clients, django_assert_max_num_queries: Any
) -> None:
    with tenant_scope(aalst):
        for number in range(30):
            services.open_pilot(actor=lead, title=f"Proef {number}", goal="Doel")
    client = client_for(aalst, Role.PILOT_LEAD)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("pilots:list")).status_code == 200
