"""Answers of a GraphQL contract: of the types, the same each time, with the author's examples."""

from __future__ import annotations

import json
import re
from datetime import date
from uuid import UUID

import pytest
from graphql import build_schema, get_introspection_query

from tests.sandbox.contracts.sdl.associations import SDL, answered, compiled, data, errors, request
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.sdl.requests import LARGEST_PAGE

HALL = "{ id naam plaatsen tarief vrij }"


def test_values_are_of_their_types() -> None:
    hall = data(f'{{ zaal(id: "7") {HALL} }}')["zaal"]

    assert hall["id"] == "7"
    assert isinstance(hall["naam"], str)
    assert (type(hall["plaatsen"]), type(hall["tarief"])) == (int, float)
    assert [date.fromisoformat(day) for day in hall["vrij"]]


def test_custom_scalars_are_known_by_their_name() -> None:
    found = data('{ vereniging(id: "8") { code opgericht } }')["vereniging"]

    assert UUID(found["code"])
    assert date.fromisoformat(found["opgericht"])


def test_the_same_request_gets_the_same_answer_and_another_seed_another() -> None:
    query = f"{{ zalen {HALL} }}"

    assert data(query) == data(query)
    assert data(query) != data(query, seed=2)


def test_an_object_is_the_same_wherever_it_is_met() -> None:
    listed = data("{ zalen { id naam plaatsen } }")["zalen"][0]

    assert data("query($id: ID!) { zaal(id: $id) { id naam plaatsen } }", {"id": listed["id"]})["zaal"] == listed


def test_what_is_selected_changes_no_value() -> None:
    alone = data('{ zaal(id: "7") { naam } }')["zaal"]["naam"]

    assert data('{ andere: zaal(id: "7") { plaatsen id naam } }')["andere"]["naam"] == alone


def test_the_authors_examples_are_what_a_list_holds() -> None:
    found = data("{ verenigingen { id naam soort } }")["verenigingen"]

    assert [each["naam"] for each in found] == ["De Zingende Stad", "Fanfare Sint-Jan"]
    assert answered(compiled(), request("{ verenigingen { id } }")).origin == "example"


def test_arguments_named_as_a_field_filter_the_examples() -> None:
    assert [each["id"] for each in data('{ verenigingen(naam: "fanfare") { id } }')["verenigingen"]] == ["V002"]
    assert [each["id"] for each in data("{ verenigingen(soort: FEITELIJK) { id } }")["verenigingen"]] == ["V001"]
    assert [each["id"] for each in data("{ verenigingen(first: 1) { id } }")["verenigingen"]] == ["V001"]
    assert data('{ verenigingen(naam: "bestaat niet") { id } }')["verenigingen"] == []


def test_an_example_is_found_by_its_key_and_what_it_lacks_is_made() -> None:
    found = data('{ vereniging(id: "V002") { naam soort adres { gemeente } } }')["vereniging"]

    assert (found["naam"], found["soort"]) == ("Fanfare Sint-Jan", "VZW")
    assert answered(compiled(), request('{ vereniging(id: "V002") { naam } }')).origin == "example"
    assert answered(compiled(), request('{ vereniging(id: "V999") { naam } }')).origin == "generated"
    assert isinstance(found["adres"]["gemeente"], str)


def test_interfaces_and_unions_give_a_type_that_is_theirs() -> None:
    members = data('{ vereniging(id: "1") { leden { __typename naam ... on Persoon { email } } } }')["vereniging"][
        "leden"
    ]
    hits = data('{ zoek(tekst: "zang") { __typename } }')["zoek"]

    assert {each["__typename"] for each in members} <= {"Persoon", "Organisatie"}
    assert {each["__typename"] for each in hits} <= {"Vereniging", "Persoon"}
    assert all("@" in each["email"] for each in members if each["__typename"] == "Persoon")


def test_fragments_variables_and_directives_work_as_in_graphql() -> None:
    query = """
    query Een($id: ID!, $kort: Boolean!) {
      zaal(id: $id) { ...Kern plaatsen @skip(if: $kort) vrij @include(if: $kort) }
    }
    query Ander { zalen { id } }
    fragment Kern on Zaal { id naam }
    """
    call = request(query, {"id": "3", "kort": True}, operationName="Een")

    found = json.loads(answered(compiled(), call).body)["data"]["zaal"]

    assert list(found) == ["id", "naam", "vrij"]


def test_introspection_is_answered() -> None:
    call = request(get_introspection_query())
    contract = compiled()

    assert contract.match(call).operation.key == "Query.__schema"
    types = json.loads(answered(contract, call).body)["data"]["__schema"]["types"]
    assert {"Vereniging", "Soort"} <= {each["name"] for each in types}


def test_a_list_is_as_long_as_its_author_says() -> None:
    sdl = """
    type Query { dagen: [Dag!]! @listLength(min: 5, max: 5) cijfers: [Int!]! @listLength(min: 4, max: 4) }
    type Dag { naam: String! }
    """

    assert [len(each) for each in data("{ dagen { naam } cijfers }", sdl=sdl).values()] == [5, 4]


@pytest.mark.parametrize(
    ("scalar", "form"),
    [
        ("DateTime", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        ("EmailAddress", r"[^@]+@[^@]+"),
        ("URL", r"https://.+"),
        ("Time", r"\d\d:\d\d:\d\dZ"),
        ('Moment @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time")', r"\d{4}-\d\d-\d\dT.+"),
        ("Onbekend", r".+"),
    ],
)
def test_the_usual_scalars_have_their_form(scalar: str, form: str) -> None:
    sdl = f"scalar {scalar}\ntype Query {{ a: {scalar.split(maxsplit=1)[0]}! }}"

    assert re.fullmatch(form, data("{ a }", sdl=sdl)["a"])


def test_examples_of_fields_and_scalars_are_what_is_shown() -> None:
    sdl = """
    scalar Postcode @example(value: "2800")
    type Query { plaats: Plaats! lijst: [Plaats] @examples(values: [{naam: "A"}, {naam: "B"}]) }
    type Plaats { naam: String! @examples(values: ["Mechelen"]) postcode: Postcode! }
    """

    found = data("{ plaats { naam postcode } lijst { naam } }", sdl=sdl)

    assert found["plaats"] == {"naam": "Mechelen", "postcode": "2800"}
    assert [each["naam"] for each in found["lijst"]] == ["A", "B"]


def test_a_list_that_is_to_be_longer_than_a_page_is_one_page_long() -> None:
    sdl = "type Query { zalen: [Zaal!]! @listLength(min: 5000, max: 6000) } type Zaal { naam: String }"

    assert len(data("{ zalen { naam } }", sdl=sdl)["zalen"]) == LARGEST_PAGE


def test_an_interface_that_nothing_implements_is_null() -> None:
    sdl = "type Query { a: I b: Int } interface I { x: Int }"

    assert data("{ a { x } b }", sdl=sdl)["a"] is None


def test_an_answer_that_would_never_end_is_cut_off_with_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vlavirgem_sandbox.contracts.sdl.answering.MAX_SDL_VALUES", 3)

    found = errors("{ zalen { id naam plaatsen } }")

    assert found[0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert found[0]["path"][0] == "zalen"


def test_the_contract_that_is_downloaded_is_the_one_that_was_uploaded() -> None:
    file = compiled().download(base_url="http://aalst.example/try/x")

    text = file.content.decode()
    assert "http://aalst.example/try/x" in text.splitlines()[0]
    assert "@example(value:" in text
    assert file.extension == ".graphql"


def test_a_stored_contract_is_the_same_schema() -> None:
    contract = compiled()
    assert isinstance(contract, GraphQLContract)
    assert contract.schema.get_type("Vereniging") is not None
    assert build_schema("type Query { a: Int }").get_type("Vereniging") is None
    assert "verenigingen.graphql" in contract.document["files"]
    assert contract.document["files"]["verenigingen.graphql"] == SDL
