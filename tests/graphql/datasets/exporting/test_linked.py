"""Records as linked data say what the record says, and come back through the importer as they were."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from vlavirgem_graphql.datasets.exporting.linked import (
    address_of,
    as_json_ld,
    node_of,
    one_as_json_ld,
    records_as_turtle,
    triples_of,
)
from vlavirgem_graphql.datasets.rdf.json_ld import read_json_ld
from vlavirgem_graphql.datasets.rdf.records import read_records
from vlavirgem_graphql.datasets.rdf.turtle import read_turtle
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.kinds.published.addresses import context_address

URI = "http://a.example/services/1"
SERVICE: dict[str, Any] = {
    "uri": URI,
    "title": "Attest voor jou",
    "description": "<p>Uitleg</p>",
    "language": "nl-be-x-informal",
    "otherVariants": [
        {"property": "/title", "language": "nl-be-x-formal", "value": "Attest voor u"},
        {"property": "/costs/0/title", "language": "nl", "value": "Prijs"},
    ],
    "entryType": "InstancePublicService",
    "type": "Bewijs",
    "themes": ["BurgerOverheid", "http://old.example/thema/9"],
    "keywords": ["attest", "bewijs"],
    "competentAuthorities": ["https://data.vlaanderen.be/id/organisatie/OVO000001"],
    "requirements": [{"title": "Voorwaarde", "evidence": [{"title": "Kaart"}, {"title": "Foto"}]}],
    "costs": [{"title": "Kost"}, {"description": "Gratis"}],
    "contactPoints": [{"email": "a@b.example", "addresses": [{"street": "Markt", "country": "België"}]}],
    "websites": [{"title": "Meer", "url": "https://a.example/meer"}],
    "forMunicipalityMerger": False,
    "created": "2026-01-02T03:04:05Z",
}


def test_a_text_stands_under_its_language_with_its_variants() -> None:
    node = node_of(PUBLIC_SERVICE, SERVICE)

    assert node["title"] == {"nl-be-x-informal": "Attest voor jou", "nl-be-x-formal": "Attest voor u"}
    assert node["keywords"] == {"nl": ["attest", "bewijs"]}, "always plain Dutch, whatever the record is written in"
    assert node["costs"][0]["title"] == {"nl-be-x-informal": "Kost", "nl": "Prijs"}
    assert node["contactPoints"][0]["addresses"][0]["country"] == {"nl": "België"}


def test_a_code_is_the_concept_of_its_list_and_an_address_is_kept() -> None:
    node = node_of(PUBLIC_SERVICE, SERVICE)

    assert node["type"]["@id"] == "https://productencatalogus.data.vlaanderen.be/id/concept/Type/Bewijs"
    assert [each["@id"] for each in node["themes"]][1] == "http://old.example/thema/9"


def test_a_concept_and_an_instance_are_of_another_class() -> None:
    assert node_of(PUBLIC_SERVICE, SERVICE)["@type"] == "PublicService"
    concept = node_of(PUBLIC_SERVICE, {"uri": URI, "entryType": "ConceptualPublicService"})
    assert concept["@type"].endswith("#ConceptualPublicService")


def test_members_of_a_group_keep_their_order_and_have_an_address() -> None:
    proofs = node_of(PUBLIC_SERVICE, SERVICE)["requirements"][0]["evidence"]

    assert [(each["@id"], each["order"]) for each in proofs] == [
        (URI + "#requirements/0/evidence/0", 0),
        (URI + "#requirements/0/evidence/1", 1),
    ]


@pytest.mark.parametrize("form", ["turtle", "json-ld", "one"])
def test_what_was_exported_is_imported_as_it_was(form: str) -> None:
    if form == "turtle":
        graph = read_turtle(records_as_turtle(PUBLIC_SERVICE, [SERVICE]))
    elif form == "one":
        graph = read_json_ld(one_as_json_ld(PUBLIC_SERVICE, SERVICE))
    else:
        graph = read_json_ld(as_json_ld(PUBLIC_SERVICE, [SERVICE]))

    (draft,) = read_records(graph, PUBLIC_SERVICE)

    assert draft.refused == ""
    variants = draft.body.pop("otherVariants")
    assert draft.body == {name: value for name, value in SERVICE.items() if name != "otherVariants"}
    assert sorted(variants, key=str) == sorted(SERVICE["otherVariants"], key=str)


def test_json_ld_names_the_published_context_and_says_the_same_as_turtle() -> None:
    document = orjson.loads(as_json_ld(PUBLIC_SERVICE, [SERVICE]))

    assert document["@context"] == context_address(PUBLIC_SERVICE)
    graph = read_json_ld(orjson.dumps(document))
    said = sum(len(terms) for about in graph.triples.values() for terms in about.values())
    assert said == len(set(triples_of(PUBLIC_SERVICE, [SERVICE])))


def test_an_address_that_people_wrote_badly_is_made_one() -> None:
    assert address_of("http://a.example/een pagina<1>") == "http://a.example/een%20pagina%3C1%3E"
    body = {"uri": "http://a.example/1", "name": "Aalst", "homepage": "http://a.example/een pagina"}
    assert read_turtle(records_as_turtle(ORGANISATION, [body])).triples


def test_that_an_address_is_a_concept_is_said_of_what_its_list_holds_only() -> None:
    kept = "http://elders.example/doelgroep/wandelaar"

    node = node_of(PUBLIC_SERVICE, {"uri": URI, "targetAudiences": ["Burger", kept]})

    listed, foreign = node["targetAudiences"]
    assert listed["@id"].endswith("/Burger")
    assert listed["@type"].endswith("#Concept")
    assert foreign == {"@id": kept}
