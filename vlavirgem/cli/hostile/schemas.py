"""References, patterns and rules that lead nowhere, outside, or around in circles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from vlavirgem.cli.hostile.case import Case, answering, contract, openapi, ref, written

_REFERENCES: Final = (
    "http://127.0.0.1:9/a.json",
    "https://elders.example/a.json#/b",
    "//elders.example/a.json",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "/etc/passwd",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "ftp://elders.example/a",
    "ldap://elders.example/a",
    "jar:http://elders.example/a!/b",
    "gopher://elders.example/_a",
    "data:application/json,{}",
    "javascript:alert(1)",
    "http://[::1]:9/a",
    "http://169.254.169.254/latest/meta-data/",
    "a.json",
    "#/components/schemas/Niets",
    "#/nergens/heen",
    "#/openapi",
    "#/components/schemas/%41",
    "#/components/schemas/A~2B",
    "#ankers",
    "#",
    "",
    "?a=b",
    "#/paths/~1x/post/responses/200",
    "#" + "/a" * 5_000,
)
_PATTERNS: Final = (
    "(a+)+$",
    "(a|aa)+$",
    "(a|a?)+$",
    "(.*a){25}",
    "([a-zA-Z]+)*$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x+x+)+y",
    "(x{1,1000}){1,1000}",
    "((((x{1,100}){1,100}){1,100}){1,100})",
    "a{100000}",
    "(?=a)b",
    "(?<=a)b",
    "(?<!a)b",
    r"(a)\1",
    r"\p{L}+$",
    r"[\p{L}--[a-z]]",
    "[",
    "(",
    "*",
    "a{2,1}",
    "(?P<a>x)(?P<a>y)",
    "(?R)",
    "\\",
    "[z-a]",
    "^" + "(a|b" * 200 + ")" * 200,
    "|".join(f"w{n}" for n in range(20_000)),
)
_RULES: Final[dict[str, dict[str, Any]]] = {
    "a text of a gigabyte": {"type": "string", "minLength": 10**9},
    "a list of a milliard": {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
    "an object of a million fields": {"type": "object", "minProperties": 10**6},
    "lists of lists of lists": {"type": "array", "minItems": 100, "items": {"type": "array", "minItems": 100,
        "items": {"type": "array", "minItems": 100}}},
    "unique among two": {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"enum": [1, 2]}},
    "no number between": {"type": "integer", "minimum": 5, "maximum": 4},
    "a step of nothing": {"type": "number", "multipleOf": 0},
    "a step below nothing": {"type": "number", "multipleOf": -1},
    "the smallest step": {"type": "number", "multipleOf": 5e-324},
    "bounds beyond a double": {"type": "number", "minimum": 1e308, "maximum": 1.7e308, "multipleOf": 3},
    "a length below nothing": {"type": "string", "minLength": -1},
    "lengths as texts": {"type": "string", "minLength": "twee"},
    "no type there is": {"type": "geheel"},
    "types as a mapping": {"type": {"a": 1}},
    "an empty choice": {"enum": []},
    "a choice of a hundred thousand": {"enum": list(range(90_000))},
    "required without end": {"type": "object", "required": [f"f{n}" for n in range(50_000)]},
    "required as a text": {"type": "object", "required": "naam"},
    "not itself": {"not": {}},
    "false everywhere": {"allOf": [False, False]},
    "unlike itself": {"allOf": [{"type": "string"}, {"type": "integer"}]},
    "exactly one of two equals": {"oneOf": [{"type": "string"}, {"type": "string"}]},
    "a discriminator to nowhere": {"oneOf": [ref("A")], "discriminator": {"propertyName": "a", "mapping": {"x": "#/no"}}},
    "a discriminator to a list": {"oneOf": [ref("A")], "discriminator": {"propertyName": "a", "mapping": {"x": []}}},
    "a discriminator without a name": {"oneOf": [ref("A")], "discriminator": {"mapping": 7}},
    "a dynamic reference": {"$dynamicRef": "#meta"},
    "another dialect": {"$schema": "http://127.0.0.1:9/schema", "type": "string"},
    "another base": {"$id": "http://127.0.0.1:9/", "$ref": "a.json"},
    "a default that is larger than all": {"type": "string", "default": "x" * 2_000_000},
    "an example nested deep": {"example": [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]},
    "formats without sense": {"type": "string", "format": "a" * 100_000},
}  # fmt: skip


def cases() -> Iterator[Case]:
    """Each is a contract with one schema that cannot be trusted."""
    for reference in _REFERENCES:
        yield contract(f"reference: {reference[:40]}", partial(_with_schema, {"$ref": reference}))
    for pattern in _PATTERNS:
        schema = {"type": "string", "pattern": pattern}
        yield contract(f"pattern: {pattern[:40]}", partial(_with_schema, schema))
    for name, schema in _RULES.items():
        yield contract(f"rule: {name}", partial(_with_schema, schema, A={"type": "object"}))
    yield from _circles()


def _with_schema(schema: object, **schemas: object) -> bytes:
    return written(answering(schema, **schemas))


def _circles() -> Iterator[Case]:
    tower = {f"L{n}": {"allOf": [ref(f"L{n + 1}"), ref(f"L{n + 1}")]} for n in range(40)} | {"L40": {"type": "string"}}
    choices = {f"L{n}": {"anyOf": [ref(f"L{n + 1}")] * 5} for n in range(30)} | {"L30": {"type": "string"}}
    chain = {f"L{n}": ref(f"L{n + 1}") for n in range(5_000)} | {"L5000": {"type": "string"}}
    wide = {"L0": {"properties": {f"p{n}": ref("L0") for n in range(2_000)}, "required": ["p0"]}}
    both = {"L0": {"properties": {"a": {"anyOf": [ref("L0")] * 9}, "b": {"oneOf": [ref("L0")] * 9}}}}
    itself = {"L0": ref("L0")}
    each_other = {"L0": {"allOf": [ref("L1")]}, "L1": {"allOf": [ref("L0")]}}
    needs_itself = {"L0": {"type": "object", "required": ["a"], "properties": {"a": ref("L0")}}}
    circles: dict[str, dict[str, Any]] = {
        "a tower of allOf": tower,
        "a tower of anyOf": choices,
        "a chain of references": chain,
        "wide and in itself": wide,
        "choices in itself": both,
        "a reference to itself": itself,
        "two that are each other": each_other,
        "one that needs itself": needs_itself,
    }
    for name, schemas in circles.items():
        yield contract(f"circle: {name}", partial(_with_schema, ref("L0"), **schemas))
    paths = {f"/p{n}": {"get": {"responses": {"200": {"description": "ok"}}}} for n in range(5_000)}
    yield contract("circle: five thousand operations", lambda: written(openapi(paths=paths)))
    yield contract(
        "circle: a path item that is itself", lambda: written(openapi(paths={"/x": {"$ref": "#/paths/~1x"}}))
    )
