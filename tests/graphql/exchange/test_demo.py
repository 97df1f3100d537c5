"""The demo's offers and agreements: filled again, they are left as they are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from vlavirgem_graphql.exchange import demo
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def town(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The demo town without associations and playgrounds; Aalst plays Genk too, Genk Leuven, the agency Geel.

    Each step commits, as in the town: outside an organisation's scope there is no table to read.
    """
    names = {"brugge": "brugge", "aalst": "aalst", "genk": "aalst", "leuven": "genk", "geel": "agentschap"}
    tenants = {played: find_tenant(slug) for played, slug in names.items()}
    agreement = demo._agreement

    def of_brugge(town: Any, slug: str, *args: Any, **settings: Any) -> None:
        if slug != "genk":
            agreement(town, slug, *args, **settings)

    monkeypatch.setattr(demo, "_agreement", of_brugge)
    monkeypatch.setattr(demo, "offer_associations", lambda _town: None)
    monkeypatch.setattr(demo, "offer_playgrounds", lambda _town: None)
    by_slug = {tenant.slug: tenant for tenant in tenants.values()} | tenants
    return SimpleNamespace(tenant=tenants.__getitem__, actor=lambda slug, *_roles: Actor.system(by_slug[slug]))


def test_a_town_that_is_filled_again_has_the_same_offers_and_agreements(town: Any) -> None:
    # when
    demo.fill(town)
    demo.fill(town)

    # then
    with tenant_scope(town.tenant("brugge")) as brugge:
        assert Offer.objects.of(brugge).count() == 1
        # of Aalst, of Geel, of Leuven, our answer to Leuven, and Aalst's under our open terms
        assert Agreement.objects.count() == 5
