"""How deeply nested a value may be before checking it against a schema takes too long.

A schema that contains itself along several ways for one and the same field (two branches of ``anyOf`` that both hold
``children``) is looked at twice as often with each level: 15 levels of a 200-byte body took a validator 51 seconds.
Such schemas are sound and do occur (filters of AND and OR), so they are read; values for them may not be nested deeply.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Final

from vlavirgem_sandbox.contracts.limits import MAX_BODY_DEPTH
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import Node, Tree
from vlavirgem_sandbox.contracts.pointers import tokens_of

_DOUBLINGS: Final = 10
"""How often the work may double: 2 to this power is still some tenths of a second."""
_LEAST: Final = 4
_ANY_FIELD: Final = "*"
_ANY_PLACE: Final = "[]"
_LISTS: Final = frozenset({"items", "prefixItems", "contains", "unevaluatedItems"})


class NestingLimits:
    """The limits for the schemas of one contract. Where in-place circles were refused beforehand, this always ends."""

    def __init__(self, tree: Tree) -> None:
        self._limits: dict[str, int] = {}
        for group in _recursive_groups(tree):
            widest = _widest(tree, group)
            if widest > 1:
                limit = max(_LEAST, int(_DOUBLINGS / math.log2(widest)))
                self._limits.update(dict.fromkeys(group, limit))
        self._tree = tree if self._limits else None  # it is large, and few contracts need it from here on
        self._by_schema: dict[str, int] = {}

    def of(self, pointer: str) -> int:
        """Levels of nesting that a value for the schema at a pointer may have."""
        if self._tree is None:
            return MAX_BODY_DEPTH
        found = self._by_schema.get(pointer)
        if found is None:
            reached = self._tree.reachable(pointer)
            found = min((self._limits[place] for place in reached if place in self._limits), default=MAX_BODY_DEPTH)
            self._by_schema[pointer] = found
        return found


def is_deeper_than(value: JsonValue, limit: int) -> bool:
    """Whether objects and lists are nested in each other more than so many levels."""
    level = [value]
    for _depth in range(limit + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: JsonValue) -> list[JsonValue]:
    """The values in an object or list; nothing for anything else, which therefore adds no level."""
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _recursive_groups(tree: Tree) -> Iterator[set[str]]:
    """Schemas that reach each other and so themselves: strongly connected components (Tarjan), without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    path: dict[str, None] = {}
    for start in [node.pointer for node in tree.schemas()]:
        stack = [] if start in order else [(start, iter(_next_of(tree, start)))]
        while stack:
            pointer, following = stack[-1]
            if pointer not in order:
                order[pointer] = low[pointer] = len(order)
                path[pointer] = None
            child = next(following, None)
            if child is None:
                stack.pop()
                if stack:
                    low[stack[-1][0]] = min(low[stack[-1][0]], low[pointer])
                if low[pointer] == order[pointer]:
                    yield from _closed_group(path, pointer)
            elif child not in order:
                stack.append((child, iter(_next_of(tree, child))))
            elif child in path:
                low[pointer] = min(low[pointer], order[child])


def _closed_group(path: dict[str, None], root: str) -> Iterator[set[str]]:
    """Take the group that starts at its root off the path; a schema on its own is no group."""
    group: set[str] = set()
    while root not in group:
        group.add(path.popitem()[0])
    if len(group) > 1:
        yield group


def _next_of(tree: Tree, pointer: str) -> list[str]:
    node = tree.nodes.get(pointer)
    return [*node.children, *node.same_value] if node is not None and node.kind == "schema" else []


def _widest(tree: Tree, group: set[str]) -> int:
    """In how many ways, at most, one field of one value leads back into the group."""
    ways: dict[str, Counter[str]] = {}

    def counted(pointer: str) -> Counter[str]:
        if pointer not in ways:
            node = tree.nodes[pointer]
            same_value = set(node.same_value)
            inner = [child for child in node.children if child in group and child not in same_value]
            others = [other for other in node.same_value if other in group]
            if len(others) == 1 and not inner:  # a mere reference: not copied, since there may be thousands
                ways[pointer] = counted(others[0])
            else:
                ways[pointer] = sum(map(counted, others), Counter(_field_of(node, child) for child in inner))
        return ways[pointer]

    different = {id(found): found for found in map(counted, group)}
    return max(map(_most, different.values()), default=0)


def _most(ways: Counter[str]) -> int:
    """The most ways for one field; what holds for any field comes on top of what names it."""
    everywhere = ways[_ANY_FIELD]
    named = max((count for field, count in ways.items() if field != _ANY_FIELD), default=0)
    return everywhere + named


def _field_of(node: Node, child: str) -> str:
    keyword, *rest = tokens_of(child[len(node.pointer) :])
    if keyword in _LISTS:
        return _ANY_PLACE
    return f"={rest[0]}" if keyword == "properties" else _ANY_FIELD
