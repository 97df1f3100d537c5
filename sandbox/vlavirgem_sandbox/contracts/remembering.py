"""What a try-out remembers, and how calls on a collection read and change it.

A collection holds the contract's samples (:mod:`samples`), less those that were deleted, and what was written. A sample
that is changed becomes a written document in the same place. Both are shown, listed, filtered, paged and changed alike.

Before anything is written or deleted, any other key is found too, and shown as the contract's example or as its schema
has it: contracts without examples could not be tried otherwise. After that an unknown key is a 404. A collection under
an item that was newly written starts empty; one under a sample keeps its samples, changed or not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote

from vlavirgem_sandbox.contracts.generating.completion import Completion
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.list_answers import Row
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.resources import Resource
from vlavirgem_sandbox.contracts.samples import Sample, key_text
from vlavirgem_sandbox.contracts.state import StateStore, Stored

_DELETED: Final = "deleted:"
_ATTEMPTS: Final = 50
_FIRST_VERSION: Final = 1


def _never(_name: str, _value: JsonValue, _document: JsonObject) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What the documents of a resource look like, in the answer's schemas."""

    schema: JsonValue
    """Of one document; None when the contract does not describe one."""
    key_property: str
    key_schema: JsonValue
    """What a key must satisfy: the field's schema and the parameter's."""
    known_keys: frozenset[str]
    """Keys of the documents in the contract's examples, which no new document gets."""
    unique: frozenset[str] = frozenset()
    """Fields of which no two documents may hold the same value: those marked ``x-vlavirgem-unique: true``."""
    samples: tuple[Sample, ...] = ()
    """The contract's own documents, in their order."""
    first_tags: frozenset[str] = frozenset({'"1"'})
    """Entity tags that a sample may be known by: that of a first version, and those in the contract's examples."""
    fits: Callable[[str, JsonValue, JsonObject], bool] = _never
    """Whether a document may have this value in the field of that name."""

    @cached_property
    def by_key(self) -> dict[str, Sample]:
        """The samples that have an address."""
        return {sample.key: sample for sample in self.samples if sample.key}


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
        self._keys_above = {
            name: value for name, value in path_parameters.items() if f"{{{name}}}" in resource.collection_path
        }

    def find(self) -> Stored | None:
        """The document that the call's path names, when it was written. Looked up once: a call is one transaction."""
        if self._found is _UNSOUGHT:
            self._found = self._store.get(self.name, self.key)
        return self._found

    def sample(self) -> Stored | None:
        """The sample that the call's path names, as long as it was not changed or deleted."""
        if self.find() is not None or (sample := self._sample_of(self.key)) is None or self._is_deleted:
            return None
        if sample.document is None:
            return None
        return Stored(key=sample.key, document=self._placed(sample.document), version=_FIRST_VERSION)

    def shown(self) -> Stored | None:
        """The document at the call's path: written, else a sample."""
        return self.find() or self.sample()

    def is_taken(self, key: str) -> bool:
        """Whether there is a document under this key."""
        if self._store.get(self.name, key) is not None:
            return True
        return self._sample_of(key) is not None and self._store.get(_DELETED + self.name, key) is None

    def has_twin_of(self, document: JsonObject) -> bool:
        """Whether a document holds the same in a field that is unique."""
        unique = {name: document[name] for name in self.shape.unique if document.get(name) is not None}
        if not unique:
            return False
        held = [row.fields for row in self.rows()]
        return any(each.get(name) == value for each in held for name, value in unique.items())

    def is_gone(self) -> bool:
        """Whether the key that the path names leads nowhere: deleted, or unknown in a collection in use."""
        if self._is_deleted:
            return True
        if self.find() is not None:
            return False
        return self._sample_of(self.key) is None and self.is_in_use()

    @cached_property
    def _is_deleted(self) -> bool:
        return self._store.get(_DELETED + self.name, self.key) is not None

    def is_in_use(self) -> bool:
        """Whether something was written or deleted here, or the parent was made by a call (a new association has no
        representatives yet)."""
        if self._store.holds_any(self.name) or self._store.holds_any(_DELETED + self.name):
            return True
        return self._hangs_under_made()

    def _hangs_under_made(self) -> bool:
        above = self._above
        return above is not None and above.find() is not None and above._sample_of(above.key) is None  # noqa: SLF001 - of our own class

    def written(self) -> list[Stored]:
        """What was written, oldest first."""
        return self._store.list(self.name)

    def rows(self) -> list[Row]:
        """All documents: the samples that are left, changed ones in their place, then what was added, oldest first."""
        return self._rows({stored.key: stored for stored in self.written()}, self._deleted())

    def rows_or_untouched(self) -> tuple[list[Row], bool]:
        """The same, and whether they are the contract's own and nothing else, so that its examples may stand in."""
        written, deleted = {stored.key: stored for stored in self.written()}, self._deleted()
        is_untouched = not written and not deleted and not self._hangs_under_made()
        return self._rows(written, deleted), is_untouched

    def _deleted(self) -> set[str]:
        return {stored.key for stored in self._store.list(_DELETED + self.name)}

    def _rows(self, written: dict[str, Stored], deleted: set[str]) -> list[Row]:
        rows = []
        for sample in () if self._hangs_under_made() else self.shape.samples:
            stored = written.pop(sample.key, None) if sample.key else None
            if stored is not None:
                rows.append(written_row(stored))
            elif sample.key not in deleted:
                listed, document = self._placed(sample.listed), self._placed(sample.document)
                rows.append(Row(key=sample.key, listed=listed, document=document))
        return [*rows, *map(written_row, written.values())]

    def _sample_of(self, key: str) -> Sample | None:
        return None if self._hangs_under_made() else self.shape.by_key.get(key)

    def _placed(self, document: JsonValue) -> JsonValue:
        """A sample as one of the parents in the call's path: fields named as their keys say so, where they may."""
        for name, text in self._keys_above.items():
            if not isinstance(document, dict) or name not in document or key_text(document[name]) == text:
                continue
            value: JsonValue = int(text) if isinstance(document[name], int) and text.isdecimal() else text
            if self.shape.fits(name, value, document):
                document = {**document, name: value}
        return document

    def write(self, key: str, document: JsonValue, *, over: JsonValue = None) -> Stored:
        """Create or replace; a deleted key comes back to life.

        ``over`` is what a caller saw there that was never written. It was the first version, so this is the second:
        who still holds the tag of the first is told so.
        """
        if over is not None:
            self._store.put(self.name, key, over)
        else:
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


def written_row(stored: Stored) -> Row:
    """A written document as a list shows it."""
    return Row(key=stored.key, listed=stored.document, document=stored.document)


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
