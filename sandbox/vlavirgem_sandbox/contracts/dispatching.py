"""Which recorded answer belongs to a call: the one that was given to the same path parameters, query and JSON body."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from vlavirgem_sandbox.contracts.bodies import UNCHECKED
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.recorded.secrets import without_secrets

EXTENSION: Final = "x-vlavirgem-recorded"
"""On an operation: a list of status, path, query, body (only where one was sent) and the name of the example."""


@dataclass(frozen=True, kw_only=True)
class RecordedAnswer:
    """Status and named example of an answer; the name is empty where it had no body."""

    status: int
    example: str


class RecordedAnswers:
    """The recorded answers of one operation."""

    def __init__(self, operation: JsonObject, key_names: Set[str] = frozenset()) -> None:
        """An author may have written the extension by hand: what is not as it should be is passed over.

        ``key_names``: in which the contract's own keys travel, in lower case; they tell no calls apart.
        """
        self._key_names = key_names
        listed = operation.get(EXTENSION)
        self._by_call: dict[str, RecordedAnswer] = {}
        for each in listed if isinstance(listed, list) else ():
            if (read := self._read(each)) is not None:
                self._by_call.setdefault(*read)

    def for_call(
        self, path_parameters: Mapping[str, str], query: Iterable[tuple[str, str]], body: JsonValue
    ) -> RecordedAnswer | None:
        """The answer to this very call, or None; ``body`` is UNCHECKED where there is none."""
        if not self._by_call:
            return None
        sent = () if body is UNCHECKED else (body,)
        return self._by_call.get(self._key(path_parameters, query, *sent))

    def _read(self, each: JsonValue) -> tuple[str, RecordedAnswer] | None:
        if not isinstance(each, dict):
            return None
        status, path, query, example = (each.get(part) for part in ("status", "path", "query", "example"))
        if not isinstance(status, int) or not isinstance(path, dict) or not isinstance(example, str):
            return None
        if not isinstance(query, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in query):  # noqa: PLR2004 - a name and a value
            return None
        pairs = [(str(name), str(value)) for name, value in query]
        sent = (each["body"],) if "body" in each else ()
        return self._key(path, pairs, *sent), RecordedAnswer(status=status, example=example)

    def _key(self, path: Mapping[str, JsonValue], query: Iterable[tuple[str, str]], *body: JsonValue) -> str:
        """One text for everything that must be the same; ``body`` is empty or one value."""
        return json.dumps([sorted(path.items()), sorted(without_secrets(query, self._key_names)), body], sort_keys=True)
