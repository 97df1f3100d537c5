"""An address that somebody shortened by hand leads to the page that lists what stood below it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role

SHORTENED = {
    "/data/agreements/": "/data/",
    "/data/datasets/": "/data/#datasets",
    "/data/imports/": "/data/#datasets",
    "/data/open-terms/": "/data/offers/",
    "/data/tables/": "/data/#datasets",
    "/data/tryouts/": "/tryouts/",
    "/developers/keys/": "/developers/#keys",
    "/evidence/": "/data/evidence/",
    "/pilots/findings/": "/pilots/",
    "/pilots/kpis/": "/pilots/",
    "/services/digitaal/": "/services/",
}


@pytest.mark.parametrize("address", SHORTENED)
def test_a_shortened_address_leads_to_the_list(aalst: Tenant, client_for: Callable[..., Client], address: str) -> None:
    response = client_for(aalst, Role.DEVELOPER).get(address, follow=True)

    assert response.redirect_chain == [(SHORTENED[address], 302)]
    assert response.status_code == 200


def test_a_shortened_address_shows_nothing_to_who_is_not_signed_in(
    aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    response = client_for(aalst).get("/data/agreements/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/sign-in/")


def test_a_shortened_address_takes_no_post(aalst: Tenant, client_for: Callable[..., Client]) -> None:
    assert client_for(aalst, Role.DEVELOPER).post("/data/agreements/").status_code == 405
