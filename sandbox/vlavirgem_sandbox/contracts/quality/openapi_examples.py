"""Examples of requests and answers in an OpenAPI contract: what people read first, and what try-outs answer with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.media_types import bare, is_json, is_text, is_xml
from vlavirgem_sandbox.contracts.openapi_tree import Node, Tree
from vlavirgem_sandbox.contracts.operations import named_examples
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.quality.openapi import answers_of, content_of
from vlavirgem_sandbox.contracts.quality.rules import Finding

_DEEPEST: Final = 20
"""Levels of a schema in which examples are looked for."""
_SHOWING: Final = ("example", "examples", "const", "enum", "default")


def request_examples(contract: CompiledContract) -> Iterator[Finding]:
    """An example of the body that each operation takes."""
    examples = Examples(contract.tree)
    for each in contract.declared.values():
        body = contract.tree.follow(f"{each.pointer}/requestBody")
        if body is not None and written(body):
            yield Finding(examples.any_in(body), each.operation.key, body.pointer)


def answer_examples(contract: CompiledContract) -> Iterator[Finding]:
    """An example of each good answer with a body. One that operations share is looked at once."""
    examples = Examples(contract.tree)
    seen: set[str] = set()
    for each in contract.declared.values():
        for status, node in answers_of(contract, each):
            if status.startswith("2") and written(node) and node.pointer not in seen:
                seen.add(node.pointer)
                yield Finding(examples.any_in(node), each.operation.key, node.pointer)


def written(node: Node) -> list[str]:
    """The media types that can be shown as text; of pictures and files no example is asked."""
    return [
        media_type
        for media_type in content_of(node)
        if is_json(media_type)
        or is_xml(media_type)
        or is_text(media_type)
        or bare(media_type) in {"application/x-www-form-urlencoded", "multipart/form-data"}
    ]


class Examples:
    """Looks for examples; what was found of a schema is remembered."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[str, bool] = {}

    def any_in(self, node: Node) -> bool:
        """Whether one of the media types of a body or an answer shows an example."""
        return any(self._of_media_type(f"{node.pointer}/content/{escape(each)}") for each in written(node))

    def _of_media_type(self, pointer: str) -> bool:
        media_type = self._tree.nodes.get(pointer)
        if media_type is None:
            return False
        if "example" in media_type.value or named_examples(self._tree, pointer):
            return True
        return self._of_schema(f"{pointer}/schema", 0)

    def _of_schema(self, pointer: str, depth: int) -> bool:
        """Whether a schema shows one: its own, or one of every part that it is made of."""
        node = self._tree.follow(pointer)
        if node is None or depth > _DEEPEST:
            return False
        if node.pointer not in self._known:
            self._known[node.pointer] = True  # a schema that holds itself adds nothing to what is asked
            self._known[node.pointer] = self._shows(node, depth)
        return self._known[node.pointer]

    def _shows(self, node: Node, depth: int) -> bool:
        if any(field in node.value for field in _SHOWING) or node.value.get("type") == "boolean":
            return True
        parts = list(_parts(node))
        return bool(parts) and all(self._of_schema(part, depth + 1) for part in parts)


def _parts(node: Node) -> Iterator[str]:
    """The schemas that each need an example for this one to have one."""
    properties = node.value.get("properties")
    for name in properties if isinstance(properties, dict) else ():
        yield f"{node.pointer}/properties/{escape(name)}"
    if isinstance(node.value.get("items"), dict):
        yield f"{node.pointer}/items"
    combined = node.value.get("allOf")
    yield from (f"{node.pointer}/allOf/{index}" for index in range(len(combined) if isinstance(combined, list) else 0))
    for keyword in ("oneOf", "anyOf"):
        if isinstance(node.value.get(keyword), list) and node.value[keyword]:
            yield f"{node.pointer}/{keyword}/0"
