"""A list is answered in the parts that the call asks for, and says how many there are in all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.calling import DEMO_CONTRACTS, Caller, accepted, header_of
from vlavirgem_sandbox.contracts.paging import Paging
from vlavirgem_sandbox.contracts.reading import read_contract

Schema = dict[str, Any]
NUMBER: Schema = {"type": "integer"}
THING: Schema = {
    "type": "object",
    "required": ["id", "naam"],
    "properties": {"id": {"type": "string"}, "naam": {"type": "string"}, "pagina": NUMBER},
}
WRAPPED: Schema = {"type": "object", "properties": {"leden": {"type": "array", "items": THING}}}


def wrapped(**fields: Schema) -> Schema:
    return {**WRAPPED, "required": ["leden", *fields], "properties": {**WRAPPED["properties"], **fields}}


def things(
    parameters: dict[str, Schema], *, listed: Schema | None = None, headers: Schema | None = None, count: int = 5
) -> Caller:
    """A contract whose list takes these query parameters, with so many documents written: "a", "b", "c" ..."""
    schema = listed or {"type": "array", "items": THING}
    declared = [{"name": name, "in": "query", "schema": part} for name, part in parameters.items()]
    new = {**THING, "required": ["naam"]}
    answer = {"description": "ok", "headers": headers or {}, "content": {"application/json": {"schema": schema}}}
    paths = {
        "/dingen": {
            "get": {"parameters": declared, "responses": {"200": answer}},
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": new}}},
                "responses": {"201": {"description": "ok", "content": {"application/json": {"schema": THING}}}},
            },
        },
        "/dingen/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": THING}}}}},
        },
    }
    caller = Caller(accepted({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))
    for name in "abcdefgh"[:count]:
        caller.call("POST", "/dingen", {"naam": name})
    return caller


def names(listed: list[Schema]) -> str:
    return "".join(thing["naam"] for thing in listed)


def ask(caller: Caller, query: str) -> Any:
    pairs = [(name, value) for name, _is, value in (part.partition("=") for part in query.split("&")) if name]
    return caller.json("GET", "/dingen", query=pairs)


@pytest.mark.parametrize(
    ("parameters", "query", "shown"),
    [
        (("page", "pageSize"), "page=2&pageSize=2", "cd"),
        (("page", "pageSize"), "page=3&pageSize=2", "e"),
        (("page", "pageSize"), "page=4&pageSize=2", ""),
        (("page", "pageSize"), "", "abcde"),
        (("page", "size"), "size=3", "abc"),
        (("offset", "limit"), "offset=1&limit=3", "bcd"),
        (("offset", "limit"), "offset=3", "de"),
        (("offset", "limit"), "limit=0", ""),
        (("$skip", "$top"), "$skip=4&$top=4", "e"),
        (("page[number]", "page[size]"), "page[number]=2&page[size]=4", "e"),
        (("page[offset]", "page[limit]"), "page[offset]=1&page[limit]=2", "bc"),
        (("startIndex", "limit"), "startIndex=1&limit=2", "ab"),
        (("startIndex", "limit"), "startIndex=3&limit=2", "cd"),
        (("startIndex", "limit"), "startIndex=0&limit=2", "ab"),
        (("pagina", "paginagrootte"), "pagina=2&paginagrootte=3", "de"),
    ],
)
def test_the_part_that_is_asked_for_is_answered(parameters: tuple[str, ...], query: str, shown: str) -> None:
    assert names(ask(things(dict.fromkeys(parameters, NUMBER)), query)) == shown


def test_the_contract_says_how_long_a_page_is_and_which_is_the_first() -> None:
    from_nought = things({"page": {"type": "integer", "minimum": 0}, "size": {"type": "integer", "default": 2}})

    assert [names(ask(from_nought, f"page={page}")) for page in range(4)] == ["ab", "cd", "e", ""]


@pytest.mark.parametrize(
    ("name", "schema", "first"),
    [
        ("start", {**NUMBER, "minimum": 1}, 1),
        ("offset", {**NUMBER, "default": 1}, 1),
        ("startIndex", {**NUMBER, "minimum": 0}, 0),
        ("offset", NUMBER, 0),
        ("startIndex", NUMBER, 1),
    ],
)
def test_the_contract_says_from_where_an_offset_counts_and_the_answer_counts_so_too(
    name: str, schema: Schema, first: int
) -> None:
    caller = things({name: schema, "limit": NUMBER}, listed=wrapped(**{name: NUMBER}))

    answer = ask(caller, f"{name}={first + 1}&limit=2")

    assert (names(answer["leden"]), answer[name]) == ("bc", first + 1)


def test_a_number_beyond_all_numbers_is_none_and_one_that_can_be_is_read() -> None:
    beyond, caller = "9" * 300 + "e99", things({"offset": {"type": ["number", "string"]}})

    assert [names(ask(caller, f"offset={number}")) for number in (beyond, f"-{beyond}", "2e0")] == [
        "abcde",
        "abcde",
        "cde",
    ]


@pytest.mark.parametrize(("offset", "shown"), [(float("inf"), ""), (float("-inf"), "abc"), (1.0, "bc")])
def test_an_infinite_offset_has_everything_before_it_or_nothing(offset: float, shown: str) -> None:
    window = Paging(offset="offset").window({("query", "offset"): offset})

    assert "".join(window.of("abc")) == shown


def test_who_reads_pages_of_an_unknown_length_until_nothing_comes_ends() -> None:
    caller = things({"page": NUMBER})

    assert [names(ask(caller, f"page={page}")) for page in (1, 2)] == ["abcde", ""]


def test_the_wrapper_tells_of_the_whole_and_of_the_part() -> None:
    listed = wrapped(total=NUMBER, page=NUMBER, pageSize=NUMBER, totalPages=NUMBER, hasNext={"type": "boolean"})
    caller = things({"page": NUMBER, "pageSize": NUMBER}, listed=listed)

    second, last = ask(caller, "page=2&pageSize=2"), ask(caller, "page=3&pageSize=2")

    told = {"total": 5, "page": 2, "pageSize": 2, "totalPages": 3, "hasNext": True}
    assert {name: value for name, value in second.items() if name != "leden"} == told
    assert (names(last["leden"]), last["hasNext"], last["total"]) == ("e", False, 5)


def test_what_stands_in_a_part_of_the_wrapper_and_in_a_header_is_right_too() -> None:
    page: Schema = {"type": "object", "required": ["totalElements", "number"]}
    page["properties"] = dict.fromkeys(("size", "totalElements", "totalPages", "number"), NUMBER)
    caller = things(
        {"page": {"type": "integer", "default": 0}, "size": NUMBER},
        listed=wrapped(page=page),
        headers={"X-Total-Count": {"schema": NUMBER}},
    )

    answer = caller.call("GET", "/dingen", query=[("page", "1"), ("size", "3")])

    assert json.loads(answer.body)["page"] == {"size": 3, "totalElements": 5, "totalPages": 2, "number": 1}
    assert header_of(answer, "X-Total-Count") == "5"


def test_without_paging_in_the_contract_a_list_is_whole_and_a_field_of_that_name_still_filters() -> None:
    text, number = (
        things({"page": {"type": "string"}}),
        things({"naam": {"type": "string"}}, listed=wrapped(size=NUMBER)),
    )

    assert names(ask(text, "page=2")) == "abcde"
    assert (names(ask(number, "naam=b")["leden"]), ask(number, "naam=b")["size"]) == ("b", 1)


def test_a_field_named_like_the_number_of_a_page_does_not_filter() -> None:
    caller = things({"pagina": NUMBER, "paginagrootte": NUMBER}, count=0)
    for _time in range(3):
        caller.call("POST", "/dingen", {"naam": "x", "pagina": 7})

    assert names(ask(caller, "pagina=2&paginagrootte=2")) == "x"


def test_the_demo_register_gives_its_members_by_the_page() -> None:
    contract = read_contract((DEMO_CONTRACTS / "verenigingsregister.yaml").read_bytes()).contract
    assert contract is not None
    caller = Caller(contract)
    operation = next(one for one in contract.operations if one.key == "POST /verenigingen")
    assert operation.request_example is not None
    example = operation.request_example
    for _time in range(3):
        caller.call("POST", "/verenigingen", example.body.encode(), **dict(example.headers))

    listed = caller.json("GET", "/verenigingen", query=[("page", "3"), ("pageSize", "2")])

    assert (listed["total"], len(listed["members"])) == (5, 1), "two of the contract and three of our own"
