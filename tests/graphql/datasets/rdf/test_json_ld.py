"""JSON-LD is read with the contexts that it holds or that are ours; nothing is fetched."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.rdf.json_ld import MAX_DEPTH, read_json_ld
from vlavirgem_graphql.datasets.rdf.records import read_records
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.published.addresses import context_address

RECORD = {
    "@type": "PublicOrganisation",
    "uri": "http://a.example/1",
    "name": {"nl": "Stad Aalst", "fr": "Ville d'Alost"},
}


def refused(document: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_json_ld(document if isinstance(document, bytes) else json.dumps(document).encode())
    return caught.value


def test_a_record_under_our_own_context_is_read_without_fetching_it() -> None:
    source = json.dumps({"@context": context_address(ORGANISATION), "@graph": [RECORD]}).encode()

    (draft,) = read_records(read_json_ld(source), ORGANISATION)

    assert draft.title == "Stad Aalst"
    assert draft.body["uri"] == "http://a.example/1"


def test_a_context_in_the_file_is_taken_as_it_stands() -> None:
    source = {
        "@context": {"naam": "http://www.w3.org/2004/02/skos/core#prefLabel"},
        "@id": "http://a.example/1",
        "@type": "http://www.w3.org/ns/org#Organization",
        "naam": "Stad Aalst",
    }

    (draft,) = read_records(read_json_ld(json.dumps(source).encode()), ORGANISATION)

    assert draft.title == "Stad Aalst"


@pytest.mark.parametrize(
    "context",
    ["https://elders.example/c.jsonld", ["https://elders.example/c.jsonld"], {"a": {"@id": "b:c", "@context": "d:e"}}],
    ids=["named", "in a list", "of a term"],
)
def test_a_context_elsewhere_is_refused_and_not_fetched(context: Any) -> None:
    assert refused({"@context": context, "@id": "http://a.example/1", "a": "x"}).code in {
        "context-elsewhere",
        "not-json-ld",
    }


def test_what_is_no_json_is_refused_with_its_line() -> None:
    assert refused(b'{\n"a": }').place.endswith("2")


def test_a_file_that_nests_without_end_is_refused() -> None:
    document: Any = {}
    for _level in range(MAX_DEPTH + 1):
        document = {"http://a.example/in": document}

    assert refused(document).code == "not-json-ld"
