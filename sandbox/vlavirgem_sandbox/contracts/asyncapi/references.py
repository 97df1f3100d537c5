"""An AsyncAPI document and the references in it that lead to channels, messages and traits.

References between schemas are left to :class:`~vlavirgem_sandbox.contracts.openapi_tree.Tree`.
"""

from __future__ import annotations

from vlavirgem_sandbox.contracts.limits import MAX_CHAIN
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.openapi_tree import Reference, ReferenceTrouble
from vlavirgem_sandbox.contracts.pointers import from_fragment, value_at
from vlavirgem_sandbox.contracts.soundness import reference_problem


class Document:
    """The document, worked on in place; what is wrong with its references is gathered on the way."""

    def __init__(self, value: JsonObject) -> None:
        self.value = value
        self._problems: dict[str, Problem] = {}

    @property
    def problems(self) -> list[Problem]:
        """One for each reference that leads nowhere, out of the document, or round."""
        return list(self._problems.values())

    def follow(self, pointer: str) -> tuple[str, JsonObject] | None:
        """Where the object at a pointer really stands, and the object; None when it is not within MAX_CHAIN steps."""
        seen: set[str] = set()
        while (value := self._at(pointer)) is not None:
            if "$ref" not in value:
                return pointer, value
            target, trouble = _target(value["$ref"])
            if trouble is None and (len(seen) > MAX_CHAIN or target in seen or self._at(target) is None):
                trouble = "missing"
            if trouble is not None:
                self._note(pointer, value["$ref"], trouble)
                return None
            seen.add(pointer)
            pointer = target
        return None

    def part(self, pointer: str) -> JsonObject:
        """The object at a pointer as it stands; empty when there is none."""
        return self._at(pointer) or {}

    def _at(self, pointer: str) -> JsonObject | None:
        try:
            value = value_at(self.value, pointer)
        except (LookupError, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def _note(self, pointer: str, text: JsonValue, trouble: ReferenceTrouble) -> None:
        if pointer not in self._problems:
            self._problems[pointer] = reference_problem(Reference(pointer, str(text), "$ref", None, trouble))


def _target(text: JsonValue) -> tuple[str, ReferenceTrouble | None]:
    if not isinstance(text, str):
        return "", "not text"
    if not text.startswith("#"):
        return "", "remote" if "://" in text and not text.startswith("file:") else "file"
    pointer = from_fragment(text)
    return (pointer, None) if pointer.startswith("/") else ("", "missing")
