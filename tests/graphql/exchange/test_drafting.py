"""Stopping while an agreement is written: what was typed is kept, and a draft can be thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from vlavirgem_graphql.datasets.models import AgreementDraft
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.services.offers import withdraw_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

STOP = {"stop": "1"}
CONCEPT = "https://ipdc.vlaanderen.be/id/concept/1"


@pytest.fixture
def asking(aalst: Tenant, client_for: Callable[..., Client]) -> Client:
    return client_for(aalst, Role.DEVELOPER)


@pytest.fixture
def start(offer: Offer) -> str:
    return f"/data/offers/{offer.pk}/propose/"


def draft_of(tenant: Tenant) -> AgreementDraft:
    with tenant_scope(tenant):
        return AgreementDraft.objects.get()


def test_who_stops_in_the_middle_of_a_step_finds_there_what_was_typed(
    aalst: Tenant, asking: Client, start: str
) -> None:
    stopped = asking.post(f"{start}purpose/", {"purpose": "Loketten vergelijken", **STOP}, follow=True)

    assert stopped.redirect_chain == [("/data/", 302)]
    assert "Wat je typte, is bewaard" in stopped.content.decode()
    assert start in stopped.content.decode()
    assert "Loketten vergelijken" in asking.get(f"{start}purpose/").content.decode()
    # The step is not done: the rest is still asked
    assert asking.get(start)["Location"] == f"{start}purpose/"


def test_what_cannot_be_right_is_named_and_the_rest_is_kept(aalst: Tenant, asking: Client, start: str) -> None:
    typed = {"first_day": "01/02/2030", "last_day": "42/13/2030", "daily_reads": "12", **STOP}
    told = asking.post(f"{start}period/", typed, follow=True).content.decode()

    assert "Laatste dag" in told
    assert "behalve wat niet kan kloppen" in told
    draft = draft_of(aalst)
    assert (draft.first_day, draft.last_day, draft.daily_reads) == (date(2030, 2, 1), None, 12)


def test_half_a_public_service_is_kept_and_does_not_end_the_step(aalst: Tenant, asking: Client, start: str) -> None:
    typed = {"purpose": "Vergelijken", "legal_basis": "Decreet", "concept_uri": CONCEPT}
    asking.post(f"{start}purpose/", {**typed, **STOP})
    assert draft_of(aalst).concept_uri == CONCEPT
    assert asking.get(start)["Location"] == f"{start}purpose/"


def test_who_looked_and_typed_nothing_leaves_no_draft(aalst: Tenant, asking: Client, start: str) -> None:
    assert asking.post(f"{start}purpose/", STOP)["Location"] == "/data/"
    with tenant_scope(aalst):
        assert not AgreementDraft.objects.exists()


def test_a_draft_is_thrown_away_after_a_question_also_when_its_offer_is_gone(
    aalst: Tenant, brugge: Tenant, offer: Offer, asking: Client, start: str, client_for: Callable[..., Client]
) -> None:
    discard = f"{start}discard/"
    assert asking.get(discard).status_code == 404
    asking.post(f"{start}purpose/", {"purpose": "Vergelijken", **STOP})
    for page in ("/data/", f"{start}purpose/"):
        assert discard in asking.get(page).content.decode()
    reader = client_for(aalst, Role.READER)
    assert discard not in reader.get("/data/").content.decode()
    assert reader.post(discard).status_code == 403
    with tenant_scope(brugge):
        withdraw_offer(actor=Actor.system(brugge), offer=offer, reason="Gedaan")

    asked = asking.get(discard).content.decode()
    assert offer.title in asked
    assert draft_of(aalst).purpose == "Vergelijken"
    assert asking.post(discard)["Location"] == "/data/"
    assert discard not in asking.get("/data/").content.decode()
