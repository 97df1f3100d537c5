"""Going on with an agreement: the same terms, from the moment at which it ends, signed by both again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, Grant, Offer, Verb
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement, withdraw_proposal
from vlavirgem_graphql.exchange.services.proposing import counter_proposal, propose_renewal
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.exchange.waiting import agreements_to_renew
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

YEAR = timedelta(days=365)
Sign = Callable[[Agreement], Agreement]


def renew(tenant: Tenant, agreement: Agreement) -> Agreement:
    with tenant_scope(tenant):
        until = agreement.valid_until + YEAR
        return propose_renewal(actor=Actor.system(tenant), agreement=agreement, until=until)


def test_a_renewal_has_the_same_terms_and_begins_where_the_first_ends(
    aalst: Tenant, agreement: Agreement, sign_by_both: Sign
) -> None:
    renewal = renew(aalst, agreement)
    with tenant_scope(aalst):
        assert Grant.objects.count() == 1, "nothing is granted before both have signed"

    sign_by_both(renewal)

    with tenant_scope(aalst):
        first, second = Grant.objects.order_by("valid_from")
        assert (second.valid_from, second.fields) == (first.valid_until, first.fields)
        assert (renewal.purpose, renewal.legal_basis) == (agreement.purpose, agreement.legal_basis)
        assert agreement.renewal() == renewal


def test_an_agreement_is_renewed_once_at_a_time(aalst: Tenant, agreement: Agreement) -> None:
    renewal = renew(aalst, agreement)
    with pytest.raises(Refusal) as refused:
        renew(aalst, agreement)
    assert refused.value.code == "renewed-already"

    with tenant_scope(aalst):
        withdraw_proposal(actor=Actor.system(aalst), agreement=renewal, reason="")
    assert renew(aalst, agreement).renews == agreement


@pytest.mark.parametrize("signed", [True, False])
def test_revoking_an_agreement_ends_its_renewal_too(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, sign_by_both: Sign, *, signed: bool
) -> None:
    renewal = renew(aalst, agreement)
    if signed:
        sign_by_both(renewal)

    with tenant_scope(brugge):
        revoke_agreement(actor=Actor.system(brugge), agreement=agreement, reason="Klaar")

    with tenant_scope(aalst):
        assert Agreement.objects.with_last_act().get(pk=renewal.pk).standing().state == "ended"
        assert not Grant.objects.filter(ended_at__isnull=True).exists()


def test_revoking_an_agreement_ends_what_renews_its_renewal_too(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, sign_by_both: Sign
) -> None:
    # Given a renewal that was signed, and is renewed itself
    sign_by_both(renew(aalst, agreement))
    with tenant_scope(aalst):
        renewal = agreement.renewal()
        assert renewal is not None
    sign_by_both(renew(aalst, renewal))
    with tenant_scope(aalst):
        assert Grant.objects.filter(ended_at__isnull=True).count() == 3

    with tenant_scope(brugge):
        revoke_agreement(actor=Actor.system(brugge), agreement=agreement, reason="Klaar")

    with tenant_scope(aalst):
        assert not Grant.objects.filter(ended_at__isnull=True).exists()


def test_who_gives_the_data_does_not_propose_it_nor_is_what_ended_renewed(
    aalst: Tenant, brugge: Tenant, agreement: Agreement
) -> None:
    with pytest.raises(Refusal) as refused:
        renew(brugge, agreement)
    assert refused.value.code == "not-your-turn"

    with tenant_scope(aalst):
        revoke_agreement(actor=Actor.system(aalst), agreement=agreement, reason="Klaar")
    with pytest.raises(Refusal) as refused:
        renew(aalst, agreement)
    assert refused.value.code == "not-in-this-state"


def test_an_answer_to_a_renewal_still_renews_as_long_as_it_leaves_no_gap(
    aalst: Tenant, brugge: Tenant, agreement: Agreement
) -> None:
    renewal = renew(aalst, agreement)
    wish = Wish(
        purpose=renewal.purpose,
        legal_basis=renewal.legal_basis,
        fields=["title"],
        period=(renewal.valid_from, renewal.valid_until),
    )
    with tenant_scope(brugge):
        counter = counter_proposal(actor=Actor.system(brugge), agreement=renewal, wish=wish, reason="Minder velden")

    assert counter.renews == agreement


def test_the_database_takes_no_renewal_that_begins_at_another_moment(aalst: Tenant, agreement: Agreement) -> None:
    def proposed(gap: timedelta) -> None:
        with transaction.atomic():
            made = Agreement.objects.create(
                owner=aalst,
                consumer=aalst,
                provider=agreement.provider,
                offer=agreement.offer,
                offer_title="x",
                kind=agreement.kind,
                purpose="x",
                legal_basis="x",
                fields=["uri"],
                valid_from=agreement.valid_until + gap,
                valid_until=agreement.valid_until + YEAR,
                renews=agreement,
                content_hash="0" * 64,
                visibility=Visibility.PARTNERS,
                partner_ids=[agreement.provider_id],
            )
            AgreementAct.objects.create(
                owner=aalst, agreement=made, verb=Verb.PROPOSED, person_name="x", content_hash=made.content_hash
            )

    with tenant_scope(aalst):
        with pytest.raises(IntegrityError):
            proposed(timedelta(days=1))
        proposed(timedelta())


def test_who_reads_is_told_in_time_that_it_ends(
    aalst: Tenant,
    brugge: Tenant,
    offer: Offer,
    propose_to: Callable[..., Agreement],
    sign_by_both: Sign,
    actor_of: Callable[..., Actor],
) -> None:
    # Given an agreement that ends within a month, and one that does not
    with tenant_scope(aalst):
        soon = propose_to(Actor.system(aalst), offer, days=20)
        later = propose_to(Actor.system(aalst), offer, days=200)
    sign_by_both(soon)
    sign_by_both(later)

    # Then who may propose reads of the first, the other party does not
    def told(tenant: Tenant, role: Role) -> list[str]:
        with tenant_scope(tenant):
            return [waiting.url for waiting in agreements_to_renew(actor_of(tenant, role))]

    assert told(aalst, Role.DEVELOPER) == [f"/data/agreements/{soon.pk}/"]
    assert told(aalst, Role.READER) == told(brugge, Role.DEVELOPER) == []

    # When it is renewed, nothing waits any more
    renew(aalst, soon)
    assert told(aalst, Role.DEVELOPER) == []


def test_what_ends_is_looked_for_at_once_however_much_it_is(
    aalst: Tenant,
    offer: Offer,
    propose_to: Callable[..., Agreement],
    sign_by_both: Sign,
    actor_of: Callable[..., Actor],
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    with tenant_scope(aalst):
        ending = [propose_to(Actor.system(aalst), offer, days=days) for days in range(15, 20)]
    for agreement in ending:
        sign_by_both(agreement)
    with tenant_scope(aalst):
        actor = actor_of(aalst, Role.DEVELOPER)
        with django_assert_max_num_queries(2):
            assert len(agreements_to_renew(actor)) == len(ending)


def test_it_is_renewed_through_its_page_by_who_reads(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, client_for: Callable[..., Client]
) -> None:
    page = f"/data/agreements/{agreement.pk}/"
    developer = client_for(aalst, Role.DEVELOPER)
    assert f"{page}renew/" in developer.get(page).content.decode()
    assert f"{page}renew/" not in client_for(brugge, Role.DEVELOPER).get(page).content.decode()
    assert client_for(brugge, Role.DEVELOPER).get(f"{page}renew/").status_code == 404
    assert client_for(aalst, Role.READER).get(f"{page}renew/").status_code == 403

    too_early = timezone.localdate() + timedelta(days=30)
    assert developer.post(f"{page}renew/", {"last_day": f"{too_early:%d/%m/%Y}"}).status_code == 422
    enough = timezone.localdate() + timedelta(days=700)
    made = developer.post(f"{page}renew/", {"last_day": f"{enough:%d/%m/%Y}"})["Location"]

    assert "De overeenkomst die deze verlengt" in client_for(brugge, Role.READER).get(made).content.decode()
    again = developer.get(page).content.decode()
    assert made in again
    assert f"{page}renew/" not in again
