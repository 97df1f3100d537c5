"""`vlavirgem dataset follow`: a feed read on page by page, and what was read before a refusal stays."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connection
from typer.testing import CliRunner

from tests.graphql.datasets.feeds.feed_server import FeedServer
from vlavirgem.cli import dataset_feed
from vlavirgem.cli.dataset import app
from vlavirgem_graphql.datasets.feeds import services
from vlavirgem_graphql.datasets.feeds.fetching import Fetched, fetch
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture(autouse=True)
def inside(own_database: str, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each page that is asked for: whether a transaction is open meanwhile."""
    del own_database
    seen: list[bool] = []

    def asked(address: str, *, etag: str) -> Fetched:
        seen.append(connection.in_atomic_block)
        return fetch(address, etag=etag)

    monkeypatch.setattr(services, "fetch", asked)
    monkeypatch.setattr(dataset_feed, "database", nullcontext)
    return seen


def follow(server: FeedServer, *more: str) -> tuple[int, dict[str, Any]]:
    arguments = ["--tenant", "brugge", "--kind", "event", "--title", "Evenementen", "--json", *more]
    done = CliRunner().invoke(app, ["follow", server.address("/feed"), *arguments])
    return done.exit_code, {each["name"]: each["value"] for each in json.loads(done.stdout)["figures"]}


def titles() -> list[str]:
    with tenant_scope(find_tenant("brugge")):
        return list(Dataset.objects.get().records.order_by("key").values_list("title", flat=True))


def test_a_feed_is_read_on_from_where_it_was_with_no_transaction_open(
    feed_server: FeedServer, inside: list[bool]
) -> None:
    assert follow(feed_server, "--pages", "1")[1]["pages that wait"] == 1
    assert titles() == ["Kermis", "Markt"]

    code, told = follow(feed_server)

    assert (code, told["pages that wait"], told["changed"]) == (0, 0, 1)
    assert titles() == ["Grote kermis", "Markt"]
    assert feed_server.asked == ["/feed", "/feed?page=2"]
    assert inside == [False, False]


def test_a_page_that_fails_ends_the_command_and_what_came_before_stays(feed_server: FeedServer) -> None:
    feed_server.broken.add("/feed?page=2")

    code, told = follow(feed_server)

    assert (code, told["pages that wait"]) == (1, 1)
    assert titles() == ["Kermis", "Markt"]
