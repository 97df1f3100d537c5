"""What a page of the exchange says of who did what, and of what a person can do next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.services.agreements import pause_agreement
from vlavirgem_tenants.commons.changes import recent_changes
from vlavirgem_tenants.commons.models import History, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]


@pytest.fixture
def lotte(aalst: Tenant) -> User:
    """The developer of Aalst, by name."""
    with tenant_scope(aalst):
        return User.objects.create(
            username="lotte@aalst.example", first_name="Lotte", last_name="Maes", roles=[Role.DEVELOPER]
        )


def test_the_history_of_an_agreement_says_who_did_what(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, client_for: Clients
) -> None:
    with tenant_scope(brugge):
        pause_agreement(actor=Actor.system(brugge), agreement=agreement, reason="Onderhoud")

    page = client_for(aalst, Role.READER).get(f"/data/agreements/{agreement.pk}/").content.decode()

    for who, what in (("Aalst", "stelde deze overeenkomst voor"), ("Brugge", "ondertekende"), ("Brugge", "pauzeerde")):
        assert f"({who})</strong> {what}" in page


def test_bringing_an_offer_up_to_date_is_told_apart_from_offering_it(
    brugge: Tenant, offer: Offer, client_for: Clients
) -> None:
    with tenant_scope(brugge):
        (offered,) = History.objects.of(offer)
        record(actor=Actor.system(brugge), subject=offer, verb=offered.verb, detail={"written": 1, "removed": 0})

    page = client_for(brugge, Role.READER).get(f"/data/offers/{offer.pk}/").content.decode()

    assert page.count("bood deze dataset aan het netwerk aan") == 1
    assert page.count("bracht dit aanbod up-to-date") == 1


def test_what_changed_tells_both_parties_what_was_done_with_an_agreement(
    aalst: Tenant, brugge: Tenant, genk: Tenant, agreement: Agreement
) -> None:
    for tenant in (aalst, brugge):
        with tenant_scope(tenant):
            told = {change.url: change.what for change in recent_changes()}
        assert told[agreement.get_absolute_url()] == "ondertekende deze overeenkomst"
    with tenant_scope(genk):
        told = {change.url: change.what for change in recent_changes()}
    assert agreement.get_absolute_url() not in told
    assert told[agreement.offer.get_absolute_url()] == "bood deze dataset aan het netwerk aan"


def test_who_may_query_goes_from_a_live_agreement_to_its_query(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, client_for: Clients, lotte: User
) -> None:
    page = f"/data/agreements/{agreement.pk}/"
    query = f"/developers/explorer/?agreement={agreement.pk}"

    assert query in client_for(aalst, Role.DEVELOPER).get(page).content.decode()
    explorer = client_for(aalst, Role.DEVELOPER).get(query).content.decode()
    assert escape('publicServices(first: 10, provider: ["brugge"])') in explorer.split('id="explorer-query"')[1]

    # Who reads but may not query is told who may; the provider has nothing to query.
    reader = client_for(aalst, Role.READER).get(page).content.decode()
    assert query not in reader
    assert "Wie dit kan opvragen" in reader
    assert "Lotte Maes" in reader
    provider = client_for(brugge, Role.DEVELOPER).get(page).content.decode()
    assert query not in provider
    assert "Wie dit kan opvragen" not in provider


def test_an_agreement_that_is_not_in_force_has_nothing_to_query(
    aalst: Tenant, proposed: Agreement, client_for: Clients
) -> None:
    page = client_for(aalst, Role.DEVELOPER).get(f"/data/agreements/{proposed.pk}/").content.decode()
    assert "/developers/explorer/" not in page


def test_the_explorer_takes_no_query_from_an_agreement_that_we_do_not_read_under(
    brugge: Tenant, agreement: Agreement, client_for: Clients
) -> None:
    client = client_for(brugge, Role.DEVELOPER)
    for wrong in (agreement.pk, "nonsense"):
        page = client.get(f"/developers/explorer/?agreement={wrong}")
        assert page.status_code == 200
        assert agreement.offer_title not in page.content.decode()


def test_an_offer_leads_to_a_proposal_or_to_who_can_make_one(
    aalst: Tenant, offer: Offer, client_for: Clients, lotte: User
) -> None:
    propose = f"/data/offers/{offer.pk}/propose/"
    developer = client_for(aalst, Role.DEVELOPER).get(f"/data/offers/{offer.pk}/").content.decode()
    reader = client_for(aalst, Role.READER).get(f"/data/offers/{offer.pk}/").content.decode()

    assert developer.count(propose) == 2
    assert propose not in reader
    assert "Wie er een kan voorstellen voor je bestuur: " in reader
    assert "Lotte Maes" in reader


def test_who_may_propose_is_told_also_where_there_is_an_agreement(
    aalst: Tenant, agreement: Agreement, client_for: Clients, lotte: User
) -> None:
    shown = client_for(aalst, Role.READER).get(f"/data/offers/{agreement.offer_id}/").content.decode()
    assert "Wie er een kan voorstellen voor je bestuur: " in shown
    assert "Lotte Maes" in shown


def test_the_front_page_of_data_says_who_does_what(aalst: Tenant, client_for: Clients, lotte: User) -> None:
    administrator = client_for(aalst, Role.ADMINISTRATOR).get("/data/").content.decode()
    assert administrator.count("Dat kan jij") == 4
    assert "Nog niemand" not in administrator

    with tenant_scope(aalst):
        User.objects.filter(roles__contains=[Role.ADMINISTRATOR]).update(is_active=False)
    reader = client_for(aalst, Role.READER).get("/data/").content.decode()
    assert "Dat kan jij" not in reader
    assert "Lotte Maes" in reader
    assert reader.count("Nog niemand. Een beheerder kan een van deze rollen geven:") == 1
