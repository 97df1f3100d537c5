"""What a try-out remembers between calls: collections of JSON documents behind one small interface."""

from __future__ import annotations

import threading
from copy import deepcopy
from dataclasses import dataclass
from typing import Protocol

from vlavirgem_sandbox.contracts.model import JsonValue


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A document as it is kept. ``version`` starts at 1 and grows by one with every put."""

    key: str
    document: JsonValue
    version: int

    @property
    def etag(self) -> str:
        """Strong entity tag (RFC 9110 section 8.8.3)."""
        return f'"{self.version}"'


class StoreFullError(Exception):
    """A store that takes no more; ``most`` says in words how much it holds."""

    def __init__(self, most: str) -> None:
        super().__init__(most)
        self.most = most


class StateStore(Protocol):
    """Where the engine keeps documents. One store is one try-out; reset empties it.

    A collection is named by the path it is reached at (``/verenigingen``, ``/dossiers/7/stukken``). Names that start
    with ``deleted:`` hold the keys that were deleted, so a store needs no notion of tombstones.
    An implementation serialises the calls that write to one try-out, or makes each method atomic by itself.
    """

    def get(self, collection: str, key: str) -> Stored | None:
        """The document under that key, or None."""

    def put(self, collection: str, key: str, document: JsonValue) -> Stored:
        """Create or replace the document; gives it back with its new version. Raises StoreFullError."""

    def delete(self, collection: str, key: str) -> None:
        """Remove the document; nothing happens when it is not there."""

    def list(self, collection: str) -> list[Stored]:
        """Every document of the collection, oldest first."""

    def holds_any(self, collection: str) -> bool:
        """Whether the collection has a document, without reading one."""

    def next_number(self, collection: str) -> int:
        """1, 2, 3 ...: new keys are made from it. Never the same number twice for a collection until a reset."""


class InMemoryStore:
    """A store that lives as long as the object: for tests, the command line and `prove`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._collections: dict[str, dict[str, Stored]] = {}
        self._numbers: dict[str, int] = {}

    def get(self, collection: str, key: str) -> Stored | None:
        """See :class:`StateStore`."""
        return self._collections.get(collection, {}).get(key)

    def put(self, collection: str, key: str, document: JsonValue) -> Stored:
        """See :class:`StateStore`."""
        with self._lock:
            documents = self._collections.setdefault(collection, {})
            before = documents.get(key)
            stored = Stored(key=key, document=deepcopy(document), version=before.version + 1 if before else 1)
            documents[key] = stored
            return stored

    def delete(self, collection: str, key: str) -> None:
        """See :class:`StateStore`."""
        with self._lock:
            self._collections.get(collection, {}).pop(key, None)

    def list(self, collection: str) -> list[Stored]:
        """See :class:`StateStore`."""
        with self._lock:
            return list(self._collections.get(collection, {}).values())

    def holds_any(self, collection: str) -> bool:
        """See :class:`StateStore`."""
        return bool(self._collections.get(collection))

    def next_number(self, collection: str) -> int:
        """See :class:`StateStore`."""
        with self._lock:
            self._numbers[collection] = self._numbers.get(collection, 0) + 1
            return self._numbers[collection]
