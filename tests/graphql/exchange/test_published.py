"""From one declaration follow a JSON-LD context, SHACL shapes, labels and a JSON Schema that others can read."""

from __future__ import annotations

import jsonschema_rs
import orjson
import pytest
from django.utils.translation import override
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from vlavirgem_graphql.exchange.kinds import Kind, KindField, find_kind, known_kinds
from vlavirgem_graphql.exchange.kinds.fields import address_of, code, group, html, identifier, words
from vlavirgem_graphql.exchange.kinds.namespaces import PREFIXES, RDF, SHACL
from vlavirgem_graphql.exchange.kinds.published.context import context_of
from vlavirgem_graphql.exchange.kinds.published.labels import in_each_language, labels_of
from vlavirgem_graphql.exchange.kinds.published.schema import schema_of
from vlavirgem_graphql.exchange.kinds.published.shapes import shapes_of

NAMES = ("public-service", "association", "organisation", "mandate", "address", "project", "event")


def bench(*fields: KindField) -> Kind:
    return Kind(
        name="bench",
        label="Bench",
        plural="Benches",
        description="Where people sit.",
        type_name="Bench",
        connection_name="benches",
        context_uri="",
        class_uri="",
        title_field="name",
        fields=(identifier("Identifier"), words("name", "", "Name", required=True), *fields),
    )


def shapes(kind: Kind) -> dict[str, dict[str, list[str]]]:
    """Subject and predicate to values; the namespace of SHACL is left out."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in parse(shapes_of(kind), format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, (NamedNode, Literal))
        about = found.setdefault(quad.subject.value.partition("#")[2], {})
        about.setdefault(quad.predicate.value.removeprefix(SHACL), []).append(quad.object.value)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_field_of_a_kind_of_the_house_has_its_words_in_three_languages(name: str) -> None:
    def missing(fields: list[dict[str, object]]) -> list[object]:
        here = [each["name"] for each in fields if set(each["label"]) != {"nl", "fr", "en"}]  # type: ignore[call-overload]
        return here + [name for each in fields for name in missing(each.get("fields", []))]  # type: ignore[arg-type]

    labels = labels_of(find_kind(name))

    assert labels["label"].keys() == {"nl", "fr", "en"}
    assert missing(labels["fields"]) == []
    assert labels["fields"][0]["label"]["nl"] != labels["fields"][0]["label"]["en"]


def test_words_that_an_operator_wrote_once_are_the_same_in_each_language() -> None:
    assert in_each_language("Bank") == {"nl": "Bank", "en": "Bank", "fr": "Bank"}
    assert in_each_language("") == {}


def test_a_record_under_its_context_reads_as_linked_data() -> None:
    # given a kind with each sort of value
    kind = bench(
        code("wood", "http://a.example/wood", "Wood", concepts="http://a.example/woods/"),
        address_of("near", "http://a.example/near", "Near", many=True),
        group("plates", "http://a.example/plate", "Plates", "BenchPlate", (html("said", "http://a.example/said", ""),)),
    )
    record = {
        "@context": context_of(kind)["@context"],
        "@type": "Bench",
        "uri": "http://a.example/benches/1",
        "name": {"nl": "Bank aan de vijver"},
        "wood": "http://a.example/woods/oak",
        "near": ["http://a.example/ponds/1"],
        "plates": [
            {"uri": "http://a.example/benches/1#plates/0", "order": 0, "said": {"nl": "Voor Mia", "fr": "À Mia"}}
        ],
    }

    # when a program reads it
    read = {(quad.predicate.value, str(quad.object)) for quad in parse(orjson.dumps(record), format=RdfFormat.JSON_LD)}

    # then each value is of its property; what has none in a profile has an address of ours
    assert read == {
        (RDF + "type", "<http://net.vvg.localhost:8000/kinds/bench/#Bench>"),
        ("http://net.vvg.localhost:8000/kinds/bench/#name", '"Bank aan de vijver"@nl'),
        ("http://a.example/wood", "<http://a.example/woods/oak>"),
        ("http://a.example/near", "<http://a.example/ponds/1>"),
        ("http://a.example/plate", "<http://a.example/benches/1#plates/0>"),
        (SHACL + "order", '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("http://a.example/said", '"Voor Mia"@nl'),
        ("http://a.example/said", '"À Mia"@fr'),
    }


def test_what_stands_for_no_property_is_no_term() -> None:
    terms = context_of(find_kind("public-service"))["@context"]

    assert "otherVariants" not in terms
    assert terms["title"]["@id"] == PREFIXES["dct"] + "title"


def test_a_shape_asks_what_the_declaration_says() -> None:
    found = shapes(find_kind("public-service"))

    assert found["PublicService"]["targetClass"] == [
        PREFIXES["lpdc"] + "InstancePublicService",
        PREFIXES["lpdc"] + "ConceptualPublicService",
    ]
    assert found["PublicService-title"]["datatype"] == [RDF + "langString"]
    assert found["PublicService-title"]["name"] == ["Titel", "Title", "Titre"]
    assert found["PublicService-title"]["order"] == ["1"]
    assert "maxCount" not in found["PublicService-title"], "it may be there once in each language"
    assert found["PublicService-type"]["nodeKind"] == [SHACL + "IRI"]
    assert found["PublicService-type"]["maxCount"] == ["1"]
    assert found["PublicService-costs"]["class"] == [PREFIXES["m8g"] + "Cost"]
    assert found["PublicServiceCost"]["property"], "a group has a shape of its own"


def test_a_required_field_is_asked_for_and_another_is_not() -> None:
    found = shapes(bench(words("colour", "", "Colour")))

    assert found["Bench-name"]["minCount"] == ["1"]
    assert "minCount" not in found["Bench-colour"]


@pytest.mark.parametrize("name", NAMES)
def test_the_published_schema_says_the_same_as_the_one_that_records_are_checked_against(name: str) -> None:
    kind = find_kind(name)
    with override("nl"):
        published = schema_of(kind)

    jsonschema_rs.meta.validate(published)
    assert list(published["properties"]) == list(kind.field_names)
    assert [each["x-vlavirgem-order"] for each in published["properties"].values()] == list(range(len(kind.fields)))
    assert "title" not in kind.json_schema()["properties"]["uri"], "describing it leaves the declaration alone"
    assert {each.name for each in known_kinds()} >= set(NAMES)
