"""A feed on the pages: begun with a form, read on with a button, by who manages data."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.graphql.datasets.feeds.feed_server import FeedServer, leads_to, version
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def begin(client: Client, address: str) -> str:
    answer = client.post("/data/feeds/", {"address": address, "kind": "event", "title": "Evenementen"})
    return str(answer.headers.get("Location", ""))


def test_a_feed_is_begun_and_read_on_with_a_button(client: Client, feed_server: FeedServer) -> None:
    # Given a feed of more pages than are read at a time
    for number in range(2, 5):
        page = version(number, "09:00", f"Bal {number}") + leads_to(f"/feed?page={number + 1}")
        feed_server.pages[f"/feed?page={number}"] = page
    feed_server.pages["/feed?page=5"] = version(5, "09:00", "Slotbal")

    # When it is followed and read on, twice
    page = begin(client, feed_server.address("/feed"))
    assert feed_server.asked == [], "nothing is read before somebody asks for it"
    first = client.post(f"{page}feed/", follow=True)
    second = client.post(f"{page}feed/", follow=True)

    # Then it came to its end the second time, and the page says which feed it follows
    assert "Bal 3" in first.text
    assert "Slotbal" not in first.text
    assert "Slotbal" in second.text
    assert feed_server.address("/feed") in second.text


def test_a_page_that_fails_is_told_and_what_came_before_stays(client: Client, feed_server: FeedServer) -> None:
    page = begin(client, feed_server.address("/feed"))
    feed_server.broken.add("/feed?page=2")

    told = client.post(f"{page}feed/", follow=True)

    assert "500" in told.text
    assert "Kermis" in told.text


def test_an_address_that_may_not_be_called_is_told_at_its_field(brugge: Tenant, client: Client) -> None:
    answer = client.post("/data/feeds/", {"address": "https://a.example/feed", "kind": "event", "title": "E"})

    assert answer.status_code == 422
    assert "a.example" in answer.text
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()


def test_who_does_not_manage_data_may_not(
    brugge: Tenant, client: Client, client_for: Callable[..., Client], feed_server: FeedServer
) -> None:
    reader, page = client_for(brugge, Role.READER), begin(client, feed_server.address("/feed"))

    assert reader.get("/data/feeds/").status_code == 403
    assert reader.post(f"{page}feed/").status_code == 403
    assert client.get("/data/feeds/").status_code == 200
    assert client.post(f"{page}feed/").status_code == 302
