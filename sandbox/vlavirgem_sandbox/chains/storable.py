"""Values as a row can keep them: no keys, no characters that no database holds, not too much."""

from __future__ import annotations

import json
import math
from typing import Final

from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.keepable_text import keepable
from vlavirgem_sandbox.tryouts.key_secrets import blot_secrets

_BLOTTED: Final = "•••"
_MOST: Final = 10_000
"""Characters of one value; the whole of it is in the call log."""


def storable(value: JsonValue) -> JsonValue:
    """The same value, as JSON that PostgreSQL takes."""
    if isinstance(value, dict):
        return {storable_text(str(key)): storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # Python reads and writes these, JSON has none
    return storable_text(value) if isinstance(value, str) else value


def storable_text(text: str) -> str:
    """The same text, without what no row holds and without keys."""
    return blot_secrets(keepable(text), blot=_BLOTTED)


def kept_values(values: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Named values, each cut off where it is long."""
    kept: dict[str, JsonValue] = {}
    for name, value in values.items():
        stored = storable(value)
        text = json.dumps(stored, ensure_ascii=False)
        kept[name] = stored if len(text) <= _MOST else f"{text[:_MOST]}…"
    return kept
