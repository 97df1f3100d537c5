"""The pages of blueprints: who opens which, the way from making one to taking it over, and the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.sandbox.pilots.passed_on import share, told
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption, Pilot
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]


def at(name: str, thing: Blueprint | Pilot) -> str:
    return reverse(f"pilots:{name}", args=[thing.pk])


def test_draft_is_hidden_from_another_organisation_and_open_to_its_own(
    aalst: Tenant, brugge: Tenant, client_for: Clients, ended: Pilot, blueprint: Blueprint
) -> None:
    stranger, ours = client_for(brugge, Role.ADMINISTRATOR), client_for(aalst, Role.ADMINISTRATOR)
    for address in (at("blueprint", blueprint), at("blueprint-share", blueprint), at("blueprint-prepare", ended)):
        assert stranger.get(address).status_code == 404, address
        assert ours.get(address).status_code == 200, address
    for address in (at("blueprint-adopt", blueprint), at("blueprint-withdraw", blueprint)):
        assert stranger.post(address, {"shown": "name"}).status_code == 404, address


def test_shared_one_is_read_by_others_and_changed_by_none_of_them(
    aalst: Tenant, brugge: Tenant, client_for: Clients, shared: Blueprint
) -> None:
    reader, stranger = client_for(brugge, Role.READER), client_for(brugge, Role.ADMINISTRATOR)
    assert reader.get(at("blueprint", shared)).status_code == 200
    assert reader.get(at("blueprint-adopt", shared)).status_code == 403
    assert stranger.get(at("blueprint-share", shared)).status_code == 404, "its pilot is not shared with them"
    assert stranger.post(at("blueprint-withdraw", shared)).status_code == 404
    with tenant_scope(aalst):
        assert Blueprint.objects.get().state == "active"
    assert client_for(aalst, Role.PILOT_LEAD).post(at("blueprint-withdraw", shared)).status_code == 302
    with tenant_scope(aalst):
        assert Blueprint.objects.get().state == "withdrawn"


@pytest.mark.parametrize(("role", "status"), [(Role.MEMBER, 403), (Role.PILOT_LEAD, 200)])
def test_only_who_manages_pilots_makes_one(
    aalst: Tenant, client_for: Clients, ended: Pilot, role: Role, status: int
) -> None:
    assert client_for(aalst, role).get(at("blueprint-prepare", ended)).status_code == status


def test_pilot_that_has_not_ended_leads_to_the_decision(aalst: Tenant, client_for: Clients, pilot: Pilot) -> None:
    page = client_for(aalst, Role.PILOT_LEAD).get(at("blueprint-prepare", pilot)).text
    assert "Dit proefproject is nog niet geëindigd" in page
    assert "<textarea" not in page


def test_from_making_one_to_a_pilot_of_another(
    aalst: Tenant, brugge: Tenant, client_for: Clients, ended: Pilot
) -> None:
    # given a draft
    lead, adopter = client_for(aalst, Role.PILOT_LEAD), client_for(brugge, Role.PILOT_LEAD)
    with tenant_scope(aalst):
        words = told(ended)
    form = {name: words[name] for name in ("title", "audience", "goal", "steps")}
    made = lead.post(
        at("blueprint-prepare", ended), form | {"kpis": words["kpi_ids"], "findings": words["finding_ids"]}
    )
    with tenant_scope(aalst):
        blueprint = Blueprint.objects.get()
    assert made["Location"] == blueprint.get_absolute_url()

    # when it is shared as it was shown
    page = lead.get(at("blueprint-share", blueprint)).text
    [shown] = re.findall(r'name="shown" value="(\w{64})"', page)
    assert "Eén bezoek volstaat" in page
    refused = lead.post(at("blueprint-share", blueprint), {"visibility": "network", "shown": "0" * 64})
    assert refused.status_code == 422
    assert shown in refused.text, "the page shows what goes out when they press again"
    assert lead.post(at("blueprint-share", blueprint), {"visibility": "network", "shown": shown}).status_code == 302

    # then another takes it over, once
    assert "Doorlooptijd" in adopter.get(at("blueprint", blueprint)).text
    assert adopter.get(at("blueprint-adopt", blueprint)).status_code == 200
    taken = [adopter.post(at("blueprint-adopt", blueprint), {"shown": "name"})["Location"] for _press in range(2)]
    assert taken[0] == taken[1]
    assert adopter.get(at("blueprint-adopt", blueprint))["Location"] == taken[0]
    assert f"Van {aalst.name}, versie 1 van de blauwdruk" in adopter.get(taken[0]).text
    assert brugge.name in lead.get(at("blueprint", blueprint)).text


def test_who_took_it_over_is_told_of_a_newer_version_and_of_its_end(
    aalst: Tenant, brugge: Tenant, lead: Actor, client_for: Clients, ended: Pilot, shared: Blueprint, genk: Tenant
) -> None:
    # given
    adopter = client_for(brugge, Role.PILOT_LEAD)
    pilot_page = adopter.post(at("blueprint-adopt", shared), {"shown": "count"})["Location"]

    # when there is a newer one
    with tenant_scope(aalst):
        services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended, steps="Minder stappen"))
        share(lead, shared)
    assert "Er is een nieuwere versie: 2" in adopter.get(pilot_page).text
    assert "Je nam versie 1 over" in adopter.get(at("blueprint", shared)).text

    # and when it is withdrawn
    with tenant_scope(aalst):
        services.withdraw_blueprint(actor=lead, blueprint=shared)
    assert adopter.get(at("blueprint", shared)).status_code == 410
    assert client_for(genk, Role.PILOT_LEAD).get(at("blueprint", shared)).status_code == 404
    assert "die niet meer gedeeld wordt" in adopter.get(pilot_page).text
    with tenant_scope(brugge):
        assert BlueprintAdoption.objects.count() == 1


def test_page_stays_open_when_a_chain_can_no_longer_go_along(
    aalst: Tenant, client_for: Clients, shared: Blueprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    lead = client_for(aalst, Role.PILOT_LEAD)
    assert "Er veranderde iets sinds je deelde" not in lead.get(at("blueprint", shared)).text

    # when
    def refuse(_blueprint: Blueprint) -> None:
        raise Refusal("In de keten staat een sleutel.", code="key-in-chain")

    monkeypatch.setattr("vlavirgem_sandbox.pilots.views.blueprints.content_to_share", refuse)

    # then
    page = lead.get(at("blueprint", shared))
    assert (page.status_code, "Er veranderde iets sinds je deelde" in page.text) == (200, True)


def test_list_is_searched_and_says_what_to_do_when_empty(
    aalst: Tenant, brugge: Tenant, client_for: Clients, shared: Blueprint
) -> None:
    address, reader = reverse("pilots:blueprints"), client_for(brugge, Role.READER)
    assert shared.title in reader.get(address).text
    assert shared.title in reader.get(f"{address}?q=druk+papier").text
    assert "Geen blauwdruk gevonden" in reader.get(f"{address}?q=zwembad").text
    client_for(aalst, Role.PILOT_LEAD).post(at("blueprint-withdraw", shared))
    assert "Nog geen blauwdrukken" in reader.get(address).text


def test_page_of_what_is_shared_names_it_until_it_is_withdrawn(
    aalst: Tenant, client_for: Clients, shared: Blueprint
) -> None:
    lead = client_for(aalst, Role.PILOT_LEAD)
    link = f'<a href="{at("blueprint", shared)}">'
    assert link in lead.get(reverse("data:index")).text
    lead.post(at("blueprint-withdraw", shared))
    assert link not in lead.get(reverse("data:index")).text


def test_list_asks_few_queries_whatever_its_length(
    aalst: Tenant, brugge: Tenant, client_for: Clients, shared: Blueprint, django_assert_max_num_queries: Any
) -> None:
    with tenant_scope(aalst):
        for number in range(20):
            pilot = Pilot.objects.create(owner=aalst, title=f"Proef {number}", goal="Doel")
            Blueprint.objects.create(
                owner=aalst,
                pilot=pilot,
                title=f"Blauwdruk {number}",
                audience="Iedereen",
                visibility="network",
                version=1,
                digest="x",
                shared_at=shared.shared_at,
            )
    client = client_for(brugge, Role.READER)
    with django_assert_max_num_queries(12):
        assert "Blauwdruk 19" in client.get(reverse("pilots:blueprints")).text
