"""The rows of the contract's examples stand in the list and at their addresses until a call changes or deletes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, accepted, header_of

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
ONE = {"id": "een", "naam": "Een", "soort": "a"}
TWO = {"id": "twee", "naam": "Twee", "soort": "b"}
WRAPPED: Schema = {
    "type": "object",
    "required": ["totaal", "leden"],
    "properties": {
        "totaal": {"type": "integer"},
        "leden": {"type": "array"},
        "bron": TEXT,
        "links": {"type": "object"},
    },
}


def _thing(**more: Schema) -> Schema:
    fields = {"id": TEXT, "naam": TEXT, "soort": TEXT, **more}
    return {"type": "object", "required": ["id", "naam"], "properties": fields}


def _content(schema: Schema, **examples: Any) -> Schema:
    media: Schema = {"schema": schema}
    if examples:
        media["examples"] = {name: _as_example(value) for name, value in examples.items()}
    return {"description": "ok", "content": {"application/json": media}}


def _as_example(value: Any) -> Schema:
    return value if isinstance(value, dict) and "value" in value else {"value": value}


def _paths(listed: Schema, read: Schema, *, key: Schema | None = None, path: str = "/dingen") -> dict[str, Schema]:
    above = [{"name": "id", "in": "path", "required": True, "schema": TEXT}] if "{" in path else []
    name = "deel" if above else "id"
    parameters = [*above, {"name": name, "in": "path", "required": True, "schema": key or TEXT}]
    new = {"type": "object", "properties": {"id": TEXT, "naam": TEXT, "soort": TEXT}}
    body = {"required": True, "content": {"application/json": {"schema": new}}}
    thing, plain = _thing(), {"description": "ok"}
    query = [{"name": each, "in": "query", "schema": TEXT} for each in ("soort", "sort")]
    query += [{"name": each, "in": "query", "schema": {"type": "integer"}} for each in ("page", "pageSize")]
    return {
        path: {
            "parameters": above,
            "get": {"parameters": query, "responses": {"200": listed}},
            "post": {"requestBody": body, "responses": {"201": _content(thing), "409": plain}},
        },
        f"{path}/{{{name}}}": {
            "parameters": parameters,
            "get": {"responses": {"200": read, "404": plain}},
            "put": {"requestBody": body, "responses": {"200": _content(thing), "201": _content(thing), "404": plain}},
            "patch": {"requestBody": body, "responses": {"200": _content(thing), "404": plain, "412": plain}},
            "delete": {"responses": {"204": plain, "404": plain}},
        },
    }


def _caller(paths: dict[str, Schema]) -> Caller:
    return Caller(accepted({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))


@pytest.fixture
def caller() -> Caller:
    """Two rows in the list's example; no example at an address."""
    return _caller(_paths(_content({"type": "array", "items": _thing()}, twee=[ONE, TWO]), _content(_thing())))


def _names(listed: list[Schema]) -> list[str]:
    return [row["naam"] for row in listed]


def test_the_list_keeps_the_samples_after_a_write(caller: Caller) -> None:
    before = caller.json("GET", "/dingen")

    made = caller.json("POST", "/dingen", {"naam": "Nieuw"})

    assert caller.json("GET", "/dingen") == [*before, made] == [ONE, TWO, made]


def test_an_address_shows_the_very_row_of_the_list(caller: Caller) -> None:
    assert caller.json("GET", "/dingen/twee") == TWO

    caller.call("POST", "/dingen", {"naam": "Nieuw"})

    assert caller.json("GET", "/dingen/twee") == TWO
    assert caller.call("GET", "/dingen/onbekend").status == 404


def test_a_deleted_sample_is_gone_from_the_list_and_from_its_address_alone(caller: Caller) -> None:
    assert caller.call("DELETE", "/dingen/een").status == 204

    assert caller.json("GET", "/dingen") == [TWO]
    assert caller.call("GET", "/dingen/een").status == 404
    assert caller.json("GET", "/dingen/twee") == TWO


def test_a_changed_sample_keeps_its_place_and_what_was_not_changed(caller: Caller) -> None:
    patched = caller.json("PATCH", "/dingen/een", {"naam": "Anders"})

    assert patched == {**ONE, "naam": "Anders"}
    assert caller.json("GET", "/dingen") == [patched, TWO]
    replaced = caller.call("PUT", "/dingen/twee", {"naam": "Vers"})
    assert replaced.status == 200, "it was there already"
    assert _names(caller.json("GET", "/dingen")) == ["Anders", "Vers"]


def test_a_deleted_sample_that_is_put_again_is_new(caller: Caller) -> None:
    caller.call("DELETE", "/dingen/een")

    assert caller.call("PUT", "/dingen/een", {"naam": "Weer"}).status == 201
    assert caller.json("GET", "/dingen/een") == {"id": "een", "naam": "Weer"}


def test_a_reset_brings_the_samples_back(caller: Caller) -> None:
    caller.call("DELETE", "/dingen/een")
    caller.call("PATCH", "/dingen/twee", {"naam": "Anders"})

    caller.store = type(caller.store)()

    assert caller.json("GET", "/dingen") == [ONE, TWO]
    assert caller.json("GET", "/dingen/een") == ONE


def test_the_key_of_a_sample_is_taken_and_that_of_a_deleted_one_is_not(caller: Caller) -> None:
    assert caller.call("POST", "/dingen", {"id": "een", "naam": "x"}).status == 409

    caller.call("DELETE", "/dingen/een")

    assert caller.call("POST", "/dingen", {"id": "een", "naam": "x"}).status == 201


def test_a_value_that_is_unique_is_held_by_a_sample_too() -> None:
    thing = _thing(soort={**TEXT, "x-vlavirgem-unique": True})
    caller = _caller(_paths(_content({"type": "array", "items": thing}, twee=[ONE, TWO]), _content(thing)))

    assert caller.call("POST", "/dingen", {"naam": "x", "soort": "a"}).status == 409
    assert caller.call("POST", "/dingen", {"naam": "x", "soort": "c"}).status == 201


@pytest.mark.parametrize("touched", [False, True])
def test_filters_pages_and_order_hold_for_samples_and_for_what_was_written(caller: Caller, *, touched: bool) -> None:
    more = ["Drie"] if touched else []
    if touched:
        caller.call("POST", "/dingen", {"naam": "Drie", "soort": "b"})

    assert _names(caller.json("GET", "/dingen", query=[("soort", "b")])) == ["Twee", *more]
    assert _names(caller.json("GET", "/dingen", query=[("soort", "z")])) == []
    assert _names(caller.json("GET", "/dingen", query=[("page", "2"), ("pageSize", "1")])) == ["Twee"]
    assert _names(caller.json("GET", "/dingen", query=[("sort", "-naam")])) == ["Twee", "Een", *more]
    assert _names(caller.json("GET", "/dingen", query=[("sort", "naam")])) == [*more, "Een", "Twee"]


def test_a_wrapper_keeps_what_its_example_says_and_counts_anew() -> None:
    around = {"totaal": 2, "bron": "register", "links": {"next": "?page=2"}}
    listed = {**WRAPPED, "properties": {**WRAPPED["properties"], "leden": {"type": "array", "items": _thing()}}}
    caller = _caller(_paths(_content(listed, twee={"value": {**around, "leden": [ONE, TWO]}}), _content(_thing())))
    assert caller.json("GET", "/dingen") == {**around, "leden": [ONE, TWO]}, "as it is written"

    caller.call("DELETE", "/dingen/een")

    assert caller.json("GET", "/dingen") == {"totaal": 1, "bron": "register", "leden": [TWO]}


def test_an_example_of_the_address_completes_the_row_and_wins() -> None:
    fuller = {**ONE, "naam": "Een (voluit)", "meer": "x"}
    thing = _thing(meer=TEXT)
    paths = _paths(_content({"type": "array", "items": thing}, twee=[ONE, TWO]), _content(thing, een=fuller))
    caller = _caller(paths)

    for _time in ("before a write", "after one"):
        assert caller.json("GET", "/dingen/een") == fuller
        assert _names(caller.json("GET", "/dingen"))[:2] == ["Een (voluit)", "Twee"]
        assert caller.json("GET", "/dingen/twee") == TWO
        caller.call("POST", "/dingen", {"naam": "Nieuw"})


def test_a_sample_that_only_its_address_shows_stands_in_the_list_too() -> None:
    three = {"id": "drie", "naam": "Drie"}
    paths = _paths(_content({"type": "array", "items": _thing()}, twee=[ONE, TWO]), _content(_thing(), drie=three))

    assert _caller(paths).json("GET", "/dingen") == [ONE, TWO, three]


def test_before_a_write_any_other_key_is_found(caller: Caller) -> None:
    assert caller.json("GET", "/dingen/onbekend")["id"] == "onbekend"

    caller.call("PATCH", "/dingen/een", {"naam": "Anders"})

    assert caller.call("GET", "/dingen/onbekend").status == 404


def test_a_version_of_a_sample_that_was_changed_meanwhile_is_refused_and_the_one_last_read_is_not() -> None:
    read = _content(_thing())
    read["headers"] = {"ETag": {"schema": TEXT}}
    caller = _caller(_paths(_content({"type": "array", "items": _thing()}, twee=[ONE, TWO]), read))
    tag = header_of(caller.call("GET", "/dingen/een"), "ETag")
    assert tag is not None

    assert caller.call("PATCH", "/dingen/een", {"naam": "x"}, If_Match='"9"').status == 412
    assert caller.call("PATCH", "/dingen/een", {"naam": "x"}, If_Match=tag).status == 200
    assert caller.call("PATCH", "/dingen/een", {"naam": "y"}, If_Match=tag).status == 412
    now = header_of(caller.call("GET", "/dingen/een"), "ETag")
    assert caller.call("PATCH", "/dingen/een", {"naam": "y"}, If_Match=str(now)).status == 200


def test_the_tag_that_the_contract_shows_is_that_of_a_sample() -> None:
    read = _content(_thing())
    read["headers"] = {"ETag": {"schema": TEXT, "example": '"abc"'}}
    caller = _caller(_paths(_content({"type": "array", "items": _thing()}, twee=[ONE, TWO]), read))

    assert header_of(caller.call("GET", "/dingen/een"), "ETag") == '"abc"'
    assert caller.call("PATCH", "/dingen/een", {"naam": "x"}, If_Match='"abc"').status == 200


def test_under_a_sample_samples_stay_and_under_a_new_document_there_are_none(caller: Caller) -> None:
    part = {"id": "een", "naam": "Wiel"}
    parts = _paths(
        _content({"type": "array", "items": _thing()}, wiel=[part]), _content(_thing()), path="/dingen/{id}/delen"
    )
    outer = _paths(_content({"type": "array", "items": _thing()}, twee=[ONE, TWO]), _content(_thing()))
    caller = _caller({**outer, **parts})
    new = caller.json("POST", "/dingen", {"naam": "Nieuw"})["id"]

    caller.call("PATCH", "/dingen/een", {"naam": "Anders"})

    assert _names(caller.json("GET", "/dingen/een/delen")) == ["Wiel"]
    assert caller.json("GET", f"/dingen/{new}/delen") == []


def test_an_answer_that_the_contract_chooses_for_a_call_still_wins_before_a_write() -> None:
    only_b = {"value": [TWO, TWO], "x-vlavirgem-when": {"query.soort": "b"}}
    other = {"value": {**ONE, "naam": "Voor deze oproep"}, "x-vlavirgem-when": {"path.id": "een"}}
    listed = _content({"type": "array", "items": _thing()}, b=only_b, twee=[ONE, TWO])
    caller = _caller(_paths(listed, _content(_thing(), bijzonder=other)))

    assert caller.json("GET", "/dingen", query=[("soort", "b")]) == [TWO, TWO]
    assert caller.json("GET", "/dingen/een")["naam"] == "Voor deze oproep"

    caller.call("PATCH", "/dingen/een", {"naam": "Geschreven"})

    assert caller.json("GET", "/dingen/een")["naam"] == "Geschreven"
    assert caller.json("GET", "/dingen", query=[("soort", "b")]) == [TWO]


def test_rows_without_a_key_stay_in_the_list() -> None:
    nameless = {"naam": "Zonder adres"}
    loose = {"type": "object", "properties": {"id": TEXT, "naam": TEXT}}
    caller = _caller(_paths(_content({"type": "array", "items": loose}, twee=[nameless, ONE]), _content(_thing())))

    caller.call("DELETE", "/dingen/een")

    assert caller.json("GET", "/dingen") == [nameless]


def test_a_list_that_no_call_can_change_gives_the_rows_that_are_asked_for() -> None:
    parts = {"name": "soort", "in": "query", "style": "form", "explode": False}
    parts["schema"] = {"type": "array", "items": TEXT}
    needed = {"name": "naam", "in": "query", "required": True, "schema": TEXT}
    listed = _content({"type": "array", "items": _thing()}, twee=[ONE, TWO, {**TWO, "id": "drie", "soort": "c"}])
    caller = _caller(
        {
            "/dingen": {"get": {"parameters": [parts], "responses": {"200": listed}}},
            "/zoek": {"get": {"parameters": [needed], "responses": {"200": listed}}},
        }
    )

    assert len(caller.json("GET", "/dingen")) == 3
    assert caller.json("GET", "/dingen", query=[("soort", "a,b")]) == [ONE, TWO]
    assert len(caller.json("GET", "/zoek", query=[("naam", "iets")])) == 3, "what a list is about chooses no rows"


def test_an_address_that_no_call_can_change_shows_the_row_of_its_list_and_any_other_key_the_example() -> None:
    key = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    listed, read = _content({"type": "array", "items": _thing()}, twee=[ONE, TWO]), _content(_thing(), een=ONE)
    caller = _caller(
        {
            "/dingen": {"get": {"responses": {"200": listed}}},
            "/dingen/{id}": {"parameters": [key], "get": {"responses": {"200": read}}},
        }
    )

    assert caller.json("GET", "/dingen") == [ONE, TWO]
    assert [caller.json("GET", f"/dingen/{each['id']}") for each in (ONE, TWO)] == [ONE, TWO]
    assert caller.json("GET", "/dingen/ander") == {**ONE, "id": "ander"}
