"""Addresses of what is another's: not found, and on record."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, Offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.mark.parametrize("page", ["", "protocol/", "revoke/", "counter/", "renew/"])
def test_who_is_no_party_finds_no_agreement_and_that_they_asked_is_on_record(
    page: str, agreement: Agreement, genk: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    role = Role.DEVELOPER if page in {"counter/", "renew/"} else Role.ADMINISTRATOR
    address = f"/data/agreements/{agreement.pk}/{page}"

    # When a third organisation opens a page of it, then there is none for them, and the attempt stands in their log
    assert client_for(genk, role).get(address).status_code == 404
    with tenant_scope(genk):
        denied = ExchangeEvent.objects.get(kind="denied")
    assert (address in denied.payload, "not-found" in denied.payload) == (True, True)
    # And a party opens it (or is told that it is too late for other terms), with nothing of the kind on record
    assert client_for(aalst, role).get(address).status_code == (409 if page == "counter/" else 200)
    with tenant_scope(aalst):
        assert not ExchangeEvent.objects.filter(kind="denied").exists()


def test_an_offer_that_is_not_there_or_not_ours_to_change_is_on_record_too(
    offer: Offer, genk: Tenant, client_for: Callable[..., Client]
) -> None:
    client = client_for(genk, Role.DEVELOPER)
    assert client.get(f"/data/offers/{offer.pk}/").status_code == 200
    assert client.get(f"/data/offers/{offer.pk}/withdraw/").status_code == 404
    assert client.get(f"/data/offers/{uuid4()}/").status_code == 404
    with tenant_scope(genk):
        assert ExchangeEvent.objects.filter(kind="denied").count() == 2
