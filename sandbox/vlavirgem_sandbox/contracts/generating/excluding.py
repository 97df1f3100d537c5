"""Branches of ``oneOf`` of which no value can satisfy two: then what fits one need not be held against the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_MOST_BRANCHES: Final = 20
_MOST_PARTS: Final = 20
"""Of one branch that are looked at: what it refers to, and what its ``allOf`` holds."""
_NUMBERS: Final = frozenset({"integer", "number"})
_ALL_TYPES: Final = frozenset({"array", "boolean", "null", "object", "string"}) | _NUMBERS


@dataclass
class _Seen:
    """What a branch asks in so many words."""

    types: frozenset[str] = _ALL_TYPES
    required: set[str] = field(default_factory=set)
    texts: dict[str, set[str]] = field(default_factory=dict)
    """By field that is written out as some texts: which."""


def exclude_each_other(resolver: Resolver, branches: Sequence[JsonValue]) -> bool:
    """Whether that can be seen at once: by types that have nothing in common, or by a field that each demands and that
    holds another text in each. False also where a closer look would tell."""
    if len(branches) > _MOST_BRANCHES:
        return False
    return all(_apart(one, other) for one, other in combinations([_seen(resolver, branch) for branch in branches], 2))


def _apart(one: _Seen, other: _Seen) -> bool:
    if one.types.isdisjoint(other.types):
        return True
    if one.types != {"object"} or other.types != {"object"}:
        return False
    told_by = one.required & other.required & one.texts.keys() & other.texts.keys()
    return any(one.texts[name].isdisjoint(other.texts[name]) for name in told_by)


def _seen(resolver: Resolver, branch: JsonValue) -> _Seen:
    seen, waiting = _Seen(), [branch]
    for _part in range(_MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop()
        if isinstance(part, dict):
            _look_at(part, seen)
            waiting.extend(part.get("allOf", ()))
            waiting.extend([resolver.target(part["$ref"])] if "$ref" in part else [])
    return seen


def _look_at(part: JsonObject, seen: _Seen) -> None:
    if "type" in part:
        types = frozenset(part["type"] if isinstance(part["type"], list) else [part["type"]])
        seen.types &= types | _NUMBERS if types & _NUMBERS else types
    seen.required.update(part.get("required", ()))
    for name, schema in part.get("properties", {}).items():
        if isinstance(schema, dict) and ("const" in schema or "enum" in schema):
            options = [schema["const"]] if "const" in schema else schema["enum"]
            if all(isinstance(option, str) for option in options):
                seen.texts[name] = seen.texts.get(name, set(options)) & set(options)
