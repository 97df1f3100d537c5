"""Requests to the gateway that mean harm: each for one way in which reading a GraphQL document can take long."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from vlavirgem.graphql_requests.limits import LARGEST_BODY, LONGEST_SOURCE

_WORDS: Final = 990
"""Just under the most tokens that a document may have."""


def requests() -> dict[str, bytes]:
    """The body of each request, by what it tries."""
    return {
        **{name: json.dumps({"query": make()}, ensure_ascii=False).encode() for name, make in _DOCUMENTS.items()},
        **{name: make() for name, make in _BODIES.items()},
    }


def _fields(text: str, count: int) -> str:
    return "{ publicServices(first: 1) { nodes { " + " ".join(text.format(n=n) for n in range(count)) + " } } }"


def _nested(opening: str, inner: str, depth: int) -> str:
    return opening * depth + inner + "}" * depth


def _doubling(fragments: int) -> str:
    """Each fragment spreads the next twice."""
    made = [f"fragment F{n} on Query {{ ...F{n + 1} a{n}: __typename ...F{n + 1} }}" for n in range(1, fragments)]
    return "{ ...F1 } " + " ".join(made) + f" fragment F{fragments} on Query {{ __typename }}"


def _conflicting(count: int) -> str:
    """The same field by many fragments: a pair of them for each two is looked at for what would collide."""
    parts = [
        f"fragment F{n} on PublicServiceConnection {{ nodes {{ title ...on PublicService {{ uri }} }} }}"
        for n in range(count)
    ]
    return "{ publicServices(first: 1) { " + " ".join(f"...F{n}" for n in range(count)) + " } } " + " ".join(parts)


def _colliding(count: int) -> str:
    """One name for many different fields."""
    return _fields("x: title(a: {n})", count)


def _circle(count: int) -> str:
    made = [f"fragment F{n} on Query {{ ...F{(n + 1) % count} }}" for n in range(count)]
    return "{ ...F0 } " + " ".join(made)


def _variables(count: int) -> str:
    declared = " ".join(f"$v{n}: Int = {n}" for n in range(count))
    return f"query Q({declared}) {{ offers(first: $v0) {{ nodes {{ title }} }} }}"


def _where(depth: int) -> str:
    inner = _nested("{ not: ", '{ title: { eq: "a" } }', depth)
    return f"{{ publicServices(where: {inner}) {{ nodes {{ id }} }} }}"


def _introspection(depth: int) -> str:
    return "{ __schema { types { fields { type { " + _nested("ofType { ", "name", depth) + " } } } } }"


_DOCUMENTS: Final[Mapping[str, Callable[[], str]]] = {
    "one field again and again": partial(_fields, "title", _WORDS - 14),
    "one field, without end": partial(_fields, "title", 2_500),
    "an alias for each of many fields": partial(_fields, "a{n}: title", 310),
    "fields that are not there": partial(_fields, "nowhere{n}", _WORDS - 14),
    "one name for fields that differ": partial(_colliding, 120),
    "inline fragments in each other": lambda: _nested("{ ... on Query ", "{ __typename }", 190),
    "braces in each other": lambda: "{" * (_WORDS // 2) + "}" * (_WORDS // 2),
    "braces that never close": lambda: "{a" * 4_000,
    "brackets in each other": lambda: "{ offers(kind: " + "[" * 480 + "]" * 480 + ") { nodes { title } } }",
    "fragments that double, twenty deep": partial(_doubling, 20),
    "fragments that double, fifty deep": partial(_doubling, 50),
    "fragments in a circle": partial(_circle, 95),
    "fragments that are compared in pairs": partial(_conflicting, 40),
    "inline fragments that are compared in pairs": lambda: (
        "{ publicServices(first: 1) { " + "... { nodes { id } } " * 120 + "} }"
    ),
    "fields that are compared in pairs": lambda: "{ publicServices(first: 1) { " + "nodes { id } " * 230 + "} }",
    "one fragment many times": lambda: "{ " + "...F " * 480 + "} fragment F on Query { __typename }",
    "directives without number": partial(_fields, "title @skip(if: false)", 120),
    "a directive again and again": lambda: "{ __typename " + "@skip(if: false) " * 135 + "}",
    "directives that are not there": lambda: "{ __typename " + "@x " * 480 + "}",
    "remarks without number": lambda: "# x\n" * 3_900 + "{ __typename }",
    "blanks without number": lambda: "{ __typename" + " " * (LONGEST_SOURCE - 20) + "}",
    "commas without number": lambda: "{ __typename" + "," * (LONGEST_SOURCE - 20) + "}",
    "many operations": lambda: " ".join(f"query Q{n} {{ __typename }}" for n in range(190)),
    "operations of one name": lambda: "query Q { __typename } " * 190,
    "many variables": partial(_variables, 160),
    "a number of ten thousand digits": lambda: "{ offers(first: " + "9" * 10_000 + ") { nodes { title } } }",
    "a number with a great exponent": lambda: "{ offers(first: 1e999999999) { nodes { title } } }",
    "a long list": lambda: "{ publicServices(provider: [" + '"a" ' * 940 + "]) { nodes { id } } }",
    "a text of fifteen thousand signs": lambda: '{ offers(kind: "' + "é" * 15_000 + '") { nodes { title } } }',
    "a text of escapes": lambda: '{ offers(kind: "' + "\\u00e9" * 2_500 + '") { nodes { title } } }',
    "a block text with many lines": lambda: '{ offers(kind: """' + "\n a" * 5_000 + '""") { nodes { title } } }',
    "a name of fifteen thousand signs": lambda: "{ " + "a" * 15_000 + " }",
    "conditions deep in each other": partial(_where, 200),
    "introspection in circles": partial(_introspection, 150),
    "a page of all that there is": lambda: (
        "{ organisations(first: 1000) { nodes { services(first: 1000) { nodes { name } } } } }"
    ),
    "signs that are none": lambda: "{ \u0000\ud7ff\ufeff }" * 1_000,
}


def _in_variables(value: Any) -> bytes:
    query = "query Q($w: PublicServiceWhere) { publicServices(where: $w) { nodes { id } } }"
    return json.dumps({"query": query, "variables": {"w": value}}).encode()


def _deep(depth: int) -> Any:
    value: Any = {"title": {"eq": "a"}}
    for _level in range(depth):
        value = {"not": value}
    return value


_BODIES: Final[Mapping[str, Callable[[], bytes]]] = {
    "variables deep in each other": lambda: _in_variables(_deep(30)),
    "variables deeper than may be": lambda: (
        b'{"query": "{ a }", "variables": ' + b'{"a":' * 9_000 + b"1" + b"}" * 9_000 + b"}"
    ),
    "a list of many conditions": lambda: _in_variables({"or": [{"title": {"eq": "a"}}] * 1_500}),
    "as many conditions as a body may hold": lambda: _in_variables({"or": [{"title": {"eq": "a"}}] * 990}),
    "a body of blanks": lambda: b" " * (LARGEST_BODY - 2) + b"{}",
    "a body that is too large": lambda: b'"' + b"a" * (LARGEST_BODY * 10) + b'"',
    "many requests in one": lambda: json.dumps([{"query": "{ __typename }"}] * 1_500).encode(),
    "a body that is no text": lambda: b"\xff\xfe\x00" * 10_000,
    "lists in lists": lambda: b"[" * 30_000,
}
