"""The page that tells what is shared and what is read, with how much it is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from vlavirgem_graphql.exchange import usage
from vlavirgem_graphql.exchange.models import Agreement, EventKind, Offer
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.usage import Use, use_since
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/data/sharing/"
QUERIES_OF_A_LIST = 20


def used(over: timedelta, *readers: Tenant) -> Mapping[tuple[int, UUID], Use]:
    """The use until now of these readers, as the present tenant counts it."""
    return use_since(timezone.now() - over, reader_ids=[reader.pk for reader in readers])


def read(tenant: Tenant, offer: Offer, rows: int, kind: EventKind = EventKind.READ) -> None:
    with tenant_scope(tenant):
        append_event(actor=Actor.system(tenant), kind=kind, rows_of_offers={offer.pk: rows})


def test_both_parties_count_the_same_reads_and_a_third_none(
    aalst: Tenant, brugge: Tenant, genk: Tenant, agreement: Agreement, offer: Offer
) -> None:
    read(aalst, offer, 3)
    read(aalst, offer, 2)
    read(aalst, offer, 0, EventKind.DENIED)
    read(genk, offer, 0, EventKind.DENIED)

    for party in (aalst, brugge):
        with tenant_scope(party):
            ((key, use),) = used(timedelta(days=1), aalst, genk).items()
            assert key == (aalst.pk, offer.pk)
            assert (use.reads, use.records) == (2, 5)
            assert use.last is not None
            assert not used(timedelta(days=-1), aalst, genk)
    with tenant_scope(genk):
        assert not used(timedelta(days=1), aalst, genk)


def test_who_reads_very_often_is_counted_as_far_as_a_page_is_worth(
    aalst: Tenant,
    brugge: Tenant,
    agreement: Agreement,
    offer: Offer,
    client_for: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for rows in (100, 20, 3):
        read(aalst, offer, rows)
    sentence = "the latest 2 reads are counted"
    assert sentence not in client_for(aalst, Role.READER).get(PAGE, headers={"accept-language": "en"}).content.decode()

    monkeypatch.setattr(usage, "MOST_COUNTED", 2)
    monkeypatch.setattr("vlavirgem_graphql.exchange.views_sharing.MOST_COUNTED", 2)

    for party in (aalst, brugge):
        with tenant_scope(party):
            (use,) = used(timedelta(days=1), aalst).values()
            assert (use.reads, use.records, use.is_part) == (2, 23, True)
        page = client_for(party, Role.READER).get(PAGE, headers={"accept-language": "en"}).content.decode()
        assert sentence in page
        assert ">2+<" in page


def test_a_long_log_is_looked_through_by_its_moments(aalst: Tenant, agreement: Agreement, offer: Offer) -> None:
    # Given a log of which few events are of late, and a database that knows so: what it does not know it guesses
    with tenant_scope(aalst):
        for _event in range(300):
            append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={offer.pk: 1})
    since = timezone.now()
    read(aalst, offer, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE public.exchange_event")

    for log in ("exchange_event", "exchange_incoming_event"):
        # When it is counted what was read since
        with tenant_scope(aalst), connection.cursor() as cursor:
            # A log of some pages is read as a whole, whatever the indexes
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            asked: dict[str, Any] = {"readers": [aalst.pk], "since": since, "most": 10, "delegates": []}
            cursor.execute("EXPLAIN " + usage.COUNTED.format(log=log), asked)
            plan = "\n".join(row for (row,) in cursor.fetchall())

        # Then only the late ones are read
        assert re.search(r"Index Scan( Backward)? using exchange_event_moment", plan), plan
        assert "Seq Scan on exchange_event" not in plan


def test_the_page_shows_each_side_its_own_direction(
    aalst: Tenant, brugge: Tenant, genk: Tenant, agreement: Agreement, offer: Offer, client_for: Callable[..., Client]
) -> None:
    read(aalst, offer, 1234)

    pages = {one.slug: client_for(one, Role.READER).get(PAGE).content.decode() for one in (aalst, brugge, genk)}

    link = f"/data/agreements/{agreement.pk}/"
    given, received = 'aria-labelledby="given"', 'aria-labelledby="received"'
    assert link in pages["aalst"].split(received)[1]
    assert link not in pages["aalst"].split(received)[0].split(given)[1]
    assert link in pages["brugge"].split(given)[1].split(received)[0]
    for party in ("aalst", "brugge"):
        assert "1.234" in pages[party] or "1234" in pages[party]
        assert "Titel" in pages[party]
    assert link not in pages["genk"]


def test_what_was_only_proposed_is_not_shared(
    aalst: Tenant, proposed: Agreement, client_for: Callable[..., Client]
) -> None:
    assert f"/data/agreements/{proposed.pk}/" not in client_for(aalst, Role.READER).get(PAGE).content.decode()


def test_the_page_asks_as_much_of_the_database_for_many_agreements_as_for_one(
    aalst: Tenant,
    offer: Offer,
    propose_to: Callable[..., Agreement],
    sign_by_both: Callable[[Agreement], Agreement],
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for _each in range(6):
        with tenant_scope(aalst):
            made = propose_to(Actor.system(aalst), offer)
        sign_by_both(made)
    client = client_for(aalst, Role.READER)

    with django_assert_max_num_queries(QUERIES_OF_A_LIST):
        assert client.get(PAGE).content.decode().count(offer.title) == 6
