"""What the call before a message was about."""

from __future__ import annotations

import json
from typing import Final

from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Cause, JsonValue

_ENDINGS: Final = ("id", "code", "uuid")
_LONGEST: Final = 200


def identifiers_in(cause: Cause) -> dict[str, JsonValue]:
    """Fields of the call and of its answer that name something, by how they are called (``documentId``, ``vCode``).

    A message about the same thing shows the same. Only what stands at the top: deeper down the same name is often
    another thing's.
    """
    found: dict[str, JsonValue] = {}
    for document in (_read(cause.call), _read(cause.answer)):
        fields = document.items() if isinstance(document, dict) else ()
        found |= {name: value for name, value in fields if name.lower().endswith(_ENDINGS) and _names(value)}
    return found


def _names(value: JsonValue) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    return isinstance(value, int) and not isinstance(value, bool)


def _read(sent: CallRequest | Answer) -> JsonValue:
    try:
        return json.loads(sent.body) if sent.body else None
    except (ValueError, RecursionError):
        return None
