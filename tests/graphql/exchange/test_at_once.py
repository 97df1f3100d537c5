"""Two acts on one offer or agreement, with pages that were loaded before: the second sees what the first did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from tests.at_once import at_once
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import (
    AccessMark,
    Agreement,
    AgreementAct,
    Audience,
    ExchangeRecord,
    Offer,
    OpenTerms,
)
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement, sign_agreement
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer, withdraw_offer
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms, open_terms
from vlavirgem_graphql.exchange.services.proposing import propose_renewal
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session


def test_a_refresh_from_an_older_page_publishes_only_what_is_offered_now(brugge: Tenant, offer: Offer) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        shown_before = Offer.objects.get(pk=offer.pk)
        dataset = Dataset.objects.get(pk=offer.dataset_id)
        publish_offer(actor=actor, dataset=dataset, title="Minder", description="", fields=["uri", "title"])

        refresh_offer(actor=actor, offer=shown_before)

        assert all("description" not in shared.body for shared in ExchangeRecord.objects.filter(offer=offer))


def test_a_refresh_from_an_older_page_puts_nothing_back_under_a_withdrawn_offer(brugge: Tenant, offer: Offer) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        shown_before = Offer.objects.get(pk=offer.pk)
        withdraw_offer(actor=actor, offer=offer, reason="Oud.")

        with pytest.raises(Refusal) as refused:
            refresh_offer(actor=actor, offer=shown_before)

        assert refused.value.code == "offer-withdrawn"
        assert not ExchangeRecord.objects.filter(offer=offer).exists()


@pytest.mark.usefixtures("own_database")
def test_an_agreement_signed_twice_at_once_is_signed_once_and_the_other_click_is_told(
    dataset_of: Callable[..., Dataset], propose_to: Callable[..., Agreement]
) -> None:
    brugge, aalst = find_tenant("brugge"), find_tenant("aalst")
    with tenant_scope(brugge):
        offer, _done = publish_offer(
            actor=Actor.system(brugge), dataset=dataset_of(brugge), title="Producten", description="", fields=["title"]
        )
    with tenant_scope(aalst):
        propose_to(Actor.system(aalst), offer, fields=("title",))

    ends = at_once(("brugge", signs), ("brugge", signs))

    assert sorted(ends) == ["done", "signed-already"]
    with tenant_scope(brugge):
        assert AgreementAct.objects.filter(verb="signed").count() == 1


@pytest.mark.usefixtures("own_database")
def test_open_terms_are_accepted_and_an_agreement_is_renewed_once_however_many_click(
    dataset_of: Callable[..., Dataset],
) -> None:
    brugge, aalst, now = find_tenant("brugge"), find_tenant("aalst"), timezone.now()
    wish = Wish(purpose="Vergelijken", legal_basis="Decreet", fields=["title"], period=(now, now + timedelta(days=9)))
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        offer, _done = publish_offer(
            actor=actor, dataset=dataset_of(brugge), title="Producten", description="", fields=["title"]
        )
        open_terms(actor=actor, offer=offer, wish=wish, audience=Audience.EVERYONE, advice=NO_PERSONAL_DATA)

    assert sorted(at_once(("aalst", accepts), ("aalst", accepts))) == ["accepted-already", "done"]
    with tenant_scope(aalst):
        assert Agreement.objects.filter(accepts__isnull=False).count() == 1

    assert sorted(at_once(("aalst", renews), ("aalst", renews))) == ["done", "renewed-already"]


@pytest.mark.usefixtures("own_database")
def test_a_withdrawal_that_is_still_under_way_holds_up_no_revocation_by_another(
    dataset_of: Callable[..., Dataset], propose_to: Callable[..., Agreement]
) -> None:
    aalst, offers, agreements = find_tenant("aalst"), {}, {}
    for slug in ("brugge", "genk"):
        owner = find_tenant(slug)
        with tenant_scope(owner):
            offers[slug], _done = publish_offer(
                actor=Actor.system(owner), dataset=dataset_of(owner), title=slug, description="", fields=["title"]
            )
        with tenant_scope(aalst):
            agreements[slug] = propose_to(Actor.system(aalst), offers[slug], fields=("title",))
        for party in (aalst, owner):
            with tenant_scope(party):
                sign_agreement(actor=Actor.system(party), agreement=agreements[slug], advice=NO_PERSONAL_DATA)
    marks = [_mark_of(aalst)]

    with owner_session() as under_way:
        under_way.execute("UPDATE exchange_offer SET withdrawn_at = now() WHERE id = %s", [offers["brugge"].pk])
        with tenant_scope(find_tenant("genk")) as genk:
            revoke_agreement(actor=Actor.system(genk), agreement=agreements["genk"], reason="Voorbij.")
        marks.append(_mark_of(aalst))
    marks.append(_mark_of(aalst))

    assert len(set(marks)) == 3


def _mark_of(tenant: Tenant) -> UUID:
    with tenant_scope(tenant):
        return AccessMark.objects.get().mark


def accepts(actor: Actor) -> Callable[[], object]:
    terms = OpenTerms.objects.select_related("owner", "offer").get()
    return lambda: accept_open_terms(actor=actor, terms=terms, advice=NO_PERSONAL_DATA)


def renews(actor: Actor) -> Callable[[], object]:
    agreement = Agreement.objects.select_related("offer").get(renews=None)
    return lambda: propose_renewal(actor=actor, agreement=agreement, until=agreement.valid_until + timedelta(days=9))


def signs(actor: Actor) -> Callable[[], object]:
    agreement = Agreement.objects.select_related("offer").get()
    return lambda: sign_agreement(actor=actor, agreement=agreement, advice=NO_PERSONAL_DATA)
