"""The pages of the exchange: from finding an offer to its revocation, each for the party that it is for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.graphql.conftest import state_seen_by
from vlavirgem_graphql.datasets.models import AgreementDraft, Dataset
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, ExchangeRecord, Offer
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Ceiling = Callable[[int], Any]
Clients = Callable[..., Client]
QUERIES_OF_A_LIST = 20
ADVICE = {"verdict": "not-needed"}


def test_a_dataset_is_offered_through_its_page(
    brugge: Tenant, aalst: Tenant, client_for: Clients, dataset_of: Callable[..., Dataset]
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)

    answers = {"title": "Onze producten", "description": "Elke week", "fields_wanted": ["title", "type"]}
    response = client_for(brugge, Role.DEVELOPER).post(f"/data/datasets/{dataset.pk}/offer/", answers, follow=True)

    assert response.status_code == 200
    page = client_for(aalst, Role.READER).get("/data/offers/?q=producten").content.decode()
    assert "Onze producten" in page


def test_an_agreement_goes_from_the_first_question_to_revocation_through_the_pages(
    aalst: Tenant, brugge: Tenant, offer: Offer, client_for: Clients
) -> None:
    # Given a developer of Aalst who answers the questions one by one
    asking = client_for(aalst, Role.DEVELOPER)
    start = f"/data/offers/{offer.pk}/propose/"
    first = asking.get(start)
    assert first["Location"] == f"{start}purpose/"
    asking.post(f"{start}purpose/", {"purpose": "Producten vergelijken", "legal_basis": "Decreet lokaal bestuur"})
    asking.post(f"{start}fields/", {"fields_wanted": ["title", "type"]})
    with tenant_scope(aalst):
        assert AgreementDraft.objects.get().fields == ["title", "type"]
    today = timezone.localdate()
    days = {"first_day": f"{today:%d/%m/%Y}", "last_day": f"{today + timedelta(days=30):%d/%m/%Y}"}
    assert asking.post(f"{start}period/", days)["Location"] == start
    assert "Producten vergelijken" in asking.get(start).content.decode()

    # When it is proposed, signed by the administrator of Brugge, and revoked with a reason
    agreement_url = asking.post(start)["Location"]
    client_for(aalst, Role.ADMINISTRATOR).post(f"{agreement_url}sign/", ADVICE)
    assert state_seen_by(brugge) == "proposed"
    signing = client_for(brugge, Role.ADMINISTRATOR)
    assert "sign/" in signing.get(agreement_url).content.decode()
    # The page that binds says what to, and nobody states something of personal data by not choosing
    asked = signing.get(f"{agreement_url}sign/").content.decode()
    assert ("Producten vergelijken" in asked, " checked" in asked) == (True, False)
    assert signing.post(f"{agreement_url}sign/", {}).status_code == 422
    assert state_seen_by(brugge) == "proposed"
    signing.post(f"{agreement_url}sign/", ADVICE)
    assert state_seen_by(aalst) == "active"
    with tenant_scope(aalst):
        assert ExchangeRecord.objects.count() == 3
        assert not AgreementDraft.objects.exists()
    assert signing.post(f"{agreement_url}revoke/", {"reason": ""}).status_code == 422
    assert state_seen_by(aalst) == "active"
    signing.post(f"{agreement_url}revoke/", {"reason": "Het doel is bereikt"})

    # Then both read the end and its reason
    assert state_seen_by(aalst) == state_seen_by(brugge) == "ended"
    assert "Het doel is bereikt" in asking.get(agreement_url).content.decode()


def test_answers_that_cannot_be_are_refused_beside_the_field(aalst: Tenant, offer: Offer, client_for: Clients) -> None:
    asking = client_for(aalst, Role.DEVELOPER)
    start = f"/data/offers/{offer.pk}/propose/"

    assert asking.post(f"{start}fields/", {"fields_wanted": ["contactPoints"]}).status_code == 422
    for first, last in (
        ("01/01/2020", "02/01/2020"),
        ("02/01/2040", "01/01/2040"),
        ("01/01/2030", "01/01/2040"),
        ("01/12/9999", "31/12/9999"),
    ):
        assert asking.post(f"{start}period/", {"first_day": first, "last_day": last}).status_code == 422
    assert asking.get(f"{start}nothing/").status_code == 404


def test_only_the_party_whose_turn_it_is_gets_the_buttons(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, client_for: Clients
) -> None:
    page = f"/data/agreements/{proposed.pk}/"

    consumer = client_for(aalst, Role.ADMINISTRATOR).get(page).content.decode()
    provider = client_for(brugge, Role.ADMINISTRATOR).get(page).content.decode()
    developer = client_for(brugge, Role.DEVELOPER).get(page).content.decode()

    assert f"{page}sign/" in provider
    assert f"{page}sign/" in consumer
    assert f"{page}sign/" not in developer
    assert "Wacht op je handtekening" in provider
    assert "Wacht op een handtekening: " in developer
    assert "Wacht op je handtekening" in consumer
    assert f"{page}withdraw/" in consumer
    assert f"{page}withdraw/" not in provider
    assert client_for(aalst, Role.ADMINISTRATOR).post(f"{page}sign/", ADVICE).status_code == 302
    assert "Wacht op Brugge" in client_for(aalst, Role.ADMINISTRATOR).get(page).content.decode()
    assert client_for(aalst, Role.ADMINISTRATOR).post(f"{page}sign/", ADVICE).status_code == 409
    assert client_for(brugge, Role.DEVELOPER).post(f"{page}sign/", ADVICE).status_code == 403


def test_each_page_is_there_for_the_parties_and_not_for_a_third(
    aalst: Tenant, brugge: Tenant, genk: Tenant, agreement: Agreement, offer: Offer, client_for: Clients
) -> None:
    # Given a read that Aalst did
    with tenant_scope(aalst):
        event = append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={offer.pk: 2})

    # Then reader and provider find it, a third party does not
    for page in (f"/data/agreements/{agreement.pk}/", f"/data/evidence/{event}/"):
        assert client_for(aalst, Role.READER).get(page).status_code == 200, page
        assert client_for(brugge, Role.READER).get(page).status_code == 200, page
        assert client_for(genk, Role.ADMINISTRATOR).get(page).status_code == 404, page
    for page in ("refresh", "withdraw"):
        address = f"/data/offers/{offer.pk}/{page}/"
        answer = {"reason": "Oud"}
        assert client_for(aalst, Role.ADMINISTRATOR).post(address, answer).status_code == 404, page
        assert client_for(brugge, Role.ADMINISTRATOR).post(address, answer).status_code == 302, page


def test_the_evidence_page_finds_reads_of_ours_and_of_our_data(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, offer: Offer, client_for: Clients
) -> None:
    with tenant_scope(aalst):
        append_event(actor=Actor.system(aalst, name="Sleutel X"), kind=EventKind.READ, rows_of_offers={offer.pk: 2})

    ours = client_for(aalst, Role.READER).get("/data/evidence/?kind=read&q=sleutel").content.decode()
    about_us = client_for(brugge, Role.READER).get("/data/evidence/about-us/?kind=read").content.decode()
    of_brugge = client_for(brugge, Role.READER).get("/data/evidence/?kind=read").content.decode()

    assert "Sleutel X" in ours
    assert "Sleutel X" in about_us
    assert "Sleutel X" not in of_brugge


@pytest.mark.parametrize("page", ["/data/", "/data/offers/", "/data/evidence/", "/data/evidence/about-us/"])
@pytest.mark.parametrize("events", [1, 30])
def test_lists_stay_under_their_ceiling_of_queries(
    events: int,
    page: str,
    aalst: Tenant,
    agreement: Agreement,
    offer: Offer,
    client_for: Clients,
    django_assert_max_num_queries: Ceiling,
) -> None:
    with tenant_scope(aalst):
        for _number in range(events):
            append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={offer.pk: 2})
        assert ExchangeEvent.objects.exists()
    client = client_for(aalst, Role.ADMINISTRATOR)

    with django_assert_max_num_queries(QUERIES_OF_A_LIST):
        assert client.get(page).status_code == 200


def test_an_empty_town_gets_a_first_step(genk: Tenant, client_for: Clients) -> None:
    for page in ("/data/", "/data/offers/", "/data/evidence/"):
        assert client_for(genk, Role.ADMINISTRATOR).get(page).status_code == 200
