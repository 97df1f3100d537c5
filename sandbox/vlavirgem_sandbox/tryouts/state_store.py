"""The engine's memory over a try-out's own tables."""

from __future__ import annotations

import builtins
from typing import Final

from django.db.models import Count, F, Sum, TextField
from django.db.models.functions import Cast, Length
from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.state import Stored, StoreFullError
from vlavirgem_sandbox.tryouts.models import StateCollection, StateDocument, TryOut

MOST_DOCUMENTS: Final = 2_000
MOST_CHARACTERS: Final = 16_000_000
"""Of all documents of a try-out together: a list reads those of its collection into memory."""


class TryOutStore:
    """A :class:`vlavirgem_sandbox.contracts.state.StateStore`.

    The caller holds a lock on the try-out's row during every call that may write (see ``serving.performing``), which
    makes read-then-write in these methods safe.
    """

    def __init__(self, tryout: TryOut) -> None:
        self._tryout = tryout

    def get(self, collection: str, key: str) -> Stored | None:
        """The document under that key, or None."""
        found = StateDocument.objects.filter(tryout=self._tryout, collection=collection, key=key).first()
        return _stored(found) if found else None

    def put(self, collection: str, key: str, document: JsonValue) -> Stored:
        """Create or replace the document; gives it back with its new version."""
        known, created = StateDocument.objects.get_or_create(
            tryout=self._tryout, collection=collection, key=key, defaults={"document": document}
        )
        if not created:
            known.document = document
            known.version += 1
            known.save(update_fields=["document", "version", "changed_at"])
        self._require_room()
        return _stored(known)

    def _require_room(self) -> None:
        """After the write, which the caller takes back when this raises."""
        length = Length(Cast("document", TextField()))
        held = StateDocument.objects.filter(tryout=self._tryout).aggregate(documents=Count("pk"), text=Sum(length))
        if held["documents"] > MOST_DOCUMENTS or held["text"] > MOST_CHARACTERS:
            most = _("%(documents)s documents, or %(megabytes)s MB of them")
            raise StoreFullError(most % {"documents": MOST_DOCUMENTS, "megabytes": MOST_CHARACTERS // 1_000_000})

    def delete(self, collection: str, key: str) -> None:
        """Remove the document; nothing happens when it is not there."""
        StateDocument.objects.filter(tryout=self._tryout, collection=collection, key=key).delete()

    def list(self, collection: str) -> builtins.list[Stored]:
        """Every document of the collection, oldest first."""
        documents = StateDocument.objects.filter(tryout=self._tryout, collection=collection).order_by("id")
        return [_stored(document) for document in documents]

    def holds_any(self, collection: str) -> bool:
        """Whether the collection has a document, without reading one."""
        return StateDocument.objects.filter(tryout=self._tryout, collection=collection).exists()

    def next_number(self, collection: str) -> int:
        """1, 2, 3 ...; never the same number twice for a collection until a reset."""
        counter, _created = StateCollection.objects.get_or_create(tryout=self._tryout, name=collection)
        StateCollection.objects.filter(pk=counter.pk).update(last_number=F("last_number") + 1)
        counter.refresh_from_db(fields=["last_number"])
        return counter.last_number


def _stored(row: StateDocument) -> Stored:
    return Stored(key=row.key, document=row.document, version=row.version)
