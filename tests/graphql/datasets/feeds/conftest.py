"""A feed of two pages that this installation may call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graphql.datasets.feeds.feed_server import FeedServer, leads_to, version
from tests.local_server import serving


@pytest.fixture
def feed_server(settings: Any) -> Iterator[FeedServer]:
    """Its first page never changes, its second grows."""
    pages = {
        "/feed": version(1, "08:00", "Kermis") + version(2, "08:00", "Markt") + leads_to("/feed?page=2"),
        "/feed?page=2": version(1, "09:00", "Grote kermis"),
    }
    server = FeedServer(pages, closed={"/feed"})
    with serving(server.answer) as port:
        server.port = port
        settings.OUTGOING_INSIDE_HOSTS = f"127.0.0.1:{port}"
        yield server
