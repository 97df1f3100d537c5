"""How deep the smallest value of a schema is. Infinite when the schema demands itself: no finite value satisfies it.

Optional fields and empty lists cost nothing, so an ordinary recursive schema (a tree of parts) has a small height; the
generator uses it to end recursion where it can end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_FLAT_TYPES: Final = frozenset({"string", "number", "integer", "boolean", "null"})


class Heights:
    """Heights of the schemas of one document, worked out together for all that a schema reaches."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        # The schema is kept beside its height: an id is only its own while the object lives.
        self._known: dict[int, tuple[JsonObject, float]] = {}

    def of(self, schema: JsonValue) -> float:
        """Levels of nesting that the smallest value needs."""
        if not isinstance(schema, dict):
            return math.inf if schema is False else 0
        if id(schema) not in self._known:
            self._settle(schema)
        return self._known[id(schema)][1]

    def _settle(self, start: JsonObject) -> None:
        """Lower the heights of everything reachable until none changes any more: a least fixed point."""
        reached: dict[int, JsonObject] = {}
        waiting: list[JsonValue] = [start]
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, dict) or id(schema) in reached or id(schema) in self._known:
                continue
            reached[id(schema)] = schema
            waiting.extend(self._parts(schema))
        users: dict[int, list[int]] = {}
        for key, schema in reached.items():
            for part in self._parts(schema):
                users.setdefault(id(part), []).append(key)
        # Settled apart and published at once: another thread must never see a height that is still on its way down.
        heights = dict.fromkeys(reached, math.inf)
        # Parts come before what uses them, so that most schemas are looked at once.
        unsettled = dict.fromkeys(reversed(reached))
        while unsettled:
            key = next(iter(unsettled))
            del unsettled[key]
            height = self._height(reached[key], heights)
            if height < heights[key]:
                heights[key] = height
                unsettled.update(dict.fromkeys(users.get(key, ())))
        self._known.update({key: (schema, heights[key]) for key, schema in reached.items()})

    def _now(self, schema: JsonValue, heights: dict[int, float]) -> float:
        if not isinstance(schema, dict):
            return math.inf if schema is False else 0
        return heights[id(schema)] if id(schema) in heights else self._known[id(schema)][1]

    def _parts(self, schema: JsonObject) -> Iterator[JsonValue]:
        yield from self._same_value(schema)
        yield from schema.get("properties", {}).values()
        yield from schema.get("prefixItems", ())
        yield schema.get("items", True)
        for keyword in ("anyOf", "oneOf"):
            yield from schema.get(keyword, ())

    def _same_value(self, schema: JsonObject) -> Iterator[JsonValue]:
        if "$ref" in schema:
            yield self._resolver.target(schema["$ref"])
        yield from schema.get("allOf", ())

    def _height(self, schema: JsonObject, heights: dict[int, float]) -> float:
        if "const" in schema or "enum" in schema:
            return 0
        needed = [self._now(part, heights) for part in self._same_value(schema)]
        choices = [schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema]
        needed.extend(min(self._now(branch, heights) for branch in branches) for branches in choices)
        types = schema.get("type", [])
        if not _FLAT_TYPES.isdisjoint([types] if isinstance(types, str) else types):
            return max(needed, default=0)
        properties = schema.get("properties", {})
        inside = [self._now(properties[name], heights) for name in schema.get("required", ()) if name in properties]
        least = schema.get("minItems", 0)
        if least:
            first = schema.get("prefixItems", ())
            inside.extend(self._now(part, heights) for part in first[: int(least)])
            if least > len(first):
                inside.append(self._now(schema.get("items", True), heights))
        return max([*needed, *(1 + height for height in inside)], default=0)
