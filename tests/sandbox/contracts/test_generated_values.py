"""Made values satisfy their schema: drawn over thousands of schemas, judged by a validator that had no part in it."""

from __future__ import annotations

import random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vlavirgem_sandbox.contracts.generating.conformance import Conformance
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.pattern_texts import pattern_text
from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.generating.values import Generator

Schema = dict[str, Any]


def _source(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable


def _made(schema: Schema | bool, seed: int = 0, **components: Schema) -> Any:
    generator = Generator({"components": {"schemas": components}})
    return generator.value(schema, _source(seed))


def _is_valid(schema: Schema | bool, value: object, **components: Schema) -> bool:
    whole = {"allOf": [schema], "components": {"schemas": components}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, offline=True).is_valid(value)


FORMATS = ["date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid"]
PATTERNS = [
    "^V[0-9]{7}$",
    "^[A-Z]{2,4}-[0-9]+$",
    "[0-9]{3}",
    "^a|b$",
    r"^\d{4}-\d{2}$",
    r"^\+?[0-9 ]{6,20}$",
    "^(ab)*$",
    ".",
    "^$",
    r"^[^\s@]+@[^\s@]+$",
    r"^\w+(\.\w+)*$",
    "^(2[0-3]|[01]?[0-9]):([0-5]?[0-9])$",
    r"^OVO\d{6}$",
]


def _bounds(draw: st.DrawFn, low: int, high: int, names: tuple[str, str]) -> Schema:
    first = draw(st.integers(low, high))
    second = draw(st.integers(first, high))
    return {
        **({names[0]: first} if draw(st.booleans()) else {}),
        **({names[1]: second} if draw(st.booleans()) else {}),
    }


@st.composite
def texts(draw: st.DrawFn) -> Schema:
    kind = draw(st.sampled_from(["plain", "format", "pattern", "enum", "const"]))
    if kind == "format":
        return {"type": "string", "format": draw(st.sampled_from(FORMATS))}
    if kind == "pattern":
        return {"type": "string", "pattern": draw(st.sampled_from(PATTERNS))}
    if kind == "enum":
        return {"enum": draw(st.lists(st.text(max_size=5), min_size=1, max_size=4, unique=True))}
    if kind == "const":
        return {"const": draw(st.one_of(st.text(max_size=5), st.integers(), st.none(), st.booleans()))}
    return {"type": "string", **_bounds(draw, 0, 60, ("minLength", "maxLength"))}


@st.composite
def numbers(draw: st.DrawFn) -> Schema:
    schema: Schema = {"type": draw(st.sampled_from(["integer", "number"]))}
    schema.update(_bounds(draw, -1000, 1000, ("minimum", "maximum")))
    if draw(st.booleans()):
        schema["exclusiveMinimum"] = schema.pop("minimum", 0) - 1
    if draw(st.booleans()):
        schema["exclusiveMaximum"] = schema.pop("maximum", 2000) + 1
    if "minimum" not in schema and "maximum" not in schema and draw(st.booleans()):
        schema["multipleOf"] = draw(st.sampled_from([1, 2, 5, 0.01, 0.5, 2.5]))
    return schema


SIMPLE = st.one_of(texts(), numbers(), st.just({"type": "boolean"}), st.just({"type": "null"}), st.just({}))
NAMES = ["id", "naam", "straat", "jaar", "delen"]


@st.composite
def lists(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    schema: Schema = {"type": "array", **_bounds(draw, 0, 4, ("minItems", "maxItems"))}
    if draw(st.booleans()):
        schema["items"] = draw(inner)
    elif draw(st.booleans()):
        schema["items"] = {"type": "integer"}
        schema["uniqueItems"] = True
    if draw(st.booleans()) and schema.get("maxItems", 4) > 0 and "items" not in schema:
        schema["contains"] = draw(inner)
    return schema


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    names: list[str] = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    schema: Schema = {"type": "object", "properties": {name: draw(inner) for name in names}}
    if draw(st.booleans()) and names:
        schema["required"] = draw(st.lists(st.sampled_from(names), unique=True))
    closed = draw(st.sampled_from(["open", "closed", "typed", "unevaluated"]))
    if closed == "closed":
        schema["additionalProperties"] = False
    elif closed == "typed":
        schema["additionalProperties"] = draw(inner)
    elif closed == "unevaluated":
        schema["unevaluatedProperties"] = False
    if closed == "open" and draw(st.booleans()):
        schema["minProperties"] = draw(st.integers(0, 6))
    if draw(st.booleans()) and names:
        schema["dependentRequired"] = {names[0]: [names[-1]]}
    return schema


@st.composite
def combinations(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    kind = draw(st.sampled_from(["anyOf", "oneOf", "allOf", "nullable", "if", "not"]))
    if kind == "nullable":
        return {"anyOf": [draw(inner), {"type": "null"}]}
    if kind == "allOf":
        return {"allOf": [draw(inner), {"description": "nothing more"}]}
    if kind == "not":
        return {**draw(inner), "not": {"const": "never this"}}
    if kind == "if":
        tag = {"properties": {"soort": {"enum": ["a", "b"]}}, "required": ["soort"], "type": "object"}
        return {**tag, "if": {"properties": {"soort": {"const": "a"}}}, "then": {"required": ["naam"]}}
    forms = [
        {"type": "object", "required": ["soort", "v"], "properties": {"soort": {"const": tag}, "v": draw(inner)}}
        for tag in ("a", "b", "c")
    ]
    return {kind: forms}


SCHEMAS = st.recursive(
    SIMPLE, lambda inner: st.one_of(lists(inner), objects(inner), combinations(inner)), max_leaves=12
)


@settings(max_examples=150)
@given(schema=SCHEMAS, seed=st.integers(0, 9))
def test_a_made_value_satisfies_its_schema(schema: Schema, seed: int) -> None:
    try:
        value = _made(schema, seed)
    except Ungeneratable:
        return  # said so instead of answering wrongly; how often is the next test's subject

    assert _is_valid(schema, value), (schema, value)


def test_nearly_every_satisfiable_schema_gets_a_value() -> None:
    made = refused = 0

    @settings(max_examples=150, derandomize=True, database=None)
    @given(schema=SCHEMAS)
    def count(schema: Schema) -> None:
        nonlocal made, refused
        try:
            _made(schema)
            made += 1
        except Ungeneratable:
            refused += 1

    count()

    assert refused / (made + refused) < 0.05, (made, refused)


@settings(max_examples=150)
@given(schema=SCHEMAS, value=st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-50, 50), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=6,
))  # fmt: skip
def test_our_own_reading_of_a_schema_agrees_with_the_validator(schema: Schema, value: object) -> None:
    ours = Conformance(Resolver({})).conforms(value, schema)
    theirs = jsonschema_rs.Draft202012Validator(schema, validate_formats=False, offline=True).is_valid(value)

    assert ours == theirs, (schema, value)


@settings(max_examples=100)
@given(pattern=st.sampled_from(PATTERNS), seed=st.integers(0, 1000), least=st.integers(0, 30), room=st.integers(0, 30))
def test_a_text_for_a_pattern_matches_and_fits(pattern: str, seed: int, least: int, room: int) -> None:
    try:
        text = pattern_text(pattern).draw(_source(seed), least, least + room)
    except Ungeneratable:
        return

    assert _is_valid({"pattern": pattern, "minLength": least, "maxLength": least + room}, text), text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_made_as_the_validator_knows_it(name: str) -> None:
    for seed in range(20):
        assert _is_valid({"type": "string", "format": name}, _made({"type": "string", "format": name}, seed))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "email", "maxLength": 10},
        {"type": "string", "format": "uri", "minLength": 80},
        {"type": "string", "format": "date", "pattern": "^2026-"},
        {"type": "number", "minimum": 0.001, "maximum": 0.002},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.01},
        {"type": "integer", "multipleOf": 2.5},
        {"type": "integer", "minimum": 2**53, "maximum": 2**53 + 1},
        {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"enum": [1, 2, 3]}},
        {"type": "array", "prefixItems": [{"const": 1}, {"const": 2}], "items": False},
        {"type": "array", "contains": {"const": "x"}, "minContains": 2},
        {"type": "object", "minProperties": 3, "propertyNames": {"pattern": "^[a-z]{3}$"}},
        {"type": "object", "patternProperties": {"^x-": {}}, "additionalProperties": False, "minProperties": 2},
        {"required": ["a"], "properties": {"a": {"type": "integer"}}, "allOf": [{"properties": {"a": {"minimum": 5}}}]},
        {"allOf": [{"multipleOf": 0.5, "type": "number"}, {"multipleOf": 0.2}]},
        {"type": ["null", "object"], "required": ["a"]},
        {"dependentSchemas": {"a": {"required": ["b"]}}, "type": "object", "properties": {"a": {"type": "string"}}},
    ],
)  # fmt: skip
def test_rules_that_meet_in_one_value_are_all_kept(schema: Schema) -> None:
    for seed in range(10):
        value = _made(schema, seed)
        assert _is_valid(schema, value), value


def test_the_same_seed_gives_the_same_value_and_another_seed_another() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "u": {"type": "string", "format": "uuid"}}}

    assert _made(schema, 1) == _made(schema, 1)
    assert _made(schema, 1) != _made(schema, 2)


def test_a_schema_that_contains_itself_ends_soon() -> None:
    node: Schema = {
        "type": "object",
        "required": ["naam"],
        "properties": {
            "naam": {"type": "string"},
            "delen": {"type": "array", "items": {"$ref": "#/components/schemas/N"}},
        },
    }

    value = _made({"$ref": "#/components/schemas/N"}, N=node)

    assert _is_valid({"$ref": "#/components/schemas/N"}, value, N=node)
    assert len(str(value)) < 500


def test_forms_that_overlap_are_told_apart() -> None:
    forms = [{"type": "object", "properties": {name: {"type": "string"}}} for name in ("straat", "postbus", "plaats")]

    for seed in range(10):
        assert _is_valid({"oneOf": forms}, _made({"oneOf": forms}, seed))


def test_recursion_that_one_branch_can_end_is_ended_by_it() -> None:
    expression: Schema = {
        "oneOf": [
            {"type": "object", "required": ["links"], "properties": {"links": {"$ref": "#/components/schemas/E"}}},
            {"type": "integer"},
        ]
    }

    for seed in range(10):
        assert _is_valid(expression, _made({"$ref": "#/components/schemas/E"}, seed, E=expression), E=expression)


def test_a_schema_without_a_finite_value_is_said_to_have_none() -> None:
    endless: Schema = {"required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/X"}}}

    with pytest.raises(Ungeneratable):
        _made({"$ref": "#/components/schemas/X"}, X=endless)


@pytest.mark.parametrize("propertyname", ["soort", "type"])
def test_a_discriminator_names_the_form_that_was_taken(propertyname: str) -> None:
    forms: dict[str, Schema] = {
        name: {
            "type": "object",
            "required": [propertyname],
            "properties": {propertyname: {"type": "string"}, name: {"type": "integer"}},
        }
        for name in ("Fiets", "Bus")
    }
    schema: Schema = {
        "oneOf": [{"$ref": "#/components/schemas/Fiets"}, {"$ref": "#/components/schemas/Bus"}],
        "discriminator": {"propertyName": propertyname, "mapping": {"fiets": "#/components/schemas/Fiets"}},
    }
    anyof = {**schema, "anyOf": schema["oneOf"]}
    del anyof["oneOf"]

    names = {_made(anyof, seed, **forms)[propertyname] for seed in range(20)}

    assert names == {"fiets", "Bus"}


def test_examples_of_a_schema_are_used_where_they_satisfy_it() -> None:
    schema = {
        "type": "object",
        "required": ["straat", "nummer"],
        "properties": {
            "straat": {"type": "string", "examples": ["Kerkstraat"]},
            "nummer": {"type": "integer", "example": "twaalf"},
        },
    }

    value = _made(schema)

    assert value["straat"] == "Kerkstraat"
    assert isinstance(value["nummer"], int)


def test_a_format_goes_before_what_the_name_of_a_field_asks_for() -> None:
    street = {"type": "string", "format": "date"}
    schema = {"type": "object", "required": ["straat"], "properties": {"straat": street}}

    value = Generator({}).value(schema, random.Random(1))  # noqa: S311 - repeatable, not secret

    assert _is_valid(schema, value)
