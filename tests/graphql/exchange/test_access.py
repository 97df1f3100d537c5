"""Who reads which records: the database decides, by the grant of that moment. Each denial has its allowed twin."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import Agreement, ExchangeRecord, Offer
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import (
    pause_agreement,
    resume_agreement,
    revoke_agreement,
    sign_agreement,
)
from vlavirgem_graphql.exchange.services.offers import publish_offer, withdraw_offer
from vlavirgem_graphql.exchange.services.proposing import propose_agreement
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def readable(tenant: Tenant) -> int:
    """How many records of others this tenant's role gets to see when it asks for all of them."""
    with tenant_scope(tenant):
        return ExchangeRecord.objects.exclude(owner=tenant).count()


@pytest.fixture
def at_once() -> Callable[[str], None]:
    """Runs a statement that the database must refuse, without losing the test's transaction."""

    def refused(statement: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    return refused


def test_without_an_agreement_there_is_nothing_to_read(aalst: Tenant, brugge: Tenant, offer: Offer) -> None:
    assert readable(aalst) == 0
    with tenant_scope(brugge):
        assert ExchangeRecord.objects.count() == 3
    with tenant_scope(aalst):
        assert Offer.objects.get().record_count == 3


def test_a_proposal_and_one_signature_open_nothing_and_the_second_signature_does(
    aalst: Tenant, genk: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    assert readable(aalst) == 0

    with tenant_scope(brugge):
        sign_agreement(actor=Actor.system(brugge), agreement=proposed, advice=NO_PERSONAL_DATA)
    assert readable(aalst) == 0, "one signature opens nothing"

    with tenant_scope(aalst):
        sign_agreement(actor=Actor.system(aalst), agreement=proposed, advice=NO_PERSONAL_DATA)
    assert readable(aalst) == 3
    assert readable(genk) == 0


@pytest.mark.parametrize("party", ["provider", "consumer"])
def test_a_revocation_by_either_party_counts_from_the_next_read(
    party: str, aalst: Tenant, brugge: Tenant, agreement: Agreement
) -> None:
    # Given a consumer that reads
    assert readable(aalst) == 3
    who = brugge if party == "provider" else aalst

    # When one of the two revokes
    with tenant_scope(who):
        revoke_agreement(actor=Actor.system(who), agreement=agreement, reason="Niet meer nodig")

    # Then there is nothing left to read
    assert readable(aalst) == 0


def test_a_pause_closes_and_resuming_opens(aalst: Tenant, brugge: Tenant, agreement: Agreement) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        pause_agreement(actor=actor, agreement=agreement, reason="Onderhoud")
    assert readable(aalst) == 0

    with tenant_scope(brugge):
        resume_agreement(actor=actor, agreement=agreement)
    assert readable(aalst) == 3


@pytest.mark.parametrize(("starts_in_days", "seen"), [(-1, 3), (1, 0)], ids=["begun", "not yet begun"])
def test_nothing_is_read_before_the_first_day(
    starts_in_days: int, seen: int, aalst: Tenant, brugge: Tenant, offer: Offer
) -> None:
    start = timezone.now() + timedelta(days=starts_in_days)
    agree(aalst, brugge, offer, (start, start + timedelta(days=9)))

    assert readable(aalst) == seen


@pytest.mark.usefixtures("own_database")
def test_nothing_is_read_after_the_last_moment(dataset_of: Callable[..., Dataset]) -> None:
    # Given an agreement that is signed and read under (committed: a transaction's clock stands still)
    aalst, brugge = find_tenant("aalst"), find_tenant("brugge")
    with tenant_scope(brugge):
        offer, _done = publish_offer(
            actor=Actor.system(brugge), dataset=dataset_of(brugge), title="Producten", description="", fields=["title"]
        )
    now = timezone.now()
    agree(aalst, brugge, offer, (now, now + timedelta(seconds=1.5)))
    assert readable(aalst) == 3

    # When its period is over
    time.sleep(max(0.0, (now + timedelta(seconds=1.6) - timezone.now()).total_seconds()))

    # Then reading is over too, and the agreement says so
    assert readable(aalst) == 0
    with tenant_scope(aalst):
        ended: Any = Agreement.objects.with_last_act().get()
    assert (ended.last_verb, ended.standing().state) == ("signed", "ended")
    assert ended.standing().why


def agree(consumer: Tenant, provider: Tenant, offer: Offer, period: tuple[datetime, datetime]) -> None:
    """Propose and sign an agreement for this period."""
    with tenant_scope(consumer):
        made = propose_agreement(
            actor=Actor.system(consumer),
            offer=offer,
            wish=Wish(purpose="Vergelijken", legal_basis="Decreet", fields=["title"], period=period),
        )
    for party in (consumer, provider):
        with tenant_scope(party):
            sign_agreement(actor=Actor.system(party), agreement=made, advice=NO_PERSONAL_DATA)


def test_withdrawing_an_offer_takes_its_records_and_ends_its_agreements(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, offer: Offer
) -> None:
    with tenant_scope(brugge):
        withdraw_offer(actor=Actor.system(brugge), offer=offer, reason="Verouderd")

    assert readable(aalst) == 0
    with tenant_scope(aalst):
        assert Agreement.objects.with_last_act().get().standing().state == "ended"
    with tenant_scope(brugge):
        assert not ExchangeRecord.objects.exists()


GRANT = """
    INSERT INTO public.exchange_grant (id, owner_id, created_at, updated_at, visibility, agreement_id, offer_id,
        consumer_id, kind, fields, valid_from, valid_until)
    SELECT gen_random_uuid(), owner_id, now(), now(), 'own', id, offer_id, owner_id, kind, fields, now(),
        now() + interval '1 day' FROM public.exchange_agreement
"""
SIGNATURE = """
    INSERT INTO public.exchange_agreement_act (id, owner_id, created_at, updated_at, visibility, agreement_id, verb,
        reason, person_name, content_hash, acted_at)
    SELECT gen_random_uuid(), {signer}, now(), now(), 'partners', id, 'signed', '', 'x', content_hash, now()
    FROM public.exchange_agreement
"""
RECORD = """
    INSERT INTO public.exchange_record (id, owner_id, created_at, updated_at, offer_id, kind, key, title, body,
        content_hash)
    SELECT gen_random_uuid(), owner_id, now(), now(), offer_id, kind, 'http://vals', '', '{}', ''
    FROM public.exchange_agreement
"""


@pytest.mark.parametrize(
    "statement",
    [
        GRANT,
        "UPDATE public.exchange_grant SET ended_at = NULL, valid_until = now() + interval '9 years'",
        "UPDATE public.exchange_agreement SET fields = ARRAY['uri', 'title', 'description']",
        "DELETE FROM public.exchange_agreement_act",
        SIGNATURE.format(signer="provider_id"),
        RECORD,
    ],
    ids=["a grant", "a longer grant", "other terms", "history", "their signature", "false record"],
)
def test_a_consumer_cannot_grant_itself_anything(
    aalst: Tenant, proposed: Agreement, at_once: Callable[[str], None], statement: str
) -> None:
    # When the consumer's role writes what only the provider or the database may
    with tenant_scope(aalst):
        at_once(statement)

    # Then nothing came of it
    assert readable(aalst) == 0


def test_an_offer_has_only_the_fields_that_are_offered(brugge: Tenant, offer: Offer) -> None:
    with tenant_scope(brugge):
        assert set(ExchangeRecord.objects.first().body) == {"uri", "title", "description", "type", "concept"}
        dataset = Dataset.objects.get()
        assert dataset.records.count() == 3
