"""A language that IPDC names with too long a part is read, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.formats import TURTLE, Source
from vlavirgem_graphql.datasets.rdf.json_ld import read_json_ld
from vlavirgem_graphql.datasets.rdf.languages import cut_tag, cut_tags
from vlavirgem_graphql.datasets.rdf.turtle import read_turtle
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

ABOUT, SAID = "http://a.example/1", "http://a.example/says"
LONG, CUT = "nl-BE-x-generated-informal", "nl-BE-x-generate-informal"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (LONG, CUT),
        ("nl-be-x-informal", "nl-be-x-informal"),
        ("nl", "nl"),
        ("een-x-generated uitleg", "een-x-generated uitleg"),
    ],
)
def test_only_a_tag_for_private_use_is_cut(written: str, read: str) -> None:
    assert cut_tag(written) == read


def test_a_text_that_speaks_of_such_a_tag_stays_as_it_is() -> None:
    turtle = f'<{ABOUT}> <{SAID}> "mail x@{LONG}"@{LONG} .'.encode()

    assert cut_tags(turtle) == f'<{ABOUT}> <{SAID}> "mail x@{LONG}"@{CUT} .'.encode()


def test_turtle_with_such_a_tag_is_read_and_a_tag_that_is_none_is_refused() -> None:
    graph = read_turtle(f'<{ABOUT}> <{SAID}> "Kom langs"@{LONG} .'.encode())

    assert [term.value for term in graph.values(ABOUT, SAID)] == ["Kom langs"]
    with pytest.raises(Refusal) as refused:
        read_turtle(f'<{ABOUT}> <{SAID}> "Kom langs"@nl-generatedinformal .'.encode())
    assert refused.value.code == "not-turtle"


def test_json_ld_leaves_no_text_out_for_its_tag() -> None:
    context = {"says": {"@id": SAID, "@container": "@language"}, "plain": SAID}
    document = {
        "@context": context,
        "@id": ABOUT,
        "says": {LONG: "Kom langs", "nl": "Kom"},
        "plain": {"@value": "Komt u langs", "@language": LONG},
    }

    found = read_json_ld(json.dumps(document).encode()).values(ABOUT, SAID)

    assert {term.value for term in found} == {"Kom langs", "Kom", "Komt u langs"}


def test_a_real_entry_of_the_stream_of_ipdc_is_read(shared_data: Path) -> None:
    content = (shared_data / "lpdc" / "concept-voorbeelden" / "concept-from-ldes-stream-2.ttl").read_bytes()

    drafts = read_file(TURTLE, Source(content=content, kind=PUBLIC_SERVICE, base="http://a.example/"))

    assert [draft.title for draft in drafts if not draft.refused] == ["Jachtverlof en jachtvergunning"]
