"""Where a ``$ref`` leads inside the document that values are made for."""

from __future__ import annotations

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import from_fragment, value_at


class Resolver:
    """Follows references and pointers; each is looked up once. The document is as ``json_schemas`` wrote it: all are
    local."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._targets: dict[str, JsonValue] = {}
        self._places: dict[str, JsonValue] = {}

    def target(self, reference: str) -> JsonValue:
        """The schema a reference leads to. Raises LookupError when there is none."""
        found = self._targets.get(reference)
        if found is None:
            found = self._targets[reference] = value_at(self._document, from_fragment(reference))
        return found

    def at(self, pointer: str) -> JsonValue:
        """The schema at a pointer. Raises LookupError when there is none."""
        found = self._places.get(pointer)
        if found is None:
            found = self._places[pointer] = value_at(self._document, pointer)
        return found
