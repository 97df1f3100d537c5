"""Mutations that are clear change what later queries show; others are answered and change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.sdl.associations import answered, compiled, data, errors, request
from vlavirgem_sandbox.contracts.state import InMemoryStore

CREATE = "mutation($i: VerenigingInput!) { registreerVereniging(input: $i) { id naam soort opgericht code } }"


def created(store: InMemoryStore, name: str) -> dict[str, Any]:
    made: dict[str, Any] = data(CREATE, {"i": {"naam": name}}, store=store)["registreerVereniging"]
    return made


def test_what_is_created_is_read_back_alone_and_in_the_list() -> None:
    store = InMemoryStore()

    made = created(store, "Nieuwe kring")

    assert (made["naam"], made["soort"], made["opgericht"]) == ("Nieuwe kring", "FEITELIJK", None)
    shown = data("query($id: ID!) { vereniging(id: $id) { id naam code } }", {"id": made["id"]}, store=store)
    assert shown["vereniging"] == {"id": made["id"], "naam": "Nieuwe kring", "code": made["code"]}
    listed = data("{ verenigingen { naam } }", store=store)["verenigingen"]
    assert [each["naam"] for each in listed] == ["De Zingende Stad", "Fanfare Sint-Jan", "Nieuwe kring"]
    assert data('{ verenigingen(naam: "niet") { naam } }', store=store)["verenigingen"] == []


def test_an_update_changes_what_is_given_and_leaves_the_rest() -> None:
    store = InMemoryStore()
    made = created(store, "Oud")

    query = 'mutation($id: ID!) { wijzigVereniging(id: $id, opgericht: "1999-01-01") { naam opgericht code } }'
    changed = data(query, {"id": made["id"]}, store=store)["wijzigVereniging"]

    assert changed == {"naam": "Oud", "opgericht": "1999-01-01", "code": made["code"]}


def test_an_example_of_the_contract_can_be_changed() -> None:
    store = InMemoryStore()

    changed = data('mutation { wijzigVereniging(id: "V001", naam: "Anders") { naam soort } }', store=store)

    assert changed["wijzigVereniging"] == {"naam": "Anders", "soort": "FEITELIJK"}
    assert data('{ vereniging(id: "V001") { naam soort } }', store=store)["vereniging"] == changed["wijzigVereniging"]


def test_what_is_deleted_is_gone() -> None:
    store = InMemoryStore()
    made = created(store, "Kort")

    query = "mutation($id: ID!) { verwijderVereniging(id: $id) }"
    assert data(query, {"id": made["id"]}, store=store) == {"verwijderVereniging": True}

    assert data("query($id: ID!) { vereniging(id: $id) { id } }", {"id": made["id"]}, store=store)["vereniging"] is None
    assert data("{ verenigingen { id } }", store=store)["verenigingen"] == [{"id": "V001"}, {"id": "V002"}]
    again = errors(query, {"id": made["id"]}, store=store)
    assert (again[0]["extensions"]["code"], again[0]["path"]) == ("NOT_FOUND", ["verwijderVereniging"])


def test_the_examples_of_the_author_stay_until_they_are_changed_or_deleted() -> None:
    store = InMemoryStore()

    data('mutation { verwijderVereniging(id: "V001") }', store=store)
    data('mutation { wijzigVereniging(id: "V002", naam: "Harmonie Sint-Jan") { id } }', store=store)
    created(store, "Nieuwe kring")

    listed = data("{ verenigingen { naam soort } }", store=store)["verenigingen"]
    assert [tuple(each.values()) for each in listed] == [("Harmonie Sint-Jan", "VZW"), ("Nieuwe kring", "FEITELIJK")]
    assert data("{ verenigingen(soort: VZW) { id } }", store=store)["verenigingen"] == [{"id": "V002"}]
    assert data('{ vereniging(id: "V001") { naam } }', store=store)["vereniging"] is None
    assert data('{ vereniging(id: "V009") { naam } }', store=store)["vereniging"] is None


def test_a_mutation_whose_meaning_is_unknown_is_answered_and_remembers_nothing() -> None:
    store = InMemoryStore()

    assert data('mutation { deelUit(aan: "iemand") { id naam } }', store=store)["deelUit"]["naam"]

    assert not store.holds_any("/Zaal")


def test_payload_types_hold_the_object_and_no_errors() -> None:
    sdl = """
    type Query { zaal(id: ID!): Zaal zalen: [Zaal!]! }
    type Zaal { id: ID! naam: String! plaatsen: Int }
    input CreateZaalInput { naam: String! plaatsen: Int clientMutationId: String }
    input UpdateZaalInput { id: ID! naam: String }
    type ZaalPayload { zaal: Zaal errors: [String!]! success: Boolean! }
    type Verwijderd { deletedId: ID success: Boolean! }
    type Mutation {
      createZaal(input: CreateZaalInput!): ZaalPayload!
      updateZaal(input: UpdateZaalInput!): ZaalPayload!
      deleteZaal(id: ID!): Verwijderd!
    }
    """
    store = InMemoryStore()
    made = data(
        'mutation { createZaal(input: {naam: "Roos"}) { success errors zaal { id naam } } }', sdl=sdl, store=store
    )
    key = made["createZaal"]["zaal"]["id"]

    assert made["createZaal"] == {"success": True, "errors": [], "zaal": {"id": key, "naam": "Roos"}}
    query = 'mutation($id: ID!) { updateZaal(input: {id: $id, naam: "Lelie"}) { zaal { naam plaatsen } } }'
    changed = data(query, {"id": key}, sdl=sdl, store=store)["updateZaal"]
    assert changed == {"zaal": {"naam": "Lelie", "plaatsen": None}}
    gone = data("mutation($id: ID!) { deleteZaal(id: $id) { deletedId success } }", {"id": key}, sdl=sdl, store=store)
    assert gone["deleteZaal"] == {"deletedId": key, "success": True}


def test_a_connection_shows_what_was_written() -> None:
    sdl = """
    type Query { zalen(first: Int, naam: String): ZaalConnection! }
    type ZaalConnection { edges: [ZaalEdge!]! nodes: [Zaal!]! totalCount: Int! pageInfo: PageInfo! }
    type ZaalEdge { node: Zaal! cursor: String! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type Zaal { id: ID! naam: String! }
    type Mutation { createZaal(naam: String!): Zaal! }
    """
    store = InMemoryStore()
    query = "{ zalen(first: 1) { totalCount nodes { naam } edges { cursor node { naam } } pageInfo { hasNextPage } } }"
    before = data(query, sdl=sdl, store=store)["zalen"]
    for name in ("Roos", "Lelie"):
        data("mutation($n: String!) { createZaal(naam: $n) { id } }", {"n": name}, sdl=sdl, store=store)

    after = data(query, sdl=sdl, store=store)["zalen"]

    assert len(before["edges"]) == len(before["nodes"]) == 1
    assert before["pageInfo"] == {"hasNextPage": before["totalCount"] > 1}
    assert (after["totalCount"], after["nodes"]) == (2, [{"naam": "Roos"}])
    assert [edge["node"] for edge in after["edges"]] == [{"naam": "Roos"}]


def test_a_key_that_may_be_left_out_is_only_looked_for_when_it_is_given() -> None:
    sdl = """
    type Query { zaal(id: ID): Zaal }
    type Zaal { id: ID! naam: String }
    type Mutation { createZaal(naam: String): Zaal! updateZaal(id: ID, naam: String): Zaal }
    """
    store = InMemoryStore()
    key = data('mutation { createZaal(naam: "Roos") { id } }', sdl=sdl, store=store)["createZaal"]["id"]

    assert data("{ zaal { id } }", sdl=sdl, store=store)["zaal"]["id"] not in {"None", key}
    changed = data("mutation($id: ID) { updateZaal(id: $id, naam: null) { naam } }", {"id": key}, sdl=sdl, store=store)
    assert changed["updateZaal"] == {"naam": None}
    call = request('mutation { updateZaal(naam: "x") { naam } }')
    found = json.loads(answered(compiled(sdl), call, store=store).body)
    assert found["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_a_deletion_says_what_its_type_can_say() -> None:
    for answer, expected in (("Boolean", True), ("Int", 1), ("ID", "5"), ("String", "5")):
        sdl = f"""
        type Query {{ zaal(id: ID!): Zaal }}
        type Zaal {{ id: ID! naam: String }}
        type Mutation {{ deleteZaal(id: ID!): {answer} }}
        """
        assert data('mutation { deleteZaal(id: "5") }', sdl=sdl) == {"deleteZaal": expected}


@pytest.mark.parametrize("answer", ["Ongedaan", "[ID!]"])
def test_a_deletion_whose_answer_says_several_things_remembers_nothing(answer: str) -> None:
    sdl = f"""
    type Query {{ zaal(id: ID!): Zaal }}
    type Zaal {{ id: ID! }}
    type Fout {{ boodschap: String! }}
    union Ongedaan = Zaal | Fout
    type Mutation {{ deleteZaal(id: ID!): {answer} }}
    """
    selection = "{ __typename }" if answer == "Ongedaan" else ""
    store = InMemoryStore()

    assert data(f'mutation {{ deleteZaal(id: "5") {selection} }}', sdl=sdl, store=store)["deleteZaal"]
    assert data('{ zaal(id: "5") { id } }', sdl=sdl, store=store)["zaal"] == {"id": "5"}


def test_lists_in_the_answer_of_a_mutation_are_empty() -> None:
    sdl = """
    type Query { zaal(id: ID!): Zaal }
    type Zaal { id: ID! naam: String }
    type Payload { zaal: Zaal geslaagd: [Boolean!]! ook: [Zaal!]! }
    type Mutation { createZaal(naam: String): Payload! }
    """
    made = data('mutation { createZaal(naam: "Roos") { zaal { naam } geslaagd ook { id } } }', sdl=sdl)

    assert made["createZaal"] == {"zaal": {"naam": "Roos"}, "geslaagd": [], "ook": []}


def test_a_key_that_is_an_object_is_no_key() -> None:
    sdl = """
    type Query { zaal: Zaal zalen: [Zaal!]! }
    type Nummer { waarde: String }
    type Zaal { id: Nummer! naam: String }
    type Mutation { createZaal(naam: String): Zaal! }
    """
    made = data('mutation { createZaal(naam: "Roos") { id { waarde } naam } }', sdl=sdl)["createZaal"]

    assert isinstance(made["id"]["waarde"], str)
    assert data("{ zalen { id { waarde } } }", sdl=sdl)["zalen"]
