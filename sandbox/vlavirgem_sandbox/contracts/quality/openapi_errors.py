"""What an OpenAPI contract says of errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.media_types import bare
from vlavirgem_sandbox.contracts.openapi_tree import Node, Tree
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.quality.openapi import answers_of, content_of
from vlavirgem_sandbox.contracts.quality.rules import Finding

_MEMBERS: Final = frozenset({"type", "title", "status", "detail", "instance"})
"""Of Problem Details (RFC 9457 section 3.1)."""
_ENOUGH_MEMBERS: Final = 2
_MOST_PARTS: Final = 50


def errors_described(contract: CompiledContract) -> Iterator[Finding]:
    """At least one answer for a call that is not good: a 4xx, or ``default``."""
    for each in contract.declared.values():
        holds = any(_is_error(status) for status in each.operation.answer_statuses)
        yield Finding(holds, each.operation.key, f"{each.pointer}/responses")


def errors_as_problems(contract: CompiledContract) -> Iterator[Finding]:
    """Each of those answers in the form of Problem Details. One that operations share is looked at once."""
    seen: set[str] = set()
    for each in contract.declared.values():
        for status, node in answers_of(contract, each):
            if _is_error(status) and node.pointer not in seen:
                seen.add(node.pointer)
                yield Finding(_is_problem(contract.tree, node), each.operation.key, node.pointer)


def _is_error(status: str) -> bool:
    return status.startswith("4") or status == "default"


def _is_problem(tree: Tree, answer: Node) -> bool:
    return any(
        bare(media_type).startswith("application/problem+")
        or len(_MEMBERS & _fields(tree, f"{answer.pointer}/content/{escape(media_type)}/schema")) >= _ENOUGH_MEMBERS
        for media_type in content_of(answer)
    )


def _fields(tree: Tree, pointer: str) -> set[str]:
    """Names of the fields that a schema and the parts of its ``allOf`` give; of the first parts, where it has many."""
    found: set[str] = set()
    waiting, seen = [pointer], set[str]()
    while waiting and len(seen) < _MOST_PARTS:
        node = tree.follow(waiting.pop())
        if node is None or node.pointer in seen:
            continue
        seen.add(node.pointer)
        properties, parts = node.value.get("properties"), node.value.get("allOf")
        found.update(properties if isinstance(properties, dict) else ())
        waiting.extend(f"{node.pointer}/allOf/{index}" for index in range(len(parts) if isinstance(parts, list) else 0))
    return found
