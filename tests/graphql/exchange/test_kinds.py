"""A kind is declared once; its schema, its names and its list of fields follow from that."""

from __future__ import annotations

import jsonschema_rs
import pytest

from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField, find_kind, known_kinds

URI = KindField(name="uri", type=FieldType.URI, label="Identifier", property_uri="@id", required=True)
TITLE = KindField(name="title", type=FieldType.TEXT, label="Title", property_uri="http://a.example/title")


def kind(*fields: KindField) -> Kind:
    return Kind(
        name="bench",
        label="Bench",
        plural="Benches",
        description="",
        type_name="Bench",
        connection_name="benches",
        context_uri="http://a.example/context",
        class_uri="http://a.example/Bench",
        fields=fields,
    )


def test_the_house_kind_is_registered_and_its_schema_is_one() -> None:
    service = find_kind("public-service")

    assert service in known_kinds()
    jsonschema_rs.meta.validate(service.json_schema())
    assert service.required_names == ("uri",)
    assert service.field("contactPoints").group_name == "PublicServiceContactPoint"


def test_what_is_ticked_beforehand_holds_neither_people_nor_addresses() -> None:
    for each in known_kinds():
        ticked = [each.field(name) for name in each.often_offered]

        assert each.title_field in each.often_offered
        assert not [part.name for part in ticked if part.type is FieldType.GROUP], each.name


def test_a_kind_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(LookupError, match="public-service"):
        find_kind("bench")


def test_a_body_fits_its_kind_or_says_where_not() -> None:
    validator = jsonschema_rs.Draft202012Validator(kind(URI, TITLE).json_schema())

    assert validator.is_valid({"uri": "http://a.example/1"})
    assert not validator.is_valid({"title": "Zonder identificatie"})
    assert not validator.is_valid({"uri": "http://a.example/1", "secret": "niet afgesproken"})


@pytest.mark.parametrize("fields", [(TITLE,), (URI,), (URI, TITLE, TITLE)], ids=["no key", "no title", "doubled"])
def test_a_kind_without_what_it_needs_cannot_be_declared(fields: tuple[KindField, ...]) -> None:
    with pytest.raises(ValueError, match="bench"):
        kind(*fields)
