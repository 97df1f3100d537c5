"""Pages of a connection: their rows, their cursors, and what is said of the pages beside them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.sdl.associations import accepted, data
from vlavirgem_sandbox.contracts.state import InMemoryStore

SDL = """
type Query {
  zalen(first: Int, last: Int, after: String, before: String, naam: String): ZaalConnection!
  zaal(id: String!): Zaal
}
type ZaalConnection { edges: [ZaalEdge!]! @listLength(min: 3, max: 3) totalCount: Int! pageInfo: PageInfo! }
type ZaalEdge { node: Zaal! cursor: String! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Zaal { id: Int! naam: String! }
type Mutation { createZaal(naam: String!): Zaal! deleteZaal(id: String!): Boolean! }
"""
QUERY = """query($first: Int, $last: Int, $after: String, $before: String) {
  zalen(first: $first, last: $last, after: $after, before: $before) {
    totalCount edges { cursor node { naam } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture
def written() -> InMemoryStore:
    """A try-out to which three halls were written."""
    store = InMemoryStore()
    for name in ("Roos", "Lelie", "Iris"):
        data("mutation($n: String!) { createZaal(naam: $n) { id } }", {"n": name}, sdl=SDL, store=store)
    return store


def page(store: InMemoryStore, **asked: Any) -> Any:
    return data(QUERY, asked, sdl=SDL, store=store)["zalen"]


def names(found: Any) -> list[str]:
    return [edge["node"]["naam"] for edge in found["edges"]]


@pytest.mark.parametrize("is_written", [True, False])
def test_the_cursor_at_the_end_leads_to_the_next_page_until_there_is_none(
    written: InMemoryStore, is_written: bool
) -> None:
    store = written if is_written else InMemoryStore()
    whole = names(page(store))

    first = page(store, first=2)
    second = page(store, first=2, after=first["pageInfo"]["endCursor"])

    assert (len(whole), names(first) + names(second)) == (3, whole)
    assert (first["totalCount"], second["totalCount"]) == (3, 3)
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert first["pageInfo"]["endCursor"] == first["edges"][-1]["cursor"]


def test_pages_go_backward_too(written: InMemoryStore) -> None:
    last = page(written, last=2)

    assert names(last) == ["Lelie", "Iris"]
    assert names(page(written, last=2, before=last["pageInfo"]["startCursor"])) == ["Roos"]


def test_a_cursor_of_somebody_else_stands_before_the_first_row(written: InMemoryStore) -> None:
    for cursor in ("Y3Vyc29yMQ==", "geen cursor", ""):
        assert names(page(written, first=1, after=cursor)) == ["Roos"]


def test_after_the_last_row_there_is_nothing(written: InMemoryStore) -> None:
    end = page(written)["pageInfo"]["endCursor"]

    beyond = page(written, first=2, after=end)

    assert (beyond["edges"], beyond["pageInfo"]["endCursor"]) == ([], None)
    assert beyond["pageInfo"]["hasNextPage"] is False


def test_a_text_is_no_key_of_objects_with_a_number_for_a_key() -> None:
    operations = {each.key: each for each in accepted(SDL).operations}

    assert operations["Query.zaal"].works
    assert data('{ zaal(id: "blauw") { naam } }', sdl=SDL)["zaal"]["naam"]
    assert data('mutation { deleteZaal(id: "blauw") }', sdl=SDL)["deleteZaal"] in {True, False}
