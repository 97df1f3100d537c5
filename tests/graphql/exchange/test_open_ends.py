"""What a page says of an agreement that stops, or an offer that goes, while the same data are open by other terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vlavirgem_graphql.exchange.models import Agreement, Audience, Offer, OpenTerms
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import pause_agreement, revoke_agreement
from vlavirgem_graphql.exchange.services.open_terms import open_terms
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]


def opened(brugge: Tenant, offer: Offer, audience: Audience) -> OpenTerms:
    start = timezone.now() - timedelta(minutes=1)
    period = (start, start + timedelta(days=365))
    wish = Wish(purpose="Vergelijken", legal_basis="Decreet", fields=["title"], period=period)
    with tenant_scope(brugge):
        return open_terms(
            actor=Actor.system(brugge), offer=offer, wish=wish, audience=audience, advice=NO_PERSONAL_DATA
        )


@pytest.mark.parametrize("stop", [pause_agreement, revoke_agreement], ids=["paused", "revoked"])
def test_an_agreement_that_stops_says_that_the_data_are_open_too(
    brugge: Tenant,
    aalst: Tenant,
    offer: Offer,
    agreement: Agreement,
    client_for: Clients,
    stop: Callable[..., object],
) -> None:
    terms = opened(brugge, offer, Audience.OPEN_DATA)
    with tenant_scope(brugge):
        stop(actor=Actor.system(brugge), agreement=agreement, reason="Even wachten")

    for reader in (brugge, aalst):
        page = client_for(reader, Role.ADMINISTRATOR).get(f"/data/agreements/{agreement.pk}/").text
        assert terms.get_absolute_url() in page
        assert "er kan nu niets gelezen worden" not in page


def test_who_revokes_hears_that_the_other_can_accept_again_and_that_the_renewal_ends(
    brugge: Tenant, aalst: Tenant, offer: Offer, agreement: Agreement, client_for: Clients
) -> None:
    # Given open terms on the same offer, and a renewal that waits for our signature
    page = f"/data/agreements/{agreement.pk}/revoke/"
    client = client_for(brugge, Role.ADMINISTRATOR)
    assert "kan opnieuw aanvaarden" not in client.get(page).text
    terms = opened(brugge, offer, Audience.EVERYONE)
    renewing = client_for(aalst, Role.ADMINISTRATOR).post(
        f"/data/agreements/{agreement.pk}/renew/",
        {"last_day": f"{timezone.localdate() + timedelta(days=700):%d/%m/%Y}", "reason": "Verder"},
    )
    assert renewing.status_code == 302, renewing.text

    shown = client.get(page).text

    assert "kan opnieuw aanvaarden" in shown
    assert terms.get_absolute_url() in shown
    assert renewing.headers["Location"] in shown


def test_only_who_paused_gets_the_button_to_let_it_go_on(
    brugge: Tenant, aalst: Tenant, agreement: Agreement, client_for: Clients
) -> None:
    with tenant_scope(brugge):
        pause_agreement(actor=Actor.system(brugge), agreement=agreement, reason="Even wachten")
    page = f"/data/agreements/{agreement.pk}/"

    assert f"{page}resume/" in client_for(brugge, Role.ADMINISTRATOR).get(page).text
    assert f"{page}resume/" not in client_for(aalst, Role.ADMINISTRATOR).get(page).text
    # And who comes to the page of it all the same reads why not, before anything is asked
    assert client_for(brugge, Role.ADMINISTRATOR).get(f"{page}resume/").status_code == 200
    told = client_for(aalst, Role.ADMINISTRATOR).get(f"{page}resume/")
    assert (told.status_code, "Alleen zij kunnen" in told.text) == (409, True)


def test_who_withdraws_open_data_hears_that_everybody_reads_them(
    brugge: Tenant, offer: Offer, client_for: Clients
) -> None:
    terms = opened(brugge, offer, Audience.OPEN_DATA)

    page = client_for(brugge, Role.ADMINISTRATOR).get(f"/data/offers/{offer.pk}/withdraw/").text

    assert "0 besturen" not in page
    assert terms.get_absolute_url() in page
