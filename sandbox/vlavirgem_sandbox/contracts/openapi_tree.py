"""An OpenAPI document as a tree of known objects: where schemas and parameters are, and where references lead.

A ``$ref`` only refers where the specification says so. In an example, or as the name of a property, it is data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape, from_fragment, value_at

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# JSON Schema 2020-12: the keywords that hold other schemas, by how they hold them.
MAPS_OF_SCHEMAS: Final = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
LISTS_OF_SCHEMAS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE_SCHEMAS: Final = (
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
)

# OpenAPI 3.0.4 and 3.1.1, section 4: per kind of object, the fields that hold another such object. "map" and "list" say
# that the field holds several.
_Shape: TypeAlias = Literal["one", "map", "list"]
_GRAMMAR: Final[dict[str, dict[str, tuple[str, _Shape]]]] = {
    "document": {"paths": ("path item", "map"), "webhooks": ("path item", "map"), "components": ("components", "one")},
    "components": {
        "schemas": ("schema", "map"),
        "responses": ("response", "map"),
        "parameters": ("parameter", "map"),
        "examples": ("example", "map"),
        "requestBodies": ("request body", "map"),
        "headers": ("header", "map"),
        "links": ("link", "map"),
        "callbacks": ("callback", "map"),
        "pathItems": ("path item", "map"),
    },
    "path item": {
        **dict.fromkeys(METHODS, ("operation", "one")),
        "parameters": ("parameter", "list"),
    },
    "operation": {
        "parameters": ("parameter", "list"),
        "requestBody": ("request body", "one"),
        "responses": ("response", "map"),
        "callbacks": ("callback", "map"),
    },
    "parameter": {"schema": ("schema", "one"), "content": ("media type", "map"), "examples": ("example", "map")},
    "header": {"schema": ("schema", "one"), "content": ("media type", "map"), "examples": ("example", "map")},
    "request body": {"content": ("media type", "map")},
    "response": {"headers": ("header", "map"), "content": ("media type", "map"), "links": ("link", "map")},
    "media type": {"schema": ("schema", "one"), "examples": ("example", "map"), "encoding": ("encoding", "map")},
    "encoding": {"headers": ("header", "map")},
    "example": {},
    "link": {},
    "schema": {
        **dict.fromkeys(MAPS_OF_SCHEMAS, ("schema", "map")),
        **dict.fromkeys(LISTS_OF_SCHEMAS, ("schema", "list")),
        **dict.fromkeys(SINGLE_SCHEMAS, ("schema", "one")),
    },
}

# Schema keywords whose subschemas are held against the very same value.
_SAME_VALUE: Final = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")

ReferenceTrouble: TypeAlias = Literal["remote", "file", "missing", "not text", "anchor"]


@dataclass(slots=True)
class Reference:
    """One ``$ref``: where it stands, what it says and where it leads."""

    pointer: str
    text: str
    keyword: str
    target: str | None
    trouble: ReferenceTrouble | None


@dataclass(slots=True)
class Node:
    """One object of a known kind."""

    kind: str
    pointer: str
    value: JsonObject
    children: Sequence[str] = ()
    same_value: Sequence[str] = ()
    reference: Reference | None = None


def _added(places: Sequence[str], place: str) -> list[str]:
    """The same list where there is one already: most objects are leaves, and have none."""
    if not isinstance(places, list):
        return [place]
    places.append(place)
    return places


class Tree:
    """Every object of a known kind in a document, by pointer; also those that only a reference makes known."""

    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.nodes: dict[str, Node] = {}
        self._waiting: list[tuple[str, str, JsonValue]] = [("document", "", document)]
        while self._waiting:
            self._visit(*self._waiting.pop())

    def schemas(self) -> Iterator[Node]:
        """The schema objects, in no particular order."""
        return (node for node in self.nodes.values() if node.kind == "schema")

    def references(self) -> Iterator[Reference]:
        """The references, in no particular order."""
        return (node.reference for node in self.nodes.values() if node.reference is not None)

    def follow(self, pointer: str) -> Node | None:
        """The object at a pointer, behind as many references as it takes. None when it leads nowhere or round."""
        seen: set[str] = set()
        node = self.nodes.get(pointer)
        while node is not None and node.reference is not None:
            if node.pointer in seen or node.reference.target is None:
                return None
            seen.add(node.pointer)
            node = self.nodes.get(node.reference.target)
        return node

    def reachable(self, start: str, *, besides: Set[str] = frozenset()) -> set[str]:
        """Pointers of what an object needs: its parts and what they refer to. Callbacks and links are not followed.

        What was reached before can be given as ``besides``: it is left out, and so is what only it leads to.
        """
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            pointer = waiting.pop()
            node = self.nodes.get(pointer)
            if node is None or pointer in seen or pointer in besides or node.kind in {"callback", "link"}:
                continue
            seen.add(pointer)
            waiting.extend(node.children)
            if node.reference is not None and node.reference.target is not None:
                waiting.append(node.reference.target)
        return seen

    def _visit(self, kind: str, pointer: str, value: JsonValue) -> None:
        if not isinstance(value, dict) or pointer in self.nodes:
            return
        node = Node(kind, pointer, value)
        self.nodes[pointer] = node
        if kind != "document":
            self._take_reference(node)
        if kind == "callback":
            self._push_all(node, "path item", value, pointer, same_value=False)
            return
        grammar = _GRAMMAR[kind]
        if grammar.keys().isdisjoint(value):  # most are leaves
            return
        for name, (child_kind, shape) in grammar.items():
            if name not in value:
                continue
            place = f"{pointer}/{escape(name)}"
            same_value = kind == "schema" and name in _SAME_VALUE
            if shape == "one":
                self._push(node, child_kind, place, value[name], same_value=same_value)
            else:
                self._push_all(node, child_kind, value[name], place, same_value=same_value)

    def _push(self, node: Node, kind: str, place: str, value: JsonValue, *, same_value: bool) -> None:
        if not isinstance(value, dict):
            return
        node.children = _added(node.children, place)
        if same_value:
            node.same_value = _added(node.same_value, place)
        self._waiting.append((kind, place, value))

    def _push_all(self, node: Node, kind: str, values: JsonValue, place: str, *, same_value: bool) -> None:
        entries: list[tuple[str | int, JsonValue]] = []
        if isinstance(values, dict):
            entries = [(key, value) for key, value in values.items() if not key.startswith("x-") or kind == "schema"]
        elif isinstance(values, list):
            entries = list(enumerate(values))
        for key, value in entries:
            self._push(node, kind, f"{place}/{escape(key)}", value, same_value=same_value)

    def _take_reference(self, node: Node) -> None:
        keyword = "$ref" if "$ref" in node.value else "$dynamicRef"
        if keyword not in node.value or (keyword == "$dynamicRef" and node.kind != "schema"):
            return
        text = node.value[keyword]
        target, trouble = self._target_of(text)
        node.reference = Reference(node.pointer, str(text), keyword, target, trouble)
        if target is None:
            return
        if node.kind == "schema":
            node.same_value = _added(node.same_value, target)
        self._waiting.append((node.kind, target, value_at(self.document, target)))

    def _target_of(self, text: JsonValue) -> tuple[str | None, ReferenceTrouble | None]:
        if not isinstance(text, str):
            return None, "not text"
        if not text.startswith("#"):
            return None, "remote" if "://" in text and not text.startswith("file:") else "file"
        pointer = from_fragment(text)
        if pointer and not pointer.startswith("/"):
            return self._anchor(pointer)
        try:
            value = value_at(self.document, pointer)
        except LookupError:
            return None, "missing"
        return (pointer, None) if isinstance(value, dict) and pointer else (None, "missing")

    def _anchor(self, name: str) -> tuple[str | None, ReferenceTrouble | None]:
        """``#name``: a schema that calls itself so. Two of them would need scopes, which are not kept."""
        found: list[str] = []
        waiting: list[tuple[str, JsonValue]] = [("", self.document)]
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, dict):
                if name in (value.get("$anchor"), value.get("$dynamicAnchor")):
                    found.append(place)
                waiting.extend((f"{place}/{escape(key)}", inner) for key, inner in value.items())
            elif isinstance(value, list):
                waiting.extend((f"{place}/{index}", inner) for index, inner in enumerate(value))
        return (found[0], None) if len(found) == 1 else (None, "anchor")
