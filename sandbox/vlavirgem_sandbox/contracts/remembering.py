"""What a try-out remembers, and how calls on a collection read and change it.

Before anything is written, a collection shows the contract's examples: any key is found. Once something was written
(or deleted) it holds what was written: an unknown key is a 404, unless an example of the contract has that very key.
A collection under an item that was written starts empty.
"""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from vlavirgem_sandbox.contracts.generating.completion import Completion
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.resources import Resource
from vlavirgem_sandbox.contracts.state import StateStore, Stored

_DELETED: Final = "deleted:"
_ATTEMPTS: Final = 50


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What the documents of a resource look like, in the answer's schemas."""

    schema: JsonValue
    """Of one document; None when the contract does not describe one."""
    key_property: str
    key_schema: JsonValue
    """What a key must satisfy: the field's schema and the parameter's."""
    known_keys: frozenset[str]
    """Keys of the documents in the contract's examples."""
    unique: frozenset[str] = frozenset()
    """Fields of which no two documents may hold the same value: those marked ``x-vlavirgem-unique: true``."""


_UNSOUGHT: Final = Stored(key="", document=None, version=0)
"""Stands for: not looked up yet."""


class Collection:
    """One collection of one try-out, for the time of one call."""

    def __init__(
        self,
        resource: Resource,
        shape: Shape,
        store: StateStore,
        path_parameters: dict[str, str],
        *,
        above: Collection | None = None,
    ) -> None:
        """``above`` is the collection that the path's parent item belongs to."""
        self._above = above
        self._found: Stored | None = _UNSOUGHT
        self.resource = resource
        self.shape = shape
        self._store = store
        self.name = resource.collection(path_parameters)
        self.key = path_parameters.get(resource.key_parameter, "")

    def find(self) -> Stored | None:
        """The document that the call's path names, when it was written. Looked up once: a call is one transaction."""
        if self._found is _UNSOUGHT:
            self._found = self._store.get(self.name, self.key)
        return self._found

    def has(self, key: str) -> bool:
        """Whether a document was written under this key, and is still there."""
        return self._store.get(self.name, key) is not None

    def has_twin_of(self, document: JsonObject) -> bool:
        """Whether a document holds the same in a field that is unique."""
        unique = {name: document[name] for name in self.shape.unique if document.get(name) is not None}
        if not unique:
            return False
        held = [each.document for each in self._store.list(self.name) if isinstance(each.document, dict)]
        return any(each.get(name) == value for each in held for name, value in unique.items())

    def is_gone(self) -> bool:
        """Whether the key that the path names leads nowhere: deleted, or never written to a collection in use."""
        if self._store.get(_DELETED + self.name, self.key) is not None:
            return True
        if self.find() is not None:
            return False
        if self.key in self.shape.known_keys and not self._hangs_under_written():
            return False
        return self._is_in_use()

    def _hangs_under_written(self) -> bool:
        return self._above is not None and self._above.find() is not None

    def written(self) -> list[Stored] | None:
        """The documents as written, oldest first; None as long as the contract's examples stand in for them: until
        something is written or deleted here, or the parent is (a new association has no representatives yet)."""
        return self._store.list(self.name) if self._is_in_use() else None

    def _is_in_use(self) -> bool:
        if self._store.holds_any(self.name) or self._store.holds_any(_DELETED + self.name):
            return True
        return self._hangs_under_written()

    def write(self, key: str, document: JsonValue) -> Stored:
        """Create or replace; a deleted key comes back to life."""
        self._store.delete(_DELETED + self.name, key)
        return self._store.put(self.name, key, document)

    def delete(self) -> None:
        """Remove the document, and remember that it is gone."""
        self._store.delete(self.name, self.key)
        self._store.put(_DELETED + self.name, self.key, {})

    def new_key(self, generator: Generator, seed: int) -> JsonValue:
        """A key in the form the contract asks for, which nothing has or had. Raises :class:`Ungeneratable`."""
        for _attempt in range(_ATTEMPTS):
            number = self._store.next_number(self.name)
            rng = random.Random(f"{seed}|{self.name}|{number}")  # noqa: S311 - repeatable, not secret
            value = _numbered(generator, self.shape.key_schema, number, rng)
            key = key_text(value)
            if (
                key not in self.shape.known_keys
                and self._store.get(self.name, key) is None
                and self._store.get(_DELETED + self.name, key) is None
            ):
                return value
        raise Ungeneratable("key")


def _numbered(generator: Generator, schema: JsonValue, number: int, rng: random.Random) -> JsonValue:
    """The number itself where the schema takes it, as a number or as text; else something drawn for it."""
    rules = generator.facets(schema).rules
    for candidate in (number, str(number)) if "format" not in rules else (number,):
        if generator.conformance.conforms(candidate, schema):
            return candidate
    # Nobody wants the contract's example as the key of everything that is created.
    return generator.value(schema, rng, samples=False)


def is_of_deleted(collection: str) -> bool:
    """Whether a collection of the store holds no documents of people but the marks of those that were deleted."""
    return collection.startswith(_DELETED)


def key_text(value: JsonValue) -> str:
    """A key as it stands in a path."""
    return value if isinstance(value, str) else str(value)


def location_of(resource: Resource, path_parameters: dict[str, str], key: str) -> str:
    """The address of a new document, relative to that of its collection (RFC 9110 section 10.2.2).

    Relative, so that it leads to the right place whatever a try-out's base URL is.
    """
    collection = resource.collection(path_parameters).rpartition("/")[2]
    return f"{'./' if ':' in collection else ''}{collection}/{quote(key, safe='')}"


def merged(document: JsonValue, patch: JsonValue) -> JsonValue:
    """JSON Merge Patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result: JsonObject = dict(document) if isinstance(document, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def stored_form(
    generator: Generator, shape: Shape, document: JsonValue, rng: random.Random, *, moment: str
) -> JsonValue:
    """A new document with everything that only the server sets, so that it reads the same from now on."""
    if shape.schema is None or not isinstance(document, dict):
        return document
    completed = Completion(generator, rng, creating=True, moment=moment).of(shape.schema, deepcopy(document))
    return {**document, **completed} if isinstance(completed, dict) else document
