"""From SDL and introspection to a contract, or to every reason why not."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from graphql import build_schema, get_introspection_query, graphql_sync

from tests.sandbox.contracts.sdl.associations import SDL, accepted, read, refused
from vlavirgem_sandbox.contracts.limits import MAX_SDL_DEPTH, MAX_SDL_TOKENS, MAX_SDL_TYPES
from vlavirgem_sandbox.contracts.reading import read_contract


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_each_field_at_the_root_is_an_operation_with_an_example_request() -> None:
    contract = accepted(SDL)

    assert (contract.title, contract.description, contract.dialect) == (
        "Verenigingen zoeken",
        "Zoek en beheer verenigingen.",
        "graphql",
    )
    assert [operation.key for operation in contract.operations][:2] == ["Query.vereniging", "Query.verenigingen"]
    assert [operation.key for operation in contract.operations if not operation.works] == []
    first = contract.operations[0]
    assert (first.summary, first.act, first.reads) == ("Eén vereniging.", "query", True)
    assert first.request_example is not None
    asked = json.loads(first.request_example.body)
    assert asked["query"].startswith("query Vereniging($id: ID!) {\n  vereniging(id: $id) {\n    id\n")
    assert asked["variables"] == {"id": "V001"}


def example_of(sdl: str) -> str:
    operation = accepted(sdl).operations[0]
    assert operation.works, operation.why_not
    assert operation.request_example is not None
    return str(json.loads(operation.request_example.body)["query"])


def test_the_example_request_of_wide_types_is_one_that_may_be_asked() -> None:
    def wide(name: str, of: str) -> str:
        return f"type {name} {{ {' '.join(f'veld{number}: {of}' for number in range(12))} }}"

    query = example_of(f"type Query {{ a: A }} {wide('A', 'B')} {wide('B', 'C')} {wide('C', 'Int')}")

    assert "veld11 {" in query
    assert "__typename" in query


def test_the_example_request_of_a_union_asks_no_field_that_differs_between_its_types() -> None:
    query = example_of(
        "type Query { a: U } union U = A | B type A { naam: String id: ID! } type B { naam: [Int] id: ID! }"
    )

    assert (query.count("naam"), query.count("id")) == (1, 2)


def test_a_change_whose_key_may_be_left_out_is_tried_with_one() -> None:
    contract = accepted("""
    type Query { zaal(id: ID!): Zaal }
    type Zaal { id: ID! naam: String }
    type Payload { zaal: Zaal }
    type Mutation { updateZaal(id: ID, naam: String): Payload deleteZaal(id: ID): Boolean }
    """)

    assert [operation.key for operation in contract.operations if not operation.works] == []


def test_a_list_of_keys_is_no_key() -> None:
    contract = accepted("""
    type Query { zaal(id: ID!): Zaal roosters: [[Zaal!]!] }
    type Zaal @example(value: {id: 5}) { id: Int! }
    type Mutation { deleteZaal(id: [Int!]!): Boolean }
    """)

    assert [operation.key for operation in contract.operations if not operation.works] == []


def test_an_operation_that_takes_more_arguments_than_a_request_has_room_for_cannot_work() -> None:
    arguments = " ".join(f"a{number}: Int!" for number in range(200))

    contract = accepted(f"type Query {{ veel({arguments}): Int een(a: Int!): Int }}")

    assert {operation.operation_id: operation.works for operation in contract.operations} == {
        "veel": False,
        "een": True,
    }


def test_several_files_in_a_zip_are_one_schema() -> None:
    files = {
        "schema/query.graphqls": "type Query { adres: Adres }",
        "schema/adres.graphqls": "type Adres { straat: String }",
    }

    report = read_contract(zipped(files), name="adressen.zip")

    assert report.contract is not None
    assert sorted(report.contract.document["files"]) == ["adres.graphqls", "query.graphqls"]


def test_a_type_that_is_in_no_file_is_refused_with_its_place() -> None:
    problems = read_contract(
        zipped({"query.graphqls": "type Query {\n  adres: Adres\n}"}), name="adressen.zip"
    ).problems

    assert [problem.place for problem in problems] == ["query.graphqls: line 2, column 10"]
    assert "Adres" in problems[0].message


def test_the_answer_to_introspection_is_the_same_contract() -> None:
    plain = "type Query { adres(id: ID!): Adres } type Adres { straat: String! }"
    result = graphql_sync(build_schema(plain), get_introspection_query()).data

    for document in (result, {"data": result}):
        report = read_contract(json.dumps(document).encode(), name="schema.json")
        assert report.contract is not None, report.problems
        assert [operation.key for operation in report.contract.operations] == ["Query.adres"]


def test_half_an_answer_to_introspection_is_refused() -> None:
    problems = read_contract(b'{"__schema": {"types": []}}', name="schema.json").problems

    assert [problem.severity for problem in problems] == ["error"]
    assert problems[0].place == "/__schema"


def test_a_schema_is_known_without_its_file_name_and_an_openapi_document_stays_one() -> None:
    assert read_contract(SDL.encode()).contract is not None
    openapi = (
        b"openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/x: {get: {responses: {'200': {description: ok}}}}}\n"
    )
    contract = read_contract(openapi).contract
    assert contract is not None
    assert contract.dialect == "openapi-3.1"


def test_directives_of_a_federated_graph_are_passed_over_and_said_so() -> None:
    subgraph = """
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
    extend type Query { zaal(id: ID!): Zaal }
    extend type Zaal @key(fields: "id") { id: ID! @external naam: String }
    """

    report = read(subgraph)

    assert report.contract is not None
    told = {problem.message.split("'")[1] for problem in report.problems}
    assert (told, {problem.severity for problem in report.problems}) == ({"@link", "@key", "@external"}, {"warning"})


def test_a_directive_that_is_declared_is_held_to_its_declaration() -> None:
    declared = "directive @geheim(reden: String!) on FIELD_DEFINITION\ntype Query { a: Int @geheim%s }"

    assert read(declared % '(reden: "x")').contract is not None
    assert refused(declared % "")[0].place.endswith("line 2, column 21")


def test_an_example_that_does_not_fit_is_left_out_and_said_so() -> None:
    report = read('type Query { a: Int @example(value: "tien") b: Int @example(value: 10) }')

    assert report.contract is not None
    assert [problem.place for problem in report.problems] == ["verenigingen.graphql: line 1, column 21"]


def test_subscriptions_are_listed_as_what_cannot_be_tried() -> None:
    report = read("type Query { a: Int } type Subscription { b: Int }")

    assert report.contract is not None
    assert {operation.key: operation.works for operation in report.contract.operations} == {
        "Query.a": True,
        "Subscription.b": False,
    }
    assert any("Subscription" in problem.message for problem in report.problems)


@pytest.mark.parametrize(
    ("sdl", "place"),
    [
        ("type Query { a: }", "line 1, column 17"),
        ("type Query { a: Int }\ntype Query { b: Int }", "line 2, column 6"),
        ("type Query { a: Int a: Int }", "line 1, column 21"),
        ("type Vraag { a: Int }", ""),
        ("type Query { a: I } input I { a: Int }", "line 1, column 17"),
        ("type Query { a(x: T): Int } type T { a: Int }", "line 1, column 19"),
        ("type Query implements I { a: Int } interface I { b: Int }", "line 1, column 1"),
        ("type Query { a(i: I): Int } input I { i: I! }", "line 1, column 39"),
        ("type Query { __a: Int }", "line 1, column 14"),
        ("{ a }\ntype Query { a: Int }", "line 1, column 1"),
        ("type Query { a: Onbekend }", "line 1, column 17"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_column(sdl: str, place: str) -> None:
    problems = refused(sdl)

    assert problems[0].place.endswith(place)
    assert all(problem.message and problem.remedy for problem in problems)


@pytest.mark.parametrize(
    "sdl",
    [
        "type Query { a: " + "[" * (MAX_SDL_DEPTH + 1) + "Int" + "]" * (MAX_SDL_DEPTH + 1) + " }",
        "type Query { a: Int }\n" + "scalar A " * (MAX_SDL_TOKENS // 2),
        "type Query { a: Int }\n" + " ".join(f"scalar S{number}" for number in range(MAX_SDL_TYPES)),
        "type Query { " + "a" * 300 + ": Int }",
        "type Query { a: Int\x00 }",
        "",
        "# niets dan een opmerking",
    ],
)
def test_more_than_a_schema_needs_is_refused(sdl: str) -> None:
    assert refused(sdl)[0].severity == "error"


def test_just_within_the_limits_is_read() -> None:
    deep = "type Query { a: " + "[" * 20 + "Int" + "]" * 20 + " }"
    many = "type Query { a: Int }\n" + " ".join(f"scalar S{number}" for number in range(MAX_SDL_TYPES - 1))

    assert read(deep).contract is not None
    assert read(many).contract is not None
