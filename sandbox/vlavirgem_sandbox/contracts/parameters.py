"""Parameters of an operation: how a contract declares them, and how their texts become values.

Styles as in OpenAPI 3.1.1, section 4.8.12.2. A text becomes a number, boolean or null only where the schema asks so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.pointers import escape

Location: TypeAlias = Literal["path", "query", "header", "cookie"]
LOCATIONS: Final = ("path", "query", "header", "cookie")

# "shall be ignored" as parameters: OpenAPI 3.1.1, section 4.8.12.1.
_OTHERWISE_DESCRIBED: Final = frozenset({"accept", "content-type", "authorization"})
_DEFAULT_STYLE: Final[dict[str, str]] = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_SEPARATORS: Final[dict[str, str]] = {"spaceDelimited": " ", "pipeDelimited": "|"}
_INTEGER = re.compile(r"-?[0-9]{1,300}\Z")
_INFINITE: Final = (float("inf"), float("-inf"))  # what too large a float becomes; no JSON value
_NUMBER = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][-+]?[0-9]{1,2})?\Z")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of one operation, references followed."""

    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    pointer: str
    """Where the parameter is declared; empty for a path parameter that the contract forgot."""
    schema_pointer: str
    """Where its schema stands; empty when it has none."""
    is_json: bool
    types: frozenset[str]
    """The types its schema allows, as far as that can be told without a value."""
    item_types: frozenset[str]
    property_types: dict[str, frozenset[str]]
    declared: JsonObject


def parameters_of(tree: Tree, path_pointer: str, operation_pointer: str) -> list[Parameter]:
    """The operation's parameters; its own replace those of its path with the same name and location."""
    found: dict[tuple[str, str], Parameter] = {}
    for owner in (path_pointer, operation_pointer):
        listed = tree.nodes[owner].value.get("parameters")
        for index in range(len(listed) if isinstance(listed, list) else 0):
            parameter = _parameter_at(tree, f"{owner}/parameters/{index}")
            if parameter is not None:
                found[parameter.location, parameter.name] = parameter
    return list(found.values())


def undeclared_path_parameter(name: str) -> Parameter:
    """The parameter for a ``{name}`` in a path that the contract declares nowhere: any text."""
    return Parameter(
        name=name,
        location="path",
        required=True,
        style="simple",
        explode=False,
        pointer="",
        schema_pointer="",
        is_json=False,
        types=frozenset({"string"}),
        item_types=frozenset(),
        property_types={},
        declared={"name": name, "in": "path", "required": True, "schema": {"type": "string"}},
    )


def _parameter_at(tree: Tree, pointer: str) -> Parameter | None:
    node = tree.follow(pointer)
    if node is None:
        return None
    declared = node.value
    name, location = declared.get("name"), declared.get("in")
    if not isinstance(name, str) or location not in LOCATIONS:
        return None
    if location == "header" and name.lower() in _OTHERWISE_DESCRIBED:
        return None
    schema_pointer, is_json = _schema_of(node.pointer, declared)
    style = declared.get("style")
    style = style if isinstance(style, str) else _DEFAULT_STYLE[location]
    explode = declared.get("explode")
    shapes = SchemaTypes(tree)
    return Parameter(
        name=name,
        location=location,
        required=declared.get("required") is True or location == "path",
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
        pointer=node.pointer,
        schema_pointer=schema_pointer,
        is_json=is_json,
        types=shapes.types_at(schema_pointer),
        item_types=shapes.types_at(shapes.below(schema_pointer, "items")),
        property_types=shapes.property_types_at(schema_pointer),
        declared=declared,
    )


def _schema_of(pointer: str, declared: JsonObject) -> tuple[str, bool]:
    if isinstance(declared.get("schema"), dict):
        return f"{pointer}/schema", False
    content = declared.get("content")
    if isinstance(content, dict) and content:
        media_type, described = next(iter(content.items()))
        is_json = "json" in media_type
        if isinstance(described, dict) and isinstance(described.get("schema"), dict):
            return f"{pointer}/content/{escape(media_type)}/schema", is_json
        return "", is_json
    return "", False


class SchemaTypes:
    """What types a schema allows, read from the contract as it stands (references and combinations followed)."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def types_at(self, pointer: str) -> frozenset[str]:
        """Type names; empty when the schema does not say, or says it in more steps than are followed."""
        return self._types(pointer, 0) if pointer else frozenset()

    def _types(self, pointer: str, depth: int) -> frozenset[str]:
        node = self._tree.follow(pointer)
        if node is None or depth > 8:  # noqa: PLR2004 - deeper stacks of combinations are read as text
            return frozenset()
        declared = node.value.get("type")
        if isinstance(declared, (str, list)):
            names = [declared] if isinstance(declared, str) else declared
            nullable = ["null"] if node.value.get("nullable") is True else []
            return frozenset(name for name in [*names, *nullable] if isinstance(name, str))
        if isinstance(node.value.get("enum"), list):
            return frozenset(_type_name(value) for value in node.value["enum"])
        found: frozenset[str] = frozenset()
        for keyword in ("allOf", "anyOf", "oneOf"):
            members = node.value.get(keyword)
            for index in range(len(members) if isinstance(members, list) else 0):
                found |= self._types(f"{node.pointer}/{keyword}/{index}", depth + 1)
        return found

    def below(self, pointer: str, keyword: str) -> str:
        """Pointer of the subschema under a keyword, behind references; empty when there is none."""
        node = self._tree.follow(pointer) if pointer else None
        return f"{node.pointer}/{keyword}" if node is not None and keyword in node.value else ""

    def property_types_at(self, pointer: str) -> dict[str, frozenset[str]]:
        """Types of each property that the schema itself names; an array's are those of its values."""
        node = self._tree.follow(pointer) if pointer else None
        properties = node.value.get("properties") if node is not None else None
        if node is None or not isinstance(properties, dict):
            return {}
        return {name: self.types_at(f"{node.pointer}/properties/{escape(name)}") for name in properties}


def _type_name(value: JsonValue) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def as_value(text: str, types: frozenset[str]) -> JsonValue:
    """The value a text stands for, given the types that are allowed. A text that fits none stays a text."""
    if "boolean" in types and text in {"true", "false"}:
        return text == "true"
    if "integer" in types and _INTEGER.match(text):
        return int(text)
    if "number" in types and _NUMBER.match(text):
        number = int(text) if _INTEGER.match(text) else float(text)
        if number not in _INFINITE:
            return number
    if "null" in types and text in {"", "null"} and "string" not in types:
        return None
    return text


class Unreadable(Exception):  # noqa: N818 - an outcome of reading, turned into a violation by the caller
    """The text cannot be read in the style that the contract declares."""


def read_parameter(parameter: Parameter, texts: Sequence[str], query: Sequence[tuple[str, str]]) -> JsonValue:
    """The value of a parameter that was sent. ``texts`` are the values under its own name, in order.

    ``query`` is the whole query, for an object that is spread over it. Raises :class:`Unreadable`.
    """
    if parameter.is_json:
        try:
            return json.loads(texts[0])
        except ValueError as error:
            raise Unreadable from error
    if parameter.style == "deepObject" or ("object" in parameter.types and not texts):
        return _spread_object(parameter, query)
    if "array" in parameter.types:
        return [as_value(text, parameter.item_types) for text in _pieces(parameter, texts)]
    if "object" in parameter.types:
        return _joined_object(parameter, texts[0])
    return as_value(_unprefixed(parameter, texts[0]), parameter.types)


def is_spread(parameter: Parameter, name: str) -> bool:
    """Whether a name in the query is part of this object parameter (``filter[status]``, or an exploded property)."""
    if parameter.style == "deepObject":
        return name.startswith(f"{parameter.name}[") and name.endswith("]")
    return (
        parameter.location == "query"
        and parameter.explode
        and "object" in parameter.types
        and name in parameter.property_types
    )


def _spread_object(parameter: Parameter, query: Sequence[tuple[str, str]]) -> JsonObject:
    found: JsonObject = {}
    for name, text in query:
        if is_spread(parameter, name):
            key = name[len(parameter.name) + 1 : -1] if parameter.style == "deepObject" else name
            found[key] = as_value(text, parameter.property_types.get(key, frozenset()))
    return found


def _pieces(parameter: Parameter, texts: Sequence[str]) -> list[str]:
    separator = _SEPARATORS.get(parameter.style, ",")
    if parameter.location in {"query", "cookie"} and parameter.explode:
        return list(texts)
    joined = _unprefixed(parameter, separator.join(texts))
    if parameter.style in {"label", "matrix"} and parameter.explode:
        separator = "." if parameter.style == "label" else f";{parameter.name}="
    pieces = joined.split(separator) if joined else []
    return [piece.strip() for piece in pieces] if parameter.location == "header" else pieces


def _joined_object(parameter: Parameter, text: str) -> JsonObject:
    """``a,1,b,2`` or, exploded, ``a=1,b=2``."""
    pieces = [piece.strip() for piece in _unprefixed(parameter, text).split(",")]
    if parameter.explode:
        pairs = [piece.partition("=")[::2] for piece in pieces]
    elif len(pieces) % 2:
        raise Unreadable
    else:
        pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    return {key: as_value(value, parameter.property_types.get(key, frozenset())) for key, value in pairs}


def _unprefixed(parameter: Parameter, text: str) -> str:
    if parameter.style == "label":
        return text.removeprefix(".")
    if parameter.style == "matrix":
        return text.removeprefix(f";{parameter.name}=").removeprefix(f";{parameter.name}")
    return text


def cookies_of(header: str | None) -> list[tuple[str, str]]:
    """Names and values of a Cookie header (RFC 6265 section 4.2.1)."""
    pairs = [pair.strip().partition("=") for pair in (header or "").split(";")]
    return [(name, unquote(value.strip('"'))) for name, equals, value in pairs if equals]
