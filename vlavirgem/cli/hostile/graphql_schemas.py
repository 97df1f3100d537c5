"""GraphQL schemas that blow up, go around in circles, or are something else; and answers to introspection that are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from graphql import build_schema, get_introspection_query, graphql_sync

from vlavirgem.cli.hostile.case import Case, contract

_SOUND: Final = "type Query { a: Int }\n"
_TEXTS: Final[Mapping[str, str | bytes]] = {
    "nothing but a remark": "# niets\n",
    "no types": "directive @x on FIELD_DEFINITION\n",
    "no type Query": "type Vraag { a: Int }",
    "an empty type": "type Query { }",
    "a brace too few": "type Query { a: Int",
    "a brace too many": "type Query { a: Int } }",
    "a text that never ends": 'type Query { "abc a: Int }',
    "a block text that never ends": 'type Query { """abc a: Int }',
    "a query": "query { a }",
    "a fragment beside a schema": _SOUND + "fragment F on Query { a }",
    "an unknown type": "type Query { a: Onbekend }",
    "an input that is answered": "type Query { a: I } input I { a: Int }",
    "a type that is asked": "type Query { a(x: T): Int } type T { a: Int }",
    "a type twice": _SOUND + _SOUND,
    "a field twice": "type Query { a: Int a: Int }",
    "an interface of itself": _SOUND + "interface I implements I { a: Int }",
    "interfaces in a circle": _SOUND + "interface I implements J { a: Int } interface J implements I { a: Int }",
    "inputs in a circle": "type Query { a(i: I): Int } input I { j: J! } input J { i: I! }",
    "a type that never ends": "type Query { a: T! } type T { a: T! }",
    "lists of a type that never ends": "type Query { a: [T!]! } type T { a: [T!]! b: [[[[T!]!]!]!]! }",
    "an interface of nothing": "type Query { a: I! } interface I { a: I! }",
    "a union of nothing": _SOUND + "union U",
    "a union of scalars": _SOUND + "union U = Int | String",
    "an enum of true and null": _SOUND + "enum E { true false null }",
    "a directive of itself": _SOUND + "directive @x(a: Int @x) on ARGUMENT_DEFINITION",
    "a reserved name": "type Query { __a: Int }",
    "String as a type": _SOUND + "type String { a: Int }",
    "Query as a scalar": "scalar Query",
    "a schema of scalars": "schema { query: Int }",
    "an extension of another kind": _SOUND + "extend input Query { b: Int }",
    "a default that does not fit": 'type Query { a(i: Int = "x"): Int }',
    "a default of a number that never ends": f"type Query {{ a(i: Int = {'9' * 20_000}): Int }}",
    "an example of a number that never ends": f"type Query {{ a: Int @example(value: {'9' * 20_000}) }}",
    "a list as long as a number can be": "type Query { a: [Int] @listLength(min: 999999999, max: 999999999) }",
    "examples of another type": 'type Query { a: Int @example(value: {x: [{y: "z"}]}) }',
    "a character that cannot be kept": "type Query { a: Int } # \x00",
    "half a surrogate pair": 'type Query { "\\uD800" a: Int @example(value: "\\uD800") }',
    "UTF-16": _SOUND.encode("utf-16"),
    "no UTF-8": b"type Query { a: Int } # \xff\xfe",
    "an address outside": 'schema @link(url: "http://127.0.0.1:9/x") { query: Query } ' + _SOUND,
    "a scalar specified outside": _SOUND + 'scalar S @specifiedBy(url: "http://127.0.0.1:9/x")',
    "a pattern that is slow": 'type Query { a: String @constraint(pattern: "(a+)+$") }',
}
_MADE: Final[Mapping[str, Callable[[], str]]] = {
    "lists in lists": lambda: "type Query { a: " + "[" * 20_000 + "Int" + "]" * 20_000 + " }",
    "objects in an example": lambda: "type Query { a: Int @example(value: " + "{a:" * 20_000 + "1" + "}" * 20_000 + ") }",
    "arguments in arguments": lambda: "type Query { a(" * 10_000,
    "many types": lambda: _SOUND + " ".join(f"scalar S{number}" for number in range(10_000)),
    "many fields": lambda: "type Query { " + " ".join(f"a{number}: Int" for number in range(9_000)) + " }",
    "as many operations as may be": lambda: "type Query { " + " ".join(f"a{number}(i: Int! = 1): [T!]!" for number in range(490)) + " } type T { a: Int b: T }",
    "many words": lambda: _SOUND + "scalar A " * 500_000,
    "many signs": lambda: _SOUND + "!" * 2_000_000,
    "many remarks": lambda: "# x\n" * 1_000_000 + _SOUND,
    "a long remark": lambda: "#" * 4_000_000 + "\n" + _SOUND,
    "a long text": lambda: f'"{"x" * 4_000_000}" type Query {{ a: Int }}',
    "a long block text": lambda: f'"""{" x" * 2_000_000}""" type Query {{ a: Int }}',
    "many quotes": lambda: _SOUND + '"' * 1_000_000,
    "many quotes in threes": lambda: _SOUND + '"""a' * 300_000,
    "many backslashes": lambda: _SOUND + '"' + "\\" * 1_000_000,
    "a long name": lambda: "type Query { " + "a" * 1_000_000 + ": Int }",
    "a chain of types": lambda: "type Query { a: T0 } " + " ".join(f"type T{number} {{ a: T{number + 1}! }}" for number in range(1_400)) + " type T1400 { a: Int! }",
    "a chain of inputs": lambda: "type Query { a(i: I0!): Int } " + " ".join(f"input I{number} {{ a: I{number + 1}! }}" for number in range(1_400)) + " input I1400 { a: Int! }",
    "inputs that branch": lambda: "type Query { a(i: I0!): Int } " + " ".join(f"input I{number} {{ a: I{number + 1}! b: I{number + 1}! }}" for number in range(40)) + " input I40 { a: Int! }",
    "types that branch": lambda: "type Query { a: T0! } " + " ".join(f"type T{number} {{ {' '.join(f'f{each}: T{number + 1}!' for each in range(12))} }}" for number in range(40)) + " type T40 { a: Int! }",
    "many interfaces": lambda: _interfaces(300, 12),
    "interfaces of interfaces": lambda: "\n".join(f"interface I{number} implements {' & '.join(f'I{other}' for other in range(number)) or 'I0'} {{ a: Int }}" for number in range(250)) + _SOUND,
    "a union of many": lambda: _SOUND + "union U = " + " | ".join(f"T{number}" for number in range(1_400)) + " ".join(f" type T{number} {{ a: Int }}" for number in range(1_400)),
    "an enum of many": lambda: "type Query { a: E } enum E { " + " ".join(f"E{number}" for number in range(25_000)) + " }",
    "many unknown types": lambda: "type Query { " + " ".join(f"a{number}: Onbekend{number}" for number in range(7_000)) + " }",
    "many unknown directives": lambda: "type Query { a: Int " + " ".join(f"@d{number}" for number in range(14_000)) + " }",
    "many examples": lambda: "type Query { a: Int " + "@example(value: 1) " * 4_000 + "}",
    "a large example": lambda: f"type Query {{ a: [Int] @example(value: [{'1 ' * 25_000}]) }}",
    "an object extended often": lambda: _SOUND + " ".join(f"extend type Query {{ b{number}: Int }}" for number in range(3_000)),
    "arguments without end": lambda: "type Query { a(" + " ".join(f"a{number}: Int! = 1" for number in range(4_000)) + "): Int }",
}  # fmt: skip
_INTROSPECTED: Final[Mapping[str, Any]] = {
    "nothing in it": {"__schema": {}},
    "types that are no list": {"__schema": {"types": 7, "queryType": {"name": "Query"}}},
    "a type of no kind": {"__schema": {"types": [{"name": "Query"}], "queryType": {"name": "Query"}, "directives": []}},
    "no types for its query": {"data": {"__schema": {"types": [], "queryType": {"name": "Query"}, "directives": []}}},
    "errors instead": {"errors": [{"message": "nee"}], "data": {"__schema": None}},
}


def cases() -> Iterator[Case]:
    """Each is a schema to its sender."""
    for name, text in _TEXTS.items():
        yield contract(f"GraphQL: {name}", partial(_bytes, text), "schema.graphql")
    for name, make in _MADE.items():
        yield contract(f"GraphQL: {name}", partial(_made, make), "schema.graphql")
    for name, document in _INTROSPECTED.items():
        yield contract(f"introspection: {name}", partial(_written, document), "schema.json")
    yield contract("introspection: a type within itself without end", _wrapped_without_end, "schema.json")
    yield contract("introspection: a default that is no value", _with_bad_default, "schema.json")


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text


def _made(make: Callable[[], str]) -> bytes:
    return make().encode()


def _written(document: Any) -> bytes:
    return json.dumps(document).encode()


def _interfaces(types: int, each: int) -> str:
    """Every type implements every interface."""
    fields = " ".join(f"f{number}: Int" for number in range(each))
    named = " & ".join(f"I{number}" for number in range(types))
    interfaces = " ".join(f"interface I{number} {{ {fields} }}" for number in range(types))
    return f"{_SOUND} {interfaces} " + " ".join(
        f"type T{number} implements {named} {{ {fields} }}" for number in range(30)
    )


def _introspected() -> dict[str, Any]:
    found: dict[str, Any] = graphql_sync(
        build_schema("type Query { a(i: Int = 1): Int }"), get_introspection_query()
    ).data  # type: ignore[assignment]
    return found


def _query_field(document: dict[str, Any]) -> dict[str, Any]:
    types = document["__schema"]["types"]
    field: dict[str, Any] = next(each for each in types if each["name"] == "Query")["fields"][0]
    return field


def _wrapped_without_end() -> bytes:
    document = _introspected()
    wrapped: dict[str, Any] = {"kind": "SCALAR", "name": "Int"}
    for _level in range(90):
        wrapped = {"kind": "LIST", "ofType": wrapped}
    _query_field(document)["type"] = wrapped
    return _written(document)


def _with_bad_default() -> bytes:
    document = _introspected()
    _query_field(document)["args"][0]["defaultValue"] = "{" * 5_000
    return _written(document)
