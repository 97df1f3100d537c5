"""A kind follows from its document; what is not as it should be is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds import FieldType
from vlavirgem_graphql.exchange.kinds.made.document import MAX_BYTES, kind_of, read_document
from vlavirgem_graphql.exchange.kinds.published.context import context_of
from vlavirgem_graphql.exchange.kinds.published.labels import labels_of
from vlavirgem_graphql.exchange.kinds.published.shapes import shapes_of

Document = dict[str, Any]


def test_a_kind_has_what_its_document_says(document: Document) -> None:
    kind = kind_of(document)

    assert (kind.name, kind.type_name, kind.connection_name) == ("speelterrein", "Playground", "playgrounds")
    assert kind.field_names == ("uri", "name", "ground", "surface", "shade", "inspectedOn", "devices")
    assert kind.required_names == ("uri", "name")
    types = {field.name: field.type for field in kind}
    assert types["surface"] is FieldType.DECIMAL
    assert types["ground"] is FieldType.CODE
    assert kind.field("devices").group_name == "PlaygroundDevices"
    assert kind.often_offered == ("name", "ground", "surface", "shade")


def test_its_words_are_in_each_language(document: Document) -> None:
    kind = kind_of(document)

    said = {}
    for language in ("nl", "fr", "en"):
        with override(language):
            said[language] = str(kind.label)
    assert said == {"nl": "Speelterrein", "fr": "Plaine de jeux", "en": "Playground"}
    assert labels_of(kind)["fields"][1]["label"] == {"nl": "Naam", "fr": "Nom", "en": "Name"}


def test_its_linked_data_follow_as_those_of_a_built_in_kind(document: Document) -> None:
    kind = kind_of(document)

    terms = context_of(kind)["@context"]
    assert terms["name"] == {"@id": "http://schema.org/name", "@container": "@language"}
    assert terms["surface"]["@type"].endswith("#double")
    assert b"schema:Playground" in shapes_of(kind)


def test_its_limits_are_held_against_each_record(document: Document) -> None:
    kind = kind_of(document)

    fitting = {"uri": "https://a.example/1", "name": "Het Park", "ground": "zand", "surface": 12.5}
    assert kind.validator.is_valid(fitting)
    for wrong in ({"ground": "beton"}, {"surface": -1}, {"name": "x" * 201}, {"devices": [{"name": "a"}] * 51}):
        assert not kind.validator.is_valid({**fitting, **wrong}), wrong


def test_a_second_version_has_names_of_its_own(second: Callable[[], Document]) -> None:
    kind = kind_of(second())

    assert (kind.name, kind.type_name, kind.connection_name) == ("speelterrein-2", "Playground2", "playgrounds2")


def without(document: Document, name: str) -> Document:
    return {key: value for key, value in document.items() if key != name}


def field(document: Document, **about: Any) -> Document:
    return {**document, "properties": {**document["properties"], "more": about}}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: {**d, "$schema": "http://json-schema.org/draft-07/schema#"}, "/$schema"),
        (lambda d: {**d, "type": "array"}, "/type"),
        (lambda d: {**d, "allOf": []}, "/allOf"),
        (lambda d: {**d, "additionalProperties": True}, "/additionalProperties"),
        (lambda d: without(d, "x-vlavirgem-name"), "/x-vlavirgem-name"),
        (lambda d: {**d, "x-vlavirgem-name": "Speel plein"}, "/x-vlavirgem-name"),
        (lambda d: {**d, "x-vlavirgem-name": "new"}, "/x-vlavirgem-name"),
        (lambda d: {**d, "x-vlavirgem-name": "plein-2"}, "/x-vlavirgem-name"),
        (lambda d: {**d, "x-vlavirgem-name": None}, "/x-vlavirgem-name"),
        (lambda d: {**d, "x-vlavirgem-version": 0}, "/x-vlavirgem-version"),
        (lambda d: {**d, "x-vlavirgem-version": True}, "/x-vlavirgem-version"),
        (lambda d: {**d, "x-vlavirgem-type": "play ground"}, "/x-vlavirgem-type"),
        (lambda d: {**d, "x-vlavirgem-class": "javascript:alert(1)"}, "/x-vlavirgem-class"),
        (lambda d: {**d, "x-vlavirgem-labels": {"de": "Spielplatz"}}, "/x-vlavirgem-labels"),
        (lambda d: {**d, "x-vlavirgem-labels": {}}, "/x-vlavirgem-labels"),
        (lambda d: {**d, "x-vlavirgem-title": "surface"}, "/x-vlavirgem-title"),
        (lambda d: {**d, "required": ["nothing"]}, "/required"),
        (lambda d: {**d, "properties": {}}, "/properties"),
        (lambda d: {**d, "properties": []}, "/properties"),
        (lambda d: {**d, "properties": {**d["properties"], "updatedAt": {"type": "string"}}}, "/properties/updatedAt"),
        (lambda d: {**d, "properties": {**d["properties"], "a/b": {"type": "string"}}}, "/properties/a~1b"),
        (lambda d: field(d, type=["string", "null"]), "/properties/more/type"),
        (lambda d: field(d, type="object"), "/properties/more/type"),
        (lambda d: field(d, **{"$ref": "#/x"}), "/properties/more/type"),
        (lambda d: field(d, type="string", format="email"), "/properties/more/format"),
        (lambda d: field(d, type="string", oneOf=[]), "/properties/more/oneOf"),
        (lambda d: field(d, type="string", minimum=1), "/properties/more/minimum"),
        (lambda d: field(d, type="string", maxLength="ten"), "/properties/more/maxLength"),
        (lambda d: field(d, type="string", enum=["a", "a"]), "/properties/more/enum"),
        (lambda d: field(d, type="string", **{"x-vlavirgem-class": "x"}), "/properties/more/x-vlavirgem-class"),
        (lambda d: field(d, type="array", items={"type": "array"}), "/properties/more/items/type"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_place(
    document: Document, change: Callable[[Document], Document], place: str
) -> None:
    with pytest.raises(Refusal) as told:
        kind_of(change(document))
    assert (told.value.code, told.value.place) == ("kind-document", place)
    assert told.value.remedy


def places(document: Document) -> list[str]:
    with pytest.raises(Refusal) as told:
        kind_of(document)
    assert all(each["message"] and each["remedy"] for each in told.value.details)
    return [each["place"] for each in told.value.details]


def test_all_that_is_wrong_is_told_at_once_each_at_its_place(document: Document) -> None:
    document["oneOf"] = []
    document["x-vlavirgem-version"] = "een"
    document["x-vlavirgem-descriptions"] = {"de": "Spielplatz"}
    document["required"] = ["name", "nothing", "nobody"]
    of = document["properties"]
    of["ground"]["enum"] = "gras"
    of["surface"].update({"minimum": "nul", "x-vlavirgem-property": "geen adres", "pattern": "x"})
    of["shade"] = "ja"
    of["inspectedOn"].update({"format": "email", "x-vlavirgem-often": 1})
    of["devices"]["items"]["properties"]["fromAge"].update({"type": ["integer", "null"], "maximum": 3})
    of["Maat"] = {"type": "string", "pattern": r"(a)\1"}

    assert sorted(places(document)) == [
        "/oneOf",
        "/properties/Maat",
        "/properties/Maat/pattern",
        "/properties/devices/items/properties/fromAge/type",
        "/properties/ground/enum",
        "/properties/inspectedOn/format",
        "/properties/inspectedOn/x-vlavirgem-often",
        "/properties/shade",
        "/properties/surface/minimum",
        "/properties/surface/pattern",
        "/properties/surface/x-vlavirgem-property",
        "/required",
        "/x-vlavirgem-descriptions",
        "/x-vlavirgem-version",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        # No title, no type, no list and no words follow from what is wrong already
        (lambda d: {**without(d, "x-vlavirgem-title"), "properties": 5}, "/properties"),
        (lambda d: without(without(d, "x-vlavirgem-type"), "x-vlavirgem-list") | {"x-vlavirgem-name": "A"}, "-name"),
        (lambda d: without(without(d, "x-vlavirgem-labels"), "x-vlavirgem-plurals") | {"title": 5}, "/title"),
        # Nor that the title is no text, where its field has no type; nor what a field without a type may hold
        (lambda d: {**d, "properties": {"name": {"maxLength": 5, "minimum": 1}}}, "/properties/name/type"),
        (lambda d: field(d, **{"$ref": "#/x", "items": {}, "minItems": 1}), "/properties/more/type"),
        (lambda d: field(d, type="array", items=5), "/properties/more/items"),
        (lambda d: {**d, "properties": {**d["properties"], "uri": {"type": "text"}}}, "/properties/uri/type"),
        # Nor what a group would hold that lies too deep
        (lambda d: deep(d, 4), "/items"),
    ],
)
def test_what_only_follows_from_a_mistake_is_not_told(
    document: Document, change: Callable[[Document], Document], told: str
) -> None:
    with pytest.raises(Refusal) as refused:
        kind_of(change(document))
    assert refused.value.place.endswith(told)
    assert refused.value.details == (), "told by itself"


def deep(document: Document, depth: int) -> Document:
    inner: Document = {"type": "no type at all"}
    for number in range(depth):
        inner = {"type": "array", "items": {"type": "object", "properties": {f"part{number}": inner}}}
    return {**document, "properties": {**document["properties"], "deep": inner}}


def test_of_very_many_mistakes_the_first_are_told(document: Document) -> None:
    document |= {f"member{number}": 1 for number in range(200)}
    assert places(document) == [f"/member{number}" for number in range(50)]
    with override("en"), pytest.raises(Refusal, match=r"200 places .* first 50"):
        kind_of(document)


def test_groups_lie_no_deeper_than_can_be_shown(document: Document) -> None:
    def nested(depth: int) -> Document:
        inner = {"name": {"type": "string"}} if depth == 1 else {"deeper": nested(depth - 1)}
        return {"type": "array", "items": {"type": "object", "properties": inner}}

    document["properties"]["deep"] = nested(2)
    assert kind_of(document).field("deep").fields
    document["properties"]["deep"] = nested(3)
    with pytest.raises(Refusal):
        kind_of(document)


def test_a_pattern_that_takes_forever_is_matched_in_no_time_or_refused(document: Document) -> None:
    document["properties"]["name"]["pattern"] = "^(a+)+$"
    kind = kind_of(document)
    assert not kind.validator.is_valid({"uri": "https://a.example/1", "name": "a" * 150 + "!"})
    document["properties"]["name"]["pattern"] = r"(a)\1"  # a pattern that looks back has no bound
    with pytest.raises(Refusal):
        kind_of(document)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"{", "line 1, column 2"),
        (b"[]", "/"),
        (b" " * (MAX_BYTES + 1), "/"),
        (orjson.dumps({"title": "85073003328"}), "/title"),
    ],
    ids=["no JSON", "no object", "too large", "a real person"],
)
def test_a_file_that_is_no_document_is_refused(source: bytes, place: str) -> None:
    with override("en"), pytest.raises(Refusal) as told:
        read_document(source)
    assert told.value.place == place


def test_each_real_person_in_a_file_is_told() -> None:
    with pytest.raises(Refusal) as told:
        read_document(orjson.dumps({"title": "85073003328", "description": "85.07.30-033.28"}))
    assert {each["place"] for each in told.value.details} == {"/title", "/description"}
