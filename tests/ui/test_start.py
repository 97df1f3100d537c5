"""The start page: what waits for me, what runs here, what changed; and the first step where nothing is."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from vlavirgem.plugins import Running, RunningWork, Waiting, WaitingFor, running_work, waiting_for
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role

ClientFor = Callable[..., Client]


def test_where_nothing_is_the_page_says_what_to_do_first(aalst: Tenant, client_for: ClientFor) -> None:
    page = client_for(aalst, Role.MEMBER).get("/").content.decode()

    assert "Hier is nog niets. Begin met een dienst." in page
    assert f'href="{reverse("services:list")}"' in page


def test_what_waits_and_what_runs_are_links(aalst: Tenant, client_for: ClientFor) -> None:
    source = WaitingFor(name="test", find=lambda _actor: [Waiting(title="Overeenkomst ondertekenen", url="/a/")])
    work = RunningWork(
        name="test",
        label="Onze proeven",
        all_label="Alle proeven",
        url_name="services:list",
        find=lambda _actor: [Running(title="Loket", url="/b/", state="active", line="Zes minuten")],
    )

    with waiting_for.registered_temporarily(source), running_work.registered_temporarily(work):
        page = client_for(aalst, Role.MEMBER).get("/").content.decode()

    assert '<a href="/a/">Overeenkomst ondertekenen</a>' in page
    assert '<a href="/b/">Loket</a>' in page
    assert "Onze proeven" in page
    assert "state--active" in page
    assert "Begin met een dienst" not in page


def test_work_without_anything_shows_no_heading(aalst: Tenant, client_for: ClientFor) -> None:
    work = RunningWork(name="test", label="Onze proeven", all_label="", url_name="start", find=lambda _actor: [])

    with running_work.registered_temporarily(work):
        page = client_for(aalst, Role.MEMBER).get("/").content.decode()

    assert "Onze proeven" not in page


def test_an_agency_is_asked_to_publish_and_who_may_not_is_told_who_does(agency: Tenant, client_for: ClientFor) -> None:
    publisher = client_for(agency, Role.DEVELOPER).get("/").content.decode()
    reader = client_for(agency, Role.READER).get("/").content.decode()

    assert "Laat gemeenten je dienst uitproberen" in publisher
    assert f'href="{reverse("services:publish")}"' in publisher
    assert f'href="{reverse("services:publish")}"' not in reader
    assert "Een ontwikkelaar of een beheerder" in reader
    for page in (publisher, reader):
        assert "Begin met een dienst" not in page


def test_the_network_gets_words_of_its_own(network: Tenant, client_for: ClientFor) -> None:
    page = client_for(network, Role.READER).get("/").content.decode()

    assert "de eigen plek van het netwerk" in page
    assert "Begin met een dienst" not in page
