"""What an import or an edit changed in a record: each field that differs, as it was and as it is, within a limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

MOST_OF_A_FIELD: Final = 6_000
"""Characters of JSON that both values of a field may take together; of more it is kept only that it changed."""
MOST_OF_A_RECORD: Final = 24_000
"""Of all fields of a record together."""


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any] | None]:
    """The fields that differ, each with its value before and after; None in the place of values that are too long.

    A value that is not there is null.
    """
    changes: dict[str, list[Any] | None] = {}
    left = MOST_OF_A_RECORD
    for name in dict.fromkeys([*before, *after]):
        pair = [before.get(name), after.get(name)]
        if pair[0] == pair[1]:
            continue
        size = len(json.dumps(pair, ensure_ascii=False))
        fits = size <= min(left, MOST_OF_A_FIELD)
        changes[name] = pair if fits else None
        left -= size if fits else 0
    return changes
