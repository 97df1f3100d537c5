"""OpenAPI's schemas as JSON Schema 2020-12, rewritten in place so that every pointer keeps leading to the same rule.

3.0 is a dialect of its own (``nullable``, boolean ``exclusiveMinimum``, ``$ref`` that silences its neighbours); 3.1 is
JSON Schema with annotations. What a request may hold differs from what an answer may hold (``readOnly``,
``writeOnly``: OpenAPI 3.1.1, section 4.8.24.2), so each direction has its own rewriting.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, TypeAlias

from vlavirgem_sandbox.contracts.fields import map_of
from vlavirgem_sandbox.contracts.model import Dialect, JsonObject
from vlavirgem_sandbox.contracts.openapi_tree import Node, Tree
from vlavirgem_sandbox.contracts.patterns import can_be_checked
from vlavirgem_sandbox.contracts.pointers import escape, to_fragment
from vlavirgem_sandbox.contracts.schema_rules import ill_formed

Direction: TypeAlias = Literal["request", "answer"]

# These would move the base that references are resolved against, or ask for another meta-schema.
_IDENTITY = ("$id", "$schema", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$recursiveRef", "$vocabulary")
_INTEGER_BITS = {"int32": 32, "int64": 64}


@dataclass(frozen=True)
class Dropped:
    """A rule that is not checked: its pointer, and whether it is ill-formed or needs an engine we do not run."""

    pointer: str
    reason: Literal["ill-formed", "pattern"]


@dataclass(frozen=True)
class JsonSchemas:
    """A document whose schemas are JSON Schema 2020-12."""

    document: JsonObject
    dropped: tuple[Dropped, ...]
    said_by_format: dict[str, str]
    """Pointers of rules that the contract does not write itself, to the ``format`` that says them."""
    refers: bool
    """Whether anything in it refers to something: without that no schema contains itself."""


def as_json_schemas(document: JsonObject, dialect: Dialect, direction: Direction) -> JsonSchemas:
    """A rewritten copy of the document; the document itself is left as it is."""
    copy: JsonObject = json.loads(json.dumps(document))
    tree = Tree(copy)
    dropped: list[Dropped] = []
    bounds: dict[str, str] = {}
    schemas = list(tree.schemas())
    for node in schemas:
        dropped.extend(_drop_ill_formed(node, dialect))
        dropped.extend(_drop_unchecked_patterns(node))
    _apply_direction(tree, schemas, direction)
    for node in schemas:
        _rewrite(node, dialect)
        bounds |= _bound_integers(node)
    for node in schemas:
        _tell_forms_apart(node.value)
    return JsonSchemas(copy, tuple(dropped), bounds, refers=any(True for _reference in tree.references()))


def _drop_ill_formed(node: Node, dialect: Dialect) -> list[Dropped]:
    if dialect == "openapi-3.0":
        _settle_exclusive_bounds(node.value)
    if "$ref" in node.value and (node.reference is None or node.reference.target is None):
        node.value.pop("$ref")  # reported as a reference; what needs it does not work
    dropped = []
    for keyword in ill_formed(node.value):
        del node.value[keyword]
        dropped.append(Dropped(f"{node.pointer}/{escape(keyword)}", "ill-formed"))
    return dropped


def _settle_exclusive_bounds(schema: JsonObject) -> None:
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = schema.get(exclusive)
        if not isinstance(flag, bool):
            continue
        del schema[exclusive]
        if flag and bound in schema:
            schema[exclusive] = schema.pop(bound)


def _drop_unchecked_patterns(node: Node) -> list[Dropped]:
    dropped = []
    if "pattern" in node.value and not can_be_checked(node.value["pattern"]):
        del node.value["pattern"]
        dropped.append(Dropped(f"{node.pointer}/pattern", "pattern"))
    named = node.value.get("patternProperties", {})
    for pattern in [pattern for pattern in named if not can_be_checked(pattern)]:
        del named[pattern]
        dropped.append(Dropped(f"{node.pointer}/patternProperties/{escape(pattern)}", "pattern"))
        # Without the pattern nobody can tell which names are additional.
        node.value.pop("additionalProperties", None)
        node.value.pop("unevaluatedProperties", None)
    return dropped


def _apply_direction(tree: Tree, schemas: list[Node], direction: Direction) -> None:
    """Names that only the other direction carries are no longer required; an answer may not hold what is write-only."""
    flag = "readOnly" if direction == "request" else "writeOnly"
    flagged = {node.pointer: _flagged_properties(tree, node, flag, 0) for node in schemas if _may_require(node)}
    for pointer, names in flagged.items():
        node = tree.nodes[pointer]
        if names:
            _no_longer_require(node.value, names)
            for member in node.value.get("allOf", ()):
                if isinstance(member, dict) and "$ref" not in member:
                    _no_longer_require(member, names)
    if direction == "answer":
        for node in schemas:
            properties = node.value.get("properties", {})
            for name in [name for name in properties if _is_flagged(tree, f"{node.pointer}/properties", name, flag)]:
                properties[name] = False


def _may_require(node: Node) -> bool:
    return any(keyword in node.value for keyword in ("required", "allOf", "properties"))


def _no_longer_require(schema: JsonObject, names: set[str]) -> None:
    required = schema.get("required")
    if required:
        schema["required"] = [name for name in required if name not in names]


def _flagged_properties(tree: Tree, node: Node, flag: str, depth: int) -> set[str]:
    """Names of the properties with this flag, of the schema and of what it combines with allOf or $ref."""
    if depth > 8:  # noqa: PLR2004 - nobody stacks models deeper; a longer stack keeps its required names
        return set()
    place = f"{node.pointer}/properties"
    names = {name for name in node.value.get("properties", {}) if _is_flagged(tree, place, name, flag)}
    for pointer in node.same_value:
        below = tree.nodes.get(pointer)
        is_combined = pointer.startswith(f"{node.pointer}/allOf/") or (
            node.reference is not None and pointer == node.reference.target
        )
        if below is not None and is_combined:
            names |= _flagged_properties(tree, below, flag, depth + 1)
    return names


def _is_flagged(tree: Tree, place: str, name: str, flag: str) -> bool:
    pointer = f"{place}/{escape(name)}"
    here = tree.nodes.get(pointer)
    there = tree.follow(pointer)
    if here is None or there is None:
        return False
    members = [here.value, there.value, *(m for m in there.value.get("allOf", ()) if isinstance(m, dict))]
    return any(member.get(flag) is True for member in members)


def _rewrite(node: Node, dialect: Dialect) -> None:
    schema = node.value
    reference = node.reference
    if reference is not None and reference.target is not None:
        if dialect == "openapi-3.0":
            schema.clear()  # Reference Object: "SHALL be ignored" (3.0.4, section 4.7.23)
        schema.pop(reference.keyword, None)
        schema["$ref"] = to_fragment(reference.target)
    for keyword in _IDENTITY:
        schema.pop(keyword, None)
    if dialect == "openapi-3.0" and schema.pop("nullable", None) is True:
        _allow_null(schema)


def _bound_integers(node: Node) -> dict[str, str]:
    """Write out what ``int32`` and ``int64`` say (OpenAPI 3.1.1, section 4.4.3), which validators take for a remark."""
    schema = node.value
    bits = _INTEGER_BITS.get(str(schema.get("format")))
    types = schema.get("type")
    if bits is None or "integer" not in (types if isinstance(types, list) else [types]):
        return {}
    added = {}
    lowest, highest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    if schema.get("minimum", lowest - 1) < lowest:
        schema["minimum"] = lowest
        added[f"{node.pointer}/minimum"] = f"{node.pointer}/format"
    if schema.get("maximum", highest + 1) > highest:
        schema["maximum"] = highest
        added[f"{node.pointer}/maximum"] = f"{node.pointer}/format"
    return added


def _tell_forms_apart(schema: JsonObject) -> None:
    """Let each form under ``oneOf`` take only the values that the discriminator maps to it (section 4.8.25).

    Forms that look alike would otherwise fit a value both, and none of them alone. Without a mapping nothing is added:
    the names of schemas are seldom what is really sent.
    """
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, dict) or not isinstance(schema.get("oneOf"), list):
        return
    mapped: dict[str, list[str]] = {}
    for value, target in map_of(discriminator.get("mapping")).items():
        if isinstance(target, str):
            mapped.setdefault(target, []).append(value)
    for form in schema["oneOf"]:
        reference = form.get("$ref") if isinstance(form, dict) else None
        if not isinstance(reference, str) or "properties" in form:
            continue
        # Taken out: values that stood with each of a thousand equal forms would not fit in memory.
        values = [*mapped.pop(reference, ()), *mapped.pop(_name(reference), ())]
        if values:
            told = {"const": values[0]} if len(values) == 1 else {"enum": values}
            form["properties"] = {str(discriminator.get("propertyName")): told}


def _name(reference: str) -> str:
    """``Pet`` of ``#/components/schemas/Pet``: a mapping may say either."""
    return reference.rpartition("/")[2]


def _allow_null(schema: JsonObject) -> None:
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        schema["type"] = [*types, "null"]
        if "enum" in schema and None not in schema["enum"]:
            # Strictly, null must stand in the enum as well; authors who write nullable mean null.
            schema["enum"] = [*schema["enum"], None]
    elif any(keyword in schema for keyword in ("allOf", "anyOf", "oneOf", "enum")):
        inner = dict(schema)
        schema.clear()
        schema["anyOf"] = [inner, {"type": "null"}]
