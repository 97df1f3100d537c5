"""Paging through the evidence: by place in the chain, so that nothing is skipped or shown twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vlavirgem_graphql.exchange.event_pages import ROWS_A_PAGE
from vlavirgem_graphql.exchange.models import EventKind, Offer
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]
EVENTS = 2 * ROWS_A_PAGE + 7
OURS, ABOUT_US = "/data/evidence/", "/data/evidence/about-us/"


def append(tenant: Tenant, offer: Offer, events: int = 1, kind: EventKind = EventKind.READ) -> None:
    with tenant_scope(tenant):
        for _number in range(events):
            append_event(actor=Actor.system(tenant), kind=kind, rows_of_offers={offer.pk: 1})


def pages(client: Client, address: str, between: Callable[[], None] = lambda: None, **query: str) -> list[list[Any]]:
    """Every page, by the link that each shows to the next."""
    found, before = [], ""
    while True:
        response = client.get(address, {**query, "before": before} if before else query)
        page = response.context["page"]
        found.append([event.pk for event in page.events])
        before = page.earlier
        if not before:
            return found
        assert 'rel="next"' in response.content.decode()
        between()


@pytest.mark.parametrize(("address", "reader"), [(OURS, "aalst"), (ABOUT_US, "brugge")])
def test_all_events_are_shown_once_also_while_others_come_in(
    request: pytest.FixtureRequest, aalst: Tenant, offer: Offer, client_for: Clients, address: str, reader: str
) -> None:
    append(aalst, offer, EVENTS)
    client = client_for(request.getfixturevalue(reader), Role.READER)

    found = pages(client, address, between=lambda: append(aalst, offer))

    assert [len(page) for page in found] == [ROWS_A_PAGE, ROWS_A_PAGE, 7]
    everything = [event for page in found for event in page]
    assert len(set(everything)) == EVENTS


def test_the_filter_goes_along_to_the_next_page(aalst: Tenant, offer: Offer, client_for: Clients) -> None:
    append(aalst, offer, ROWS_A_PAGE + 1)
    append(aalst, offer, 3, EventKind.DENIED)
    client = client_for(aalst, Role.READER)
    first = client.get(OURS, {"kind": "read"})
    assert f'href="?kind=read&amp;before={first.context["page"].earlier}"' in first.content.decode()
    assert [len(page) for page in pages(client, OURS, kind="read")] == [ROWS_A_PAGE, 1]


@pytest.mark.parametrize("address", [OURS, ABOUT_US])
@pytest.mark.parametrize("before", ["morgen", "-1", "9" * 30, "2026-11-22T00:00:00Z~x", "2026-99-99T00:00:00Z~1", "~"])
def test_a_place_that_is_none_shows_the_first_page(
    aalst: Tenant, brugge: Tenant, offer: Offer, client_for: Clients, address: str, before: str
) -> None:
    append(aalst, offer)
    client = client_for(aalst if address == OURS else brugge, Role.READER)
    page = client.get(address, {"before": before}).context["page"]
    assert (len(page.events), page.later) == (1, False)


@pytest.mark.parametrize("place", ["first", "last"])
def test_the_last_page_takes_no_more_queries_than_the_first_and_no_offset(
    aalst: Tenant, offer: Offer, client_for: Clients, place: str
) -> None:
    append(aalst, offer, EVENTS)
    client = client_for(aalst, Role.READER)
    query = {"before": "8"} if place == "last" else {}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(OURS, query).context["page"]
    assert len(page.events) == (7 if place == "last" else ROWS_A_PAGE)
    assert len(queries) <= 14
    assert not [one["sql"] for one in queries if "OFFSET" in one["sql"] or "COUNT(" in one["sql"].upper()]
