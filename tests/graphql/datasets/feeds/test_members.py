"""Of the versions in a page the latest of each thing becomes its record, under the address of the thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.graphql.datasets.feeds.feed_server import EVENT, PREFIXES, leads_to, version
from vlavirgem_graphql.datasets.feeds.members import latest_members, next_pages
from vlavirgem_graphql.datasets.formats import FEED, Source
from vlavirgem_graphql.datasets.rdf.turtle import Graph, read_turtle
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.exchange.kinds.event import EVENT as EVENTS
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE


def page(*texts: str) -> Graph:
    return read_turtle((PREFIXES + "".join(texts)).encode(), base="http://feed.example/page/1")


def titles(*texts: str) -> dict[str, str]:
    return {draft.key.removeprefix(EVENT): draft.title for draft in latest_members(page(*texts), EVENTS)}


def test_the_latest_version_is_the_record_whatever_the_order() -> None:
    early, late = version(1, "08:00", "Kermis"), version(1, "09:00", "Grote kermis")

    assert titles(early, late) == titles(late, early) == {"1": "Grote kermis"}
    (draft,) = latest_members(page(early, late), EVENTS)
    assert draft.body["uri"] == EVENT + "1"
    assert draft.version_at is not None


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_cannot_be_read_back_is_none(moment: str) -> None:
    usual = version(1, "08:00", "Kermis")
    told = re.sub(r'generatedAtTime "[^"]+"', f'generatedAtTime "{moment}"', usual)

    (draft,) = latest_members(page(told), EVENTS)

    assert told != usual
    assert (draft.title, draft.version_at) == ("Kermis", None)


def test_what_is_no_member_is_no_record() -> None:
    beside = version(2, "08:00", "Markt").partition(" . ")[2]

    assert titles(version(1, "08:00", "Kermis"), beside) == {"1": "Kermis"}
    assert titles(beside) == {"2": "Markt"}, "a file of the members alone holds them all"


def test_the_stream_says_which_properties_are_its_own() -> None:
    stream = "<#feed> ldes:versionOfPath dct:source ; ldes:timestampPath dct:created .\n"
    early, late = (
        version(1, moment, title)
        .replace("dct:isVersionOf", "dct:source")
        .replace("prov:generatedAtTime", "dct:created")
        for moment, title in (("08:00", "Kermis"), ("09:00", "Grote kermis"))
    )

    assert titles(stream, late, early) == {"1": "Grote kermis"}


def test_a_removal_is_told_as_one() -> None:
    (draft,) = latest_members(page(version(1, "08:00", "Kermis"), version(1, "09:00", "", of="as:Delete")), EVENTS)
    (back,) = latest_members(page(version(1, "08:00", "", of="as:Delete"), version(1, "09:00", "Kermis")), EVENTS)

    assert (draft.key, draft.gone) == (EVENT + "1", True)
    assert not back.gone


def test_a_page_leads_on_to_others_each_once() -> None:
    graph = page(leads_to("/feed?page=2"), leads_to("/feed?page=2"), "<#feed> tree:view <2#top> .")

    assert next_pages(graph) == ["http://feed.example/feed?page=2", "http://feed.example/page/2"]


def test_a_saved_page_is_a_file_like_another(shared_data: Path) -> None:
    content = (shared_data / "lpdc" / "concept-voorbeelden" / "concept-from-ldes-stream-3.ttl").read_bytes()

    drafts = read_file(FEED, Source(content=content, kind=PUBLIC_SERVICE, base="http://a.example/"))

    assert [draft.title for draft in drafts] == ["Akte van geboorte"]
    assert "/concept/" in drafts[0].key, "the concept, not its snapshot"
