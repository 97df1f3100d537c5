"""Files that mean harm, or are plainly broken: each ends in a clear refusal, and nothing of it is run. How long that
takes is measured by `vlavirgem prove imports`."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vlavirgem_sandbox.contracts.reading import read_contract


def _openapi(**more: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, **more}


def _with_schema(schema: object, **schemas: object) -> bytes:
    """A contract whose one answer has this schema."""
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    paths = {"/x": {"get": {"responses": {"200": answer}}}}
    return json.dumps(_openapi(paths=paths, components={"schemas": schemas})).encode()


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _yaml(text: str) -> bytes:
    return text.encode()


def _alias_bomb() -> bytes:
    lines = ["openapi: 3.1.0", "a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(12)]
    return "\n".join(lines).encode()


HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
TOWER = {f"L{n}": {"allOf": [_ref(f"L{n + 1}"), _ref(f"L{n + 1}")]} for n in range(40)}

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "only white space": (b" \n\t ", "empty"),
    "bytes of an archive": (b"PK\x03\x04\xff\xfe\x00", "cannot be unpacked"),
    "UTF-16": ('{"openapi": "3.1.0"}'.encode("utf-16"), "UTF-8"),
    "Latin-1": ("openapi: 3.1.0\ninfo: {title: caf\xe9}".encode("latin-1"), "UTF-8"),
    "a web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "XML that is no WSDL": (b'<?xml version="1.0"?><definitions/>', "not a WSDL"),
    "an entity bomb in XML": (b'<!DOCTYPE l [<!ENTITY a "a">]><l>&a;</l>', "DOCTYPE"),
    "GraphQL": (b"type Query { films: [Film] }", "not valid YAML"),
    "broken JSON": (b'{"openapi": "3.1.0", "info": {', "not valid JSON"),
    "broken YAML": (_yaml("openapi: 3.1.0\n  info: [unclosed"), "not valid YAML"),
    "a list": (b"[1, 2]", "no named fields"),
    "one word": (b"hello", "no named fields"),
    "several documents": (_yaml(HEAD + "---\nopenapi: 3.1.0"), "several documents"),
    "50 MB": (b'{"openapi": "3.1.0", "x": "' + b"a" * 50_000_000 + b'"}', "MB"),
    "5 MB of list items": (b"a:\n" + b"- b\n" * 1_200_000, "values"),
    "5 MB of JSON numbers": (b'{"a": [' + b"1," * 2_400_000 + b"1]}", "values"),
    "5 MB of empty lists": (b'{"a": [' + b"[]," * 1_600_000 + b"1]}", "values"),
    "deep JSON": (b'{"a":' * 100_000, "deep"),
    "deep YAML": (b"a: " + b"[" * 100_000, "deep"),
    "deep YAML by indentation": (b"".join(b" " * n + b"a:\n" for n in range(3000)), "deep"),
    "alias bomb": (_alias_bomb(), "aliases"),
    "half a million aliases": (b"a: &a 1\nb: [" + b"*a," * 500_000 + b"]", "aliases"),
    "alias of itself": (_yaml("a: &a [*a]"), "itself"),
    "alias of nothing": (_yaml("a: *b"), "refers to nothing"),
    "python object": (_yaml('a: !!python/object/apply:os.system ["touch /tmp/vlavirgem-was-here"]'), "tag"),
    "python name": (_yaml("a: !!python/name:os.system"), "tag"),
    "own tag": (_yaml("a: !secret x"), "tag"),
    "binary tag": (_yaml("a: !!binary aGVsbG8="), "tag"),
    "a list as key": (_yaml("? [a, b]\n: 1"), "name must be a text"),
    "the same key twice in YAML": (_yaml("paths: {}\ninfo: {}\npaths: {}"), "twice"),
    "the same key twice in JSON": (b'{"openapi": "3.1.0",\n "paths": {},\n "paths": {}}', "twice"),
    "NaN": (b'{"openapi": "3.1.0", "x": NaN}', "not a number"),
    "infinity in YAML": (_yaml("openapi: 3.1.0\nx: -.inf"), "not a number"),
    "a number beyond doubles": (b'{"openapi": "3.1.0", "x": 1e999}', "not a number"),
    "a million digits": (b'{"openapi": "3.1.0", "x": ' + b"9" * 1_000_000 + b"}", "not a number"),
    "a million digits in YAML": (b"x: " + b"9" * 1_000_000, "not a number"),
    "U+0000": (b'{"openapi": "3.1.0", "x": "a\\u0000b"}', "U+0000"),
    "half a surrogate pair": (b'{"openapi": "3.1.0", "x": "\\ud800"}', "U+0000"),
    "no openapi field": (b'{"paths": {}}', "has no field 'openapi'"),
    "Swagger 2.0 without paths": (b'{"swagger": "2.0", "paths": {}}', "no paths"),
    "OpenAPI 4": (_yaml("openapi: 4.0.0\npaths: {}"), "not read"),
    "version that is no version": (json.dumps({"openapi": ["3.1.0"]}).encode(), "not read"),
    "no paths": (json.dumps(_openapi()).encode(), "no paths"),
    "paths that are a list": (json.dumps(_openapi(paths=[])).encode(), "no paths"),
    "webhooks that are a list": (json.dumps(_openapi(webhooks=[{"post": {}}])).encode(), "no webhooks"),
    "remote reference": (_with_schema({"$ref": "https://evil.example/s.json"}), "another server"),
    "metadata service": (_with_schema({"$ref": "http://169.254.169.254/latest/meta-data"}), "another server"),
    "file reference": (_with_schema({"$ref": "file:///etc/passwd"}), "another file"),
    "reference upwards": (_with_schema({"$ref": "../../etc/passwd"}), "another file"),
    "reference to a neighbour": (_with_schema({"$ref": "./schema.yaml#/A"}), "another file"),
    "reference without a scheme": (_with_schema({"$ref": "//evil.example/s.json"}), "another file"),
    "reference to nothing": (_with_schema(_ref("Nowhere")), "does not hold"),
    "reference that is a number": (_with_schema({"$ref": 5}), "must be a text"),
    "reference to a place of a thousand digits": (
        _with_schema({"$ref": "#/components/schemas/A/enum/" + "9" * 5_000}, A={"enum": [1]}),
        "does not hold",
    ),
    "a long chain of references": (
        _with_schema(_ref("R0"), **{f"R{n}": _ref(f"R{n + 1}") for n in range(2000)}, R2000={"type": "string"}),
        "too many steps",
    ),
    "a schema that demands 2000 levels": (
        _with_schema(
            _ref("P0"),
            **{f"P{n}": {"required": ["a"], "properties": {"a": _ref(f"P{n + 1}")}} for n in range(2000)},
            P2000={"type": "string"},
        ),
        "None of the operations",
    ),
    "a thousand patterns": (
        _with_schema(
            {"properties": {f"p{n}": {"type": "string", "pattern": f"^(a{n}|b){{1,60}}$"} for n in range(1000)}}
        ),
        "patterns",
    ),
    "reference to itself": (_with_schema(_ref("A"), A=_ref("A")), "itself"),
    "references in a circle": (_with_schema(_ref("A"), A=_ref("B"), B=_ref("A")), "itself"),
    "a schema that is allOf itself": (_with_schema(_ref("A"), A={"allOf": [_ref("A")]}), "itself"),
    "a schema that is not itself": (_with_schema(_ref("A"), A={"not": _ref("A")}), "itself"),
    "a tower of allOf": (_with_schema(_ref("L0"), **TOWER, L40={"type": "string"}), "too many steps"),
    "a schema that demands itself": (
        _with_schema(_ref("A"), A={"type": "object", "required": ["a"], "properties": {"a": _ref("A")}}),
        "None of the operations",
    ),
    "a doubling answer": (
        _with_schema(
            _ref("D0"),
            **{
                f"D{n}": {"required": ["a", "b"], "properties": {"a": _ref(f"D{n + 1}"), "b": _ref(f"D{n + 1}")}}
                for n in range(40)
            },
            D40={"type": "string"},
        ),
        "None of the operations",
    ),
    "an endless text": (_with_schema({"type": "string", "minLength": 10**12}), "None of the operations"),
    "an endless list": (_with_schema({"type": "array", "minItems": 10**12}), "None of the operations"),
    "contradiction": (_with_schema({"type": "integer", "minimum": 2, "maximum": 1}), "None of the operations"),
    "nothing is allowed": (_with_schema({"allOf": [{"type": "string"}, {"type": "object"}]}), "None of the operations"),
}

READ_WITH_WARNINGS: dict[str, bytes] = {
    "pattern with look-ahead": _with_schema({"type": "string", "pattern": "^(?=.*[0-9]).{4}$", "example": "a1b2"}),
    "pattern with back-reference": _with_schema({"type": "string", "pattern": r"(a)\1", "example": "aa"}),
    "pattern that is no pattern": _with_schema({"type": "string", "pattern": "[a-", "example": "b"}),
    "pattern that takes all memory": _with_schema(
        {"type": "string", "pattern": "((x{1,1000}){1,1000}){1,1000}", "example": "x"}
    ),
    "property name pattern": _with_schema({"type": "object", "patternProperties": {"(?!a)": {"type": "string"}}}),
    "type that does not exist": _with_schema({"type": "int"}),
    "required as in draft 3": _with_schema({"properties": {"a": {"type": "string", "required": True}}}),
    "limits as text": _with_schema({"type": "integer", "minimum": "0"}),
    "keywords of every wrong kind": _with_schema(
        {"properties": [], "allOf": {}, "enum": "x", "items": 5, "type": 3, "multipleOf": 0, "minLength": -1}
    ),
}

HARMLESS: dict[str, bytes] = {
    "evil pattern in linear time": _with_schema({"type": "string", "pattern": "^(a+)+$", "default": "a" * 40 + "!"}),
    "recursion through a list": _with_schema(
        _ref("Part"), Part={"properties": {"parts": {"type": "array", "items": _ref("Part")}}}
    ),
    "recursion through an optional field": _with_schema(_ref("N"), N={"properties": {"next": _ref("N")}}),
    "reference as data in an example": json.dumps(
        _openapi(
            paths={
                "/x": {
                    "get": {
                        "responses": {
                            "200": {
                                "description": "ok",
                                "content": {"application/json": {"example": {"$ref": "https://evil.example/x"}}},
                            }
                        }
                    }
                }
            }
        )
    ).encode(),
    "a property called $ref": _with_schema({"properties": {"$ref": {"type": "string"}}}),
    "a discriminator to lists": _with_schema(
        {"oneOf": [_ref("A")], "discriminator": {"propertyName": "a", "mapping": {"x": [], "y": {}, "z": 1}}},
        A={"type": "object"},
    ),
    "other identity and dialect": _with_schema(
        {"$id": "https://evil.example/s", "$schema": "https://evil.example/dialect", "type": "string"}
    ),
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contract that reaches the network fails the test, not the neighbour."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        pytest.fail("reading a contract opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_a_reason_and_a_remedy(name: str) -> None:
    data, reason = REFUSED[name]
    report = read_contract(data, name=f"{name}.yaml")

    assert report.contract is None
    assert any(reason in problem.message for problem in report.problems), report.problems
    assert all(problem.remedy for problem in report.problems)
    assert any(problem.severity == "error" for problem in report.problems)


@pytest.mark.parametrize("name", READ_WITH_WARNINGS)
def test_a_rule_that_cannot_be_checked_is_reported_at_its_place_and_the_rest_works(name: str) -> None:
    report = read_contract(READ_WITH_WARNINGS[name])

    assert report.contract is not None, report.problems
    assert any(problem.severity == "warning" and problem.place for problem in report.problems)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_hostile_is_read(name: str) -> None:
    report = read_contract(HARMLESS[name])

    assert report.contract is not None, report.problems
    assert all(operation.works for operation in report.contract.operations)


def test_a_python_tag_is_never_run(tmp_path: Path) -> None:
    witness = tmp_path / "ran"

    read_contract(f'a: !!python/object/apply:os.system ["touch {witness}"]'.encode())

    assert not witness.exists()


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'{"openapi": "3.1.0",\n "paths": {},\n "paths": {}}', "line 3, column 2"),
        (b"openapi: 3.1.0\nx: [1, 2\ny: 3", "line 3, column 2"),
        (b'{"openapi": "3.1.0",\n "x": [1, 2}}', "line 2, column 12"),
        (b'{"openapi": "3.1.0", "x": {"y": [0, NaN]}}', "/x/y/1"),
    ],
)
def test_the_place_of_a_mistake_is_named(data: bytes, place: str) -> None:
    report = read_contract(data)

    assert [problem.place for problem in report.problems] == [place]


def test_a_reference_outside_stops_only_the_operations_that_need_it(small: dict[str, Any]) -> None:
    answer = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "https://evil.example/s"}}}}
    small["paths"]["/ver"] = {"get": {"responses": {"200": answer}}}

    report = read_contract(json.dumps(small).encode())

    assert report.contract is not None
    works = {operation.key: operation.works for operation in report.contract.operations}
    assert works == {"GET /dingen": True, "GET /ver": False}
    why_not = {operation.key: operation.why_not for operation in report.contract.operations}
    assert "evil.example" in why_not["GET /ver"]


def test_random_damage_never_raises(small: dict[str, Any], random_damage: Callable[[bytes, int], bytes]) -> None:
    source = json.dumps(small).encode()

    for seed in range(300):
        read_contract(random_damage(source, seed))


@pytest.fixture
def random_damage() -> Callable[[bytes, int], bytes]:
    """Bytes with a few of them replaced, removed or doubled."""
    import random

    def damaged(data: bytes, seed: int) -> bytes:
        rng = random.Random(seed)  # noqa: S311 - repeatable
        changed = bytearray(data)
        for _hit in range(rng.randint(1, 4)):
            at = rng.randrange(len(changed))
            changed[at : at + rng.randint(0, 3)] = bytes(rng.choices(b'{}[]",:\x00\xff 0aN$#/', k=rng.randint(0, 3)))
        return bytes(changed)

    return damaged
