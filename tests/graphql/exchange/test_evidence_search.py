"""Searching the evidence: who, what, when, under which agreement, of ours and of what others did with our data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, Offer
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OURS, ABOUT_US = "/data/evidence/", "/data/evidence/about-us/"


@pytest.fixture
def other(genk: Tenant, dataset_of: Callable[..., Dataset]) -> Offer:
    """An offer of Genk."""
    with tenant_scope(genk):
        made, _done = publish_offer(
            actor=Actor.system(genk), dataset=dataset_of(genk), title="Subsidies", description="", fields=["title"]
        )
    return made


@pytest.fixture
def reads(aalst: Tenant, agreement: Agreement, other: Offer) -> dict[str, UUID]:
    """What Aalst read, of Brugge under the agreement and of Genk."""
    with tenant_scope(aalst):
        return {
            offer.title: append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={offer.pk: 2})
            for offer in (agreement.offer, other)
        }


@pytest.fixture
def shown(client_for: Callable[..., Client]) -> Callable[..., set[UUID]]:
    """``shown(aalst, OURS, q="..."): the events on the page."""

    def make(tenant: Tenant, address: str, **asked: str) -> set[UUID]:
        response = client_for(tenant, Role.READER).get(address, asked)
        assert response.status_code == 200
        return {event.pk for event in response.context["page"].events}

    return make


def test_it_is_found_by_what_it_is_about_by_who_and_by_its_number(
    aalst: Tenant, brugge: Tenant, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    of_brugge, of_genk = reads["Producten van Brugge"], reads["Subsidies"]
    assert shown(aalst, OURS, q="subsid") == {of_genk}
    assert shown(aalst, OURS, q=str(of_brugge)) == {of_brugge}
    assert shown(aalst, OURS, q=str(uuid4())) == shown(aalst, OURS, q="niets van dat alles") == set()
    assert {of_brugge, of_genk} < shown(aalst, OURS, q="aalst")
    assert shown(brugge, ABOUT_US, kind="read") == shown(brugge, ABOUT_US, q="Aalst", kind="read") == {of_brugge}
    assert shown(brugge, ABOUT_US, q="subsid") == set()


def test_an_agreement_shows_what_was_done_with_it_and_read_under_it(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    with tenant_scope(aalst):
        acts = ExchangeEvent.objects.filter(kind__in=[EventKind.PROPOSED, EventKind.SIGNED])
        by_aalst = {*acts.values_list("pk", flat=True), reads["Producten van Brugge"]}
    with tenant_scope(brugge):
        signed = ExchangeEvent.objects.get(kind=EventKind.SIGNED).pk
    chosen = str(agreement.pk)
    assert shown(aalst, OURS, agreement=chosen) == by_aalst
    assert shown(brugge, OURS, agreement=chosen) == {signed}
    assert shown(brugge, ABOUT_US, agreement=chosen) == by_aalst
    assert len(by_aalst) == 3


def test_an_agreement_of_others_filters_nothing_and_is_not_named(
    genk: Tenant, agreement: Agreement, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    everything = shown(genk, ABOUT_US)
    assert shown(genk, ABOUT_US, agreement=str(agreement.pk)) == everything == {reads["Subsidies"]}


def test_a_period_leaves_out_what_was_before_it(
    aalst: Tenant, reads: dict[str, UUID], shown: Callable[..., set[UUID]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(aalst, OURS, days="7") == shown(aalst, OURS) == shown(aalst, OURS, days="zoveel")
    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr("vlavirgem_graphql.exchange.views_evidence.timezone.now", lambda: later)
    assert shown(aalst, OURS, days="7") == set()
    assert set(reads.values()) <= shown(aalst, OURS, days="30")


def test_a_search_without_a_result_does_not_say_that_nothing_happened(
    aalst: Tenant, reads: dict[str, UUID], client_for: Callable[..., Client]
) -> None:
    client = client_for(aalst, Role.READER)

    assert "Geen gebeurtenis past bij deze woorden" in client.get(OURS, {"q": "nergens"}).content.decode()
    assert "Geen gebeurtenis past bij deze woorden" not in client.get(OURS).content.decode()
