"""Which schemas are safe to hold a value against: no circle on one value, no explosion of alternatives.

A schema may contain itself one level deeper (a tree of parts); that is ordinary. A schema that is defined as itself
*on the same value*, through ``$ref``, ``allOf`` and their kin, never ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from vlavirgem_sandbox.contracts.limits import MAX_WAYS
from vlavirgem_sandbox.contracts.openapi_tree import Tree


@dataclass(frozen=True)
class Recursion:
    """What was found. Both empty for a sound document."""

    circles: tuple[str, ...]
    """Pointers of objects that are defined as themselves."""
    explosions: tuple[str, ...]
    """Pointers of schemas that need more than MAX_WAYS subschemas for one value."""


def find_recursion(tree: Tree) -> Recursion:
    """Look at every object once, without recursion of our own (a chain may be as long as the document)."""
    ways: dict[str, int] = {}
    circles: list[str] = []
    explosions: list[str] = []
    for start in tree.nodes:
        if start not in ways:
            _walk(tree, start, ways, circles)
    for pointer, count in ways.items():
        if count > MAX_WAYS:
            explosions.append(pointer)
    return Recursion(tuple(sorted(circles)), tuple(sorted(explosions)))


def _next_of(tree: Tree, pointer: str) -> list[str]:
    node = tree.nodes.get(pointer)
    if node is None:
        return []
    if node.kind == "schema":
        return node.same_value
    return [node.reference.target] if node.reference is not None and node.reference.target is not None else []


def _walk(tree: Tree, start: str, ways: dict[str, int], circles: list[str]) -> None:
    open_now = {start}
    stack = [(start, iter(_next_of(tree, start)))]
    totals = [1]
    while stack:
        pointer, following = stack[-1]
        child = next(following, None)
        if child is None:
            stack.pop()
            open_now.discard(pointer)
            # Capped, so that a tower of allOf does not turn into a number with a million digits.
            ways[pointer] = min(totals.pop(), MAX_WAYS + 1)
            if totals:
                totals[-1] += ways[pointer]
        elif child in open_now:
            circles.append(child)
        elif child in ways:
            totals[-1] += ways[child]
        else:
            open_now.add(child)
            stack.append((child, iter(_next_of(tree, child))))
            totals.append(1)
