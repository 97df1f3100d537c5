"""A feed is read page by page: each page with its mark, so that reading goes on where it was, whatever happened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.graphql.datasets.feeds.feed_server import FeedServer, leads_to, version
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.feeds import services
from vlavirgem_graphql.datasets.feeds.fetching import Fetched, fetch
from vlavirgem_graphql.datasets.feeds.services import begin_round, follow_feed, read_next_page
from vlavirgem_graphql.datasets.models import Dataset, FeedSource, ImportRun
from vlavirgem_graphql.datasets.services import open_dataset
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

# A number with a valid check digit that no test person has.
REAL_NUMBER = "85073003328"


def follow(tenant: Tenant, server: FeedServer, page: str = "/feed") -> Dataset:
    actor = Actor.system(tenant)
    return follow_feed(actor=actor, kind="event", title="Evenementen", address=server.address(page)).dataset


def read_all(tenant: Tenant, dataset: Dataset) -> None:
    feed = begin_round(actor=Actor.system(tenant), dataset=dataset)
    while feed.waiting:
        read_next_page(actor=Actor.system(tenant), dataset=dataset)
        feed.refresh_from_db()


def titles(dataset: Dataset) -> list[str]:
    return list(dataset.records.order_by("key").values_list("title", flat=True))


def test_a_feed_is_read_to_its_end_and_the_next_time_only_what_may_have_changed(
    brugge: Tenant, feed_server: FeedServer
) -> None:
    with tenant_scope(brugge):
        # Given a feed that was read once
        dataset = follow(brugge, feed_server)
        read_all(brugge, dataset)
        assert titles(dataset) == ["Grote kermis", "Markt"]
        runs = dataset.imports.count()

        # When its last page grows, and it is read again
        feed_server.asked.clear()
        feed_server.pages["/feed?page=2"] += version(2, "09:00", "", of="as:Delete") + version(3, "09:00", "Stoet")
        read_all(brugge, dataset)

        # Then only that page was asked for, and what it says is what there is
        assert feed_server.asked == ["/feed?page=2"]
        assert titles(dataset) == ["Grote kermis", "Stoet"]
        counts = dataset.imports.latest("imported_at").counts
        assert {name: count for name, count in counts.items() if count} == {"unchanged": 1, "imported": 1, "removed": 1}

        # And a page that is the same makes no import
        read_all(brugge, dataset)
        assert dataset.imports.count() == runs + 1


def test_a_page_that_fails_changes_nothing_and_is_the_next_one_still(brugge: Tenant, feed_server: FeedServer) -> None:
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server)
        read_next_page(actor=Actor.system(brugge), dataset=dataset)
        feed_server.broken.add("/feed?page=2")

        with pytest.raises(Refusal) as refused:
            read_next_page(actor=Actor.system(brugge), dataset=dataset)

        assert (refused.value.code, refused.value.status) == ("no-page", 502)
        assert titles(dataset) == ["Kermis", "Markt"]
        feed_server.broken.clear()
        read_all(brugge, dataset)
        assert titles(dataset) == ["Grote kermis", "Markt"]
        assert feed_server.asked.count("/feed") == 1


def test_an_older_version_that_comes_later_is_passed_over(brugge: Tenant, feed_server: FeedServer) -> None:
    # Given a second page that holds an older version of one, and a newer one of another that says the same
    feed_server.pages["/feed?page=2"] = version(1, "07:00", "Kleine kermis") + version(2, "09:00", "Markt")
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server)
        read_all(brugge, dataset)
        assert titles(dataset) == ["Kermis", "Markt"]

        # When a version from between those two comes in last, and one after both
        feed_server.pages["/feed?page=2"] = version(2, "08:30", "Avondmarkt") + version(1, "10:00", "Grote kermis")
        read_all(brugge, dataset)

        # Then only the newest counts
        assert titles(dataset) == ["Grote kermis", "Markt"]


def test_a_redirect_on_the_same_server_is_followed_and_another_server_is_not_called(
    brugge: Tenant, feed_server: FeedServer
) -> None:
    feed_server.pages["/start"] = "to /feed"
    feed_server.pages["/feed"] += leads_to("https://elsewhere.example/feed")
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server, "/start")
        read_all(brugge, dataset)

        assert titles(dataset) == ["Grote kermis", "Markt"]
        assert feed_server.asked == ["/start", "/feed", "/feed?page=2"]
        assert set(FeedSource.objects.get().pages) == {feed_server.address(path) for path in feed_server.asked}


def test_of_a_real_person_nothing_is_kept(brugge: Tenant, feed_server: FeedServer) -> None:
    feed_server.pages["/feed?page=2"] = version(3, "08:00", f"Feest van {REAL_NUMBER}") + version(4, "08:00", "Bal")
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server)
        read_all(brugge, dataset)

        assert titles(dataset) == ["Kermis", "Markt", "Bal"]
        assert not dataset.imports.filter(lines__title__contains=REAL_NUMBER).exists()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/feed", "http://169.254.169.254/latest", "file:///etc/passwd", "x"]
)
def test_a_host_that_is_not_allowed_is_never_called_and_nothing_is_made(
    brugge: Tenant, feed_server: FeedServer, address: str
) -> None:
    with tenant_scope(brugge):
        with pytest.raises(Refusal):
            follow_feed(actor=Actor.system(brugge), kind="event", title="Evenementen", address=address)
        assert not Dataset.objects.exists()
        assert follow(brugge, feed_server).kind == "event"


def test_a_dataset_with_other_records_follows_no_feed(brugge: Tenant, feed_server: FeedServer) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server)
        assert follow(brugge, feed_server) == dataset, "the same once more is no other"
        with pytest.raises(Refusal, match="Evenementen"):
            follow(brugge, feed_server, "/feed?page=2")
        own = open_dataset(actor=actor, kind="event", title="Eigen")
        own.records.create(key="http://a.example/1", body={}, content_hash="", changed_at=dataset.created_at)
        with pytest.raises(Refusal, match="Eigen"):
            follow_feed(actor=actor, kind="event", title="Eigen", address=feed_server.address("/feed"))


@pytest.mark.parametrize(
    ("media_type", "text"), [("text/html", "<p>"), ("application/ld+json", "{"), ("text/turtle", "<")]
)
def test_what_is_no_page_of_linked_data_is_refused(
    brugge: Tenant, feed_server: FeedServer, media_type: str, text: str
) -> None:
    feed_server.media_type, feed_server.pages["/feed"] = media_type, text
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server)
        with pytest.raises(Refusal):
            read_next_page(actor=Actor.system(brugge), dataset=dataset)


def test_a_feed_without_end_stops(brugge: Tenant, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant_scope(brugge):
        dataset = follow(brugge, feed_server)
        monkeypatch.setattr(services, "MOST_PAGES", 1)
        with pytest.raises(Refusal) as refused:
            read_next_page(actor=Actor.system(brugge), dataset=dataset)

    assert refused.value.code == "feed-too-long"


def test_a_page_is_asked_for_outside_any_transaction_and_read_once_by_two_at_once(
    own_database: str, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given two who read on in a feed, and have both the same page before either takes it in
    tenant = find_tenant("brugge")
    with tenant_scope(tenant):
        dataset = follow(tenant, feed_server)
    both_have_it = Barrier(2)
    inside: list[bool] = []

    def fetched_by_both(address: str, *, etag: str) -> Fetched:
        inside.append(connection.in_atomic_block)
        page = fetch(address, etag=etag)
        both_have_it.wait(timeout=20)
        return page

    monkeypatch.setattr(services, "fetch", fetched_by_both)

    def read(_number: int) -> ImportRun | None:
        try:
            return read_next_page(actor=Actor.system(tenant), dataset=dataset)
        finally:
            connection.close()

    # When both go on
    with ThreadPoolExecutor(2) as threads:
        runs = list(threads.map(read, range(2)))

    # Then no transaction was open meanwhile, and the page was taken in once
    assert inside == [False, False]
    assert feed_server.asked == ["/feed", "/feed"]
    assert len([run for run in runs if run is not None]) == 1
    with tenant_scope(tenant):
        assert dataset.imports.count() == 1
        assert FeedSource.objects.get().waiting == [feed_server.address("/feed?page=2")]
