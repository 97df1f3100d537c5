"""What is sent can be read back, listed, changed and removed, in every form that a contract gives a collection."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import NOW, Caller, accepted, header_of
from vlavirgem_sandbox.contracts.state import InMemoryStore

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}


def _answer(schema: Schema | None = None, *, example: Any = None, headers: Schema | None = None) -> Schema:
    if schema is None:
        return {"description": "ok", **({"headers": headers} if headers else {})}
    media = {"schema": schema, **({"example": example} if example is not None else {})}
    return {"description": "ok", "content": {"application/json": media}, **({"headers": headers} if headers else {})}


def _takes(schema: Schema) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _parameter(name: str, schema: Schema | None = None) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema or TEXT}


def _thing(**more: Schema) -> Schema:
    return {"type": "object", "required": ["id", "naam"], "properties": {"id": TEXT, "naam": TEXT, **more}}


def _caller(paths: dict[str, Schema]) -> Caller:
    return Caller(accepted({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))


def _collection(
    thing: Schema | None = None,
    *,
    path: str = "/dingen",
    key: str = "id",
    key_schema: Schema | None = None,
    listed: Schema | None = None,
    item: Schema | None = None,
) -> dict[str, Schema]:
    thing = thing or _thing()
    new = {**thing, "required": [name for name in thing.get("required", ()) if name != "id"]}
    parameters = [_parameter(name[1:-1]) for name in path.split("/") if name.startswith("{")]
    return {
        path: {
            "parameters": parameters,
            "get": {"responses": {"200": _answer(listed or {"type": "array", "items": thing})}},
            "post": {"requestBody": _takes(new), "responses": {"201": _answer(thing), "404": _answer()}},
        },
        f"{path}/{{{key}}}": {
            "parameters": [*parameters, _parameter(key, key_schema)],
            "get": {"responses": {"200": _answer(thing), "404": _answer()}},
            "put": {"requestBody": _takes(new), "responses": {"200": _answer(thing), "404": _answer()}},
            "patch": {"requestBody": _takes({"type": "object"}), "responses": {"200": _answer(thing)}},
            "delete": {"responses": {"204": _answer(), "404": _answer()}},
            **(item or {}),
        },
    }


def test_what_is_posted_is_read_back_and_listed() -> None:
    caller = _caller(_collection())

    created = caller.json("POST", "/dingen", {"naam": "Een"})

    assert created["naam"] == "Een"
    assert caller.json("GET", f"/dingen/{created['id']}") == created
    assert caller.json("GET", "/dingen") == [created]
    assert caller.call("GET", "/dingen").origin == "state"


def test_documents_are_listed_in_the_order_in_which_they_came() -> None:
    caller = _caller(_collection())

    for name in ("c", "a", "b"):
        caller.call("POST", "/dingen", {"naam": name})

    assert [thing["naam"] for thing in caller.json("GET", "/dingen")] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("parameter", "field", "schema"),
    [
        ("id", "id", {"type": "integer", "minimum": 1}),
        ("dingId", "id", {"type": "string", "format": "uuid"}),
        ("ding-id", "dingId", TEXT),
        ("vCode", "vCode", {"type": "string", "pattern": "^V[0-9]{7}$"}),
        ("nummer", "nummer", {"type": "string", "minLength": 5, "maxLength": 5}),
        ("dossiernummer", "Dossiernummer", TEXT),
    ],
)
def test_the_key_is_found_by_its_name_and_made_in_its_form(parameter: str, field: str, schema: Schema) -> None:
    thing = {"type": "object", "required": [field], "properties": {field: schema, "naam": TEXT}}
    paths = _collection(thing, key=parameter, key_schema=schema)
    paths["/dingen"]["post"]["requestBody"] = _takes({"type": "object"})
    caller = _caller(paths)

    keys = [caller.json("POST", "/dingen", {"naam": "x"})[field] for _again in range(5)]

    assert len(set(keys)) == 5
    assert all(caller.json("GET", f"/dingen/{key}")[field] == key for key in keys)


def test_the_same_seed_gives_the_same_keys() -> None:
    thing = _thing(id={"type": "string", "format": "uuid"})

    first = [_caller(_collection(thing)).json("POST", "/dingen", {"naam": "x"})["id"] for _again in range(2)]

    assert first[0] == first[1]


def test_a_key_that_the_caller_chose_is_kept_and_not_given_twice_where_the_contract_has_a_conflict() -> None:
    paths = _collection()
    paths["/dingen"]["post"]["responses"]["409"] = _answer()
    caller = _caller(paths)

    first = caller.json("POST", "/dingen", {"id": "eigen", "naam": "a"})

    assert first["id"] == "eigen"
    assert caller.call("POST", "/dingen", {"id": "eigen", "naam": "b"}).status == 409
    assert caller.json("GET", "/dingen/eigen")["naam"] == "a"


@pytest.mark.parametrize(("with_conflict", "status"), [(True, 409), (False, 201)])
def test_a_value_that_is_unique_is_refused_to_a_second_document_where_the_contract_has_a_conflict(
    *, with_conflict: bool, status: int
) -> None:
    paths = _collection(_thing(nummer={**TEXT, "x-vlavirgem-unique": True}))
    if with_conflict:
        paths["/dingen"]["post"]["responses"]["409"] = _answer()
    caller = _caller(paths)
    caller.json("POST", "/dingen", {"naam": "a", "nummer": "7"})

    assert caller.call("POST", "/dingen", {"naam": "b", "nummer": "7"}).status == status
    for other in ({"naam": "a", "nummer": "8"}, {"naam": "a"}, {"naam": "a"}):
        assert caller.call("POST", "/dingen", other).status == 201, "another number, or none at all"


def test_put_replaces_and_patch_merges() -> None:
    caller = _caller(_collection(_thing(kleur=TEXT, maat=TEXT)))
    path = f"/dingen/{caller.json('POST', '/dingen', {'naam': 'a', 'kleur': 'rood', 'maat': 'S'})['id']}"

    merged = caller.json("PATCH", path, {"maat": None, "kleur": "blauw"})
    replaced = caller.json("PUT", path, {"naam": "b"})

    assert (merged["naam"], merged["kleur"], "maat" in merged) == ("a", "blauw", False)
    assert replaced["naam"] == "b"
    assert "kleur" not in replaced
    assert caller.json("GET", path) == replaced


@pytest.mark.parametrize("reading", [{}, {"x-note": "?"}, {"$ref": "#/info"}, {"200": None}])
def test_what_cannot_be_read_can_still_be_changed(reading: Schema) -> None:
    document = _collection()
    document["/dingen/{id}"]["get"] = {"responses": reading}
    caller = _caller(document)

    assert caller.call("PATCH", "/dingen/1", {"naam": "b"}).status == 200
    assert caller.call("PUT", "/dingen/1", {"naam": "c"}).status == 200


def test_put_creates_where_the_contract_says_so_and_is_a_404_where_it_does_not() -> None:
    item = {
        "put": {"requestBody": _takes(TEXT | {"type": "object"}), "responses": {"200": _answer(), "201": _answer()}}
    }
    creating, plain = _caller(_collection(item=item)), _caller(_collection())
    for caller in (creating, plain):
        caller.call("POST", "/dingen", {"naam": "in gebruik"})

    assert creating.call("PUT", "/dingen/nieuw", {"naam": "a"}).status == 201
    assert creating.call("PUT", "/dingen/nieuw", {"naam": "b"}).status == 200
    assert plain.call("PUT", "/dingen/nieuw", {"naam": "a"}).status == 404


def test_what_is_deleted_is_gone_and_the_rest_stays() -> None:
    caller = _caller(_collection())
    first, second = (caller.json("POST", "/dingen", {"naam": name})["id"] for name in "ab")

    assert caller.call("DELETE", f"/dingen/{first}").status == 204

    assert caller.call("GET", f"/dingen/{first}").status == 404
    assert caller.call("DELETE", f"/dingen/{first}").origin == "state"
    assert [thing["id"] for thing in caller.json("GET", "/dingen")] == [second]


def test_before_anything_is_written_any_key_is_found_and_shown() -> None:
    caller = _caller(_collection())

    answer = caller.json("GET", "/dingen/willekeurig")

    assert answer["id"] == "willekeurig"
    assert caller.call("GET", "/dingen/willekeurig").origin == "generated"


def test_once_something_is_written_an_unknown_key_is_a_404_but_that_of_an_example_is_not() -> None:
    paths = _collection()
    paths["/dingen/{id}"]["get"]["responses"]["200"] = _answer(
        _thing(), example={"id": "voorbeeld", "naam": "uit contract"}
    )
    caller = _caller(paths)

    caller.call("POST", "/dingen", {"naam": "a"})

    assert caller.call("GET", "/dingen/onbekend").status == 404
    assert caller.json("GET", "/dingen/voorbeeld")["naam"] == "uit contract"


def test_an_example_that_is_deleted_or_changed_stays_so() -> None:
    paths = _collection()
    paths["/dingen/{id}"]["get"]["responses"]["200"] = _answer(_thing(), example={"id": "v", "naam": "uit contract"})
    changed, deleted = _caller(paths), _caller(paths)

    assert changed.json("PATCH", "/dingen/v", {"naam": "anders"})["naam"] == "anders"
    assert changed.json("GET", "/dingen/v") == {"id": "v", "naam": "anders"}
    assert deleted.call("DELETE", "/dingen/v").status == 204
    assert deleted.call("GET", "/dingen/v").status == 404


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ({"type": "object", "properties": {"items": {"type": "array", "items": _thing()}}}, "items"),
        (
            {
                "type": "object",
                "required": ["links", "totaal", "leden"],
                "properties": {
                    "links": {"type": "array", "items": TEXT},
                    "totaal": {"type": "integer"},
                    "leden": {"type": "array", "items": _thing()},
                },
            },
            "leden",
        ),
        ({"allOf": [{"type": "object", "properties": {"data": {"type": "array", "items": _thing()}}}]}, "data"),
    ],
)
def test_a_list_is_wrapped_as_the_contract_wraps_it(listed: Schema, found: str) -> None:
    caller = _caller(_collection(listed=listed))
    created = caller.json("POST", "/dingen", {"naam": "a"})

    wrapper = caller.json("GET", "/dingen")

    assert wrapper[found] == [created]
    assert wrapper.get("totaal", 1) == 1


def test_a_query_parameter_that_is_named_like_a_field_filters() -> None:
    paths = _collection(_thing(jaar={"type": "integer"}))
    paths["/dingen"]["get"]["parameters"] = [{"name": "jaar", "in": "query", "schema": {"type": "integer"}}]
    caller = _caller(paths)
    for year in (2025, 2026):
        caller.call("POST", "/dingen", {"naam": "a", "jaar": year})

    assert [thing["jaar"] for thing in caller.json("GET", "/dingen", query=[("jaar", "2026")])] == [2026]
    assert len(caller.json("GET", "/dingen")) == 2


def test_a_nested_collection_belongs_to_its_parent() -> None:
    caller = _caller({**_collection(), **_collection(path="/dingen/{id}/delen", key="deelId")})
    first, second = (caller.json("POST", "/dingen", {"naam": name})["id"] for name in "ab")

    part = caller.json("POST", f"/dingen/{first}/delen", {"naam": "wiel"})

    assert caller.json("GET", f"/dingen/{first}/delen") == [part]
    assert caller.json("GET", f"/dingen/{second}/delen") == []
    assert caller.json("GET", f"/dingen/{first}/delen/{part['id']}") == part
    caller.call("DELETE", f"/dingen/{first}")
    assert caller.call("POST", f"/dingen/{first}/delen", {"naam": "x"}).status == 404


def test_what_the_server_sets_is_set_once_and_not_by_the_caller() -> None:
    thing = _thing(
        gemaakt={"type": "string", "format": "date-time", "readOnly": True},
        geheim={"type": "string", "writeOnly": True},
    )
    caller = _caller(_collection(thing))

    created = caller.json("POST", "/dingen", {"naam": "a", "gemaakt": "1999-01-01T00:00:00Z", "geheim": "x"})
    changed = caller.json("PUT", f"/dingen/{created['id']}", {"naam": "b", "gemaakt": "1999-01-01T00:00:00Z"})

    assert created["gemaakt"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert changed["gemaakt"] == created["gemaakt"]
    assert "geheim" not in created


def test_an_answer_that_demands_more_than_was_sent_is_completed_and_stays_the_same() -> None:
    thing = _thing(
        status={"enum": ["nieuw", "oud"]},
        adres={"type": "object", "required": ["straat"], "properties": {"straat": TEXT}},
    )
    thing["required"] += ["status", "adres"]
    paths = _collection(thing)
    paths["/dingen"]["post"]["requestBody"] = _takes({"type": "object"})
    caller = _caller(paths)

    created = caller.json("POST", "/dingen", {"naam": "a"})

    assert created["status"] in {"nieuw", "oud"}
    assert caller.json("GET", f"/dingen/{created['id']}") == created
    assert caller.json("GET", "/dingen") == [created]


def test_fields_that_the_answer_does_not_know_are_left_out() -> None:
    closed = {**_thing(), "additionalProperties": False}
    paths = _collection(closed)
    paths["/dingen"]["post"]["requestBody"] = _takes({"type": "object"})
    caller = _caller(paths)

    assert set(caller.json("POST", "/dingen", {"naam": "a", "vreemd": 1})) == {"id", "naam"}


def test_location_and_etag_are_given_where_the_contract_has_them() -> None:
    headers = {"ETag": {"schema": TEXT}, "Location": {"schema": TEXT}}
    paths = _collection(
        item={"get": {"responses": {"200": _answer(_thing(), headers={"ETag": {"schema": TEXT}}), "304": _answer()}}}
    )
    paths["/dingen"]["post"]["responses"]["201"] = _answer(_thing(), headers=headers)
    caller = _caller(paths)

    created = caller.call("POST", "/dingen", {"naam": "a"})
    location = header_of(created, "Location")
    assert location is not None
    location = f"/{location}"

    assert header_of(caller.call("GET", location), "ETag") == header_of(created, "ETag") == '"1"'
    assert caller.call("GET", location, If_None_Match='"1"').status == 304
    assert caller.call("PATCH", location, {"naam": "b"}, If_Match='"1"').status == 200


def test_a_stale_version_is_refused_and_the_current_one_accepted() -> None:
    item = {
        "patch": {
            "requestBody": _takes({"type": "object"}),
            "responses": {"200": _answer(_thing()), "412": _answer()},
        }
    }
    caller = _caller(_collection(item=item))
    path = f"/dingen/{caller.json('POST', '/dingen', {'naam': 'a'})['id']}"

    assert caller.call("PATCH", path, {"naam": "b"}, If_Match='"1"').status == 200
    assert caller.call("PATCH", path, {"naam": "c"}, If_Match='"1"').status == 412
    assert caller.call("PATCH", path, {"naam": "d"}, If_Match='"1", "2"').status == 200
    assert caller.call("PATCH", path, {"naam": "e"}, If_Match="*").status == 200


def test_an_error_that_the_contract_does_not_describe_is_problem_details() -> None:
    caller = _caller(_collection(item={"get": {"responses": {"200": _answer(_thing())}}}))
    caller.call("POST", "/dingen", {"naam": "a"})
    request = caller.request("GET", "/dingen/onbekend")

    answer = caller.compiled.answer(
        caller.match("GET", "/dingen/onbekend"), request, store=caller.store, seed=1, now=NOW
    )

    assert (answer.status, answer.content_type) == (404, "application/problem+json")


def test_a_preference_shows_an_answer_without_changing_anything() -> None:
    paths = _collection()
    paths["/dingen"]["post"]["responses"]["400"] = _answer()
    caller = _caller(paths)

    assert caller.call("POST", "/dingen", {"naam": "a"}, Prefer="status=400").status == 400
    assert caller.store.list("/dingen") == []


def test_a_search_by_post_is_no_collection() -> None:
    caller = _caller(
        {"/zoek": {"post": {"requestBody": _takes({"type": "object"}), "responses": {"200": _answer(_thing())}}}}
    )

    assert caller.call("POST", "/zoek", {"naam": "a"}).origin == "generated"


def test_the_store_counts_versions_and_keeps_no_link_to_what_it_was_given() -> None:
    store = InMemoryStore()
    document = {"naam": "a"}

    first = store.put("/x", "1", document)
    document["naam"] = "b"
    second = store.put("/x", "1", document)

    assert (first.version, second.version, second.etag) == (1, 2, '"2"')
    assert first.document == {"naam": "a"}
    assert [store.next_number("/x"), store.next_number("/x"), store.next_number("/y")] == [1, 2, 1]
