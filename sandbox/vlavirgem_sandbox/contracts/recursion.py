"""Which schemas are safe to hold a value against: no circle on one value, no explosion of alternatives.

A schema may contain itself one level deeper (a tree of parts); that is ordinary. A schema that is defined as itself
*on the same value*, through ``$ref``, ``allOf`` and their kin, never ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vlavirgem_sandbox.contracts.limits import MAX_CHAIN, MAX_WAYS
from vlavirgem_sandbox.contracts.openapi_tree import Tree


@dataclass(frozen=True)
class Recursion:
    """What was found. Both empty for a sound document."""

    circles: tuple[str, ...]
    """Pointers of objects that are defined as themselves."""
    explosions: tuple[str, ...]
    """Pointers of schemas that need more than MAX_WAYS subschemas, or MAX_CHAIN steps, for one value."""


def find_recursion(tree: Tree) -> Recursion:
    """Look at every object once, without recursion of our own (a chain may be as long as the document)."""
    ways: dict[str, _Cost] = {}
    circles: list[str] = []
    for start in tree.nodes:
        if start not in ways:
            _walk(tree, start, ways, circles)
    explosions = [pointer for pointer, cost in ways.items() if cost.ways > MAX_WAYS or cost.steps > MAX_CHAIN]
    return Recursion(tuple(sorted(circles)), tuple(sorted(explosions)))


@dataclass(slots=True)
class _Cost:
    """What one value costs: subschemas it is held against, and the longest chain of them."""

    ways: int = 1
    steps: int = 1

    def take(self, below: _Cost) -> None:
        # Capped, so that a tower of allOf does not turn into a number with a million digits.
        self.ways = min(self.ways + below.ways, MAX_WAYS + 1)
        self.steps = max(self.steps, below.steps + 1)


def _next_of(tree: Tree, pointer: str) -> Sequence[str]:
    node = tree.nodes.get(pointer)
    if node is None:
        return []
    if node.kind == "schema":
        return node.same_value
    return [node.reference.target] if node.reference is not None and node.reference.target is not None else []


def _walk(tree: Tree, start: str, ways: dict[str, _Cost], circles: list[str]) -> None:
    open_now = {start}
    stack = [(start, iter(_next_of(tree, start)))]
    totals = [_Cost()]
    while stack:
        pointer, following = stack[-1]
        child = next(following, None)
        if child is None:
            stack.pop()
            open_now.discard(pointer)
            ways[pointer] = totals.pop()
            if totals:
                totals[-1].take(ways[pointer])
        elif child in open_now:
            circles.append(child)
        elif child in ways:
            totals[-1].take(ways[child])
        else:
            open_now.add(child)
            stack.append((child, iter(_next_of(tree, child))))
            totals.append(_Cost())
