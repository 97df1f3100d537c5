"""Reads a day under an agreement: counted for all programs of a reader together, refused before anything is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.at_once import at_once
from tests.graphql.gateway.conftest import Api, agree, offer_records
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, IncomingEvent, Offer, ReadsTaken
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session

LIST = "{ publicServices { nodes { title } } }"
COUNT = "{ publicServicesAggregate { count } }"


def code_of(answer: dict[str, Any]) -> str | None:
    return answer["errors"][0]["extensions"]["code"] if "errors" in answer else None


def test_the_read_after_the_last_one_is_refused_and_says_when_the_next_can_be(
    api: Api, api_for: Callable[..., Api], aalst: Tenant, brugge: Tenant, brugge_offer: Offer
) -> None:
    # Given an agreement of two reads a day
    agree(aalst, brugge_offer, daily_reads=2)

    # When two programs of the reader read, a list and a figure, then a third time
    assert [code_of(api.ask(LIST)), code_of(api_for(aalst).ask(COUNT))] == [None, None]
    refused = api.ask(LIST)

    # Then the third is refused with the moment at which the next day begins, and nothing was read
    said = refused["errors"][0]["extensions"]
    assert (said["code"], said["providers"], refused["data"]) == ("RATE_USED", ["brugge"], {"publicServices": None})
    opens = datetime.fromisoformat(said["opensAt"])
    assert timezone.localtime(opens).date() == timezone.localdate() + timedelta(days=1)
    assert 0 < said["retryAfter"] <= 25 * 3_600
    # And it is on record with both
    with tenant_scope(aalst):
        assert ExchangeEvent.objects.filter(kind="read").count() == 2
        assert ExchangeEvent.objects.get(pk=said["evidence"]).kind == "denied"
    with tenant_scope(brugge):
        assert IncomingEvent.objects.filter(pk=said["evidence"]).exists()


def test_another_agreement_and_ones_own_data_go_on(
    api: Api, api_for: Callable[..., Api], aalst: Tenant, brugge: Tenant, brugge_offer: Offer, genk_offer: Offer
) -> None:
    # Given one agreement with a single read, which is used up, and one without a rate
    agree(aalst, brugge_offer, daily_reads=1)
    agree(aalst, genk_offer)
    of_brugge = '{ publicServices(provider: "brugge") { nodes { title } } }'
    of_genk = of_brugge.replace("brugge", "genk")
    assert code_of(api.ask(of_brugge)) is None

    # Then only what touches the first is refused, and the owner reads its own
    assert code_of(api.ask(of_brugge)) == "RATE_USED"
    assert code_of(api.ask(of_genk)) is None
    assert code_of(api_for(brugge).ask(LIST)) is None


@pytest.mark.usefixtures("own_database")
def test_readers_at_one_moment_share_the_reads_and_a_new_day_opens_them_again() -> None:
    # Given an agreement of three reads a day
    aalst, brugge = find_tenant("aalst"), find_tenant("brugge")
    agreement = agree(aalst, offer_records(brugge, 1), daily_reads=3)

    # When eight processes ask at one moment, then three of them read
    assert _granted_at_once(agreement, 8) == 3
    # And the day after, three others
    with owner_session() as session:
        session.execute("UPDATE public.exchange_reads_taken SET day = day - 1")
    assert _granted_at_once(agreement, 2) == 2
    assert _granted_at_once(agreement, 2) == 1


def _granted_at_once(agreement: Agreement, count: int) -> int:
    def takes(_actor: Actor) -> Callable[[], None]:
        def take() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM public.exchange_take_reads(%s, true)", [[agreement.pk]])
                if cursor.fetchall():
                    raise Refusal("", code="none-left")

        return take

    return at_once(*[("aalst", takes)] * count).count("done")


def test_no_organisation_writes_its_own_count(api: Api, aalst: Tenant, brugge_offer: Offer) -> None:
    agree(aalst, brugge_offer, daily_reads=1)
    api.ask(LIST)
    with tenant_scope(aalst):
        assert ReadsTaken.objects.get().reads == 1
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            ReadsTaken.objects.update(reads=0)


def test_who_is_no_party_takes_no_reads(genk: Tenant, aalst: Tenant, brugge: Tenant, brugge_offer: Offer) -> None:
    agreement = agree(aalst, brugge_offer, daily_reads=1)
    for tenant, counted in ((genk, 0), (brugge, 0), (aalst, 1)):
        with tenant_scope(tenant):
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM public.exchange_take_reads(%s, true)", [[agreement.pk]])
            assert ReadsTaken.objects.count() == counted


def test_a_rate_of_none_at_all_is_no_rate(aalst: Tenant, brugge_offer: Offer) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        agree(aalst, brugge_offer, daily_reads=0)


def test_both_parties_see_how_much_of_today_is_used(
    api: Api, aalst: Tenant, brugge: Tenant, brugge_offer: Offer, client_for: Callable[..., Client]
) -> None:
    agree(aalst, brugge_offer, daily_reads=5)
    api.ask(LIST)
    for party in (aalst, brugge):
        page = client_for(party, Role.READER).get("/data/sharing/").content.decode()
        assert re.search(r"1\s+(van|of)\s+5", page), page[:200]
