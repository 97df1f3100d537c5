"""Reading what a try-out remembers, for rooms above this one: collections, and the documents in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Count

from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.remembering import is_of_deleted
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant


@dataclass(frozen=True, kw_only=True)
class RememberedCollection:
    """A collection of a try-out, by its path, with how many documents stand in it."""

    name: str
    documents: int


@dataclass(frozen=True, kw_only=True)
class RememberedDocument:
    """A document as calls left it. ``address`` is where a program reads it, on the tenant's own host."""

    address: str
    content: JsonValue


def collections_of(tryout: TryOut) -> list[RememberedCollection]:
    """Its collections that hold something, by name; the marks of deleted documents are none."""
    counted = tryout.state_documents.order_by("collection").values_list("collection").annotate(count=Count("pk"))
    return [RememberedCollection(name=name, documents=count) for name, count in counted if not is_of_deleted(name)]


def documents_in(tryout: TryOut, collection: str, *, tenant: Tenant) -> list[RememberedDocument]:
    """The documents of a collection, the oldest first. Calls that are under way are seen whole or not at all."""
    base = f"{tenant.address}{tryout.base_path}{collection}"
    found = tryout.state_documents.filter(collection=collection).order_by("id")
    return [
        RememberedDocument(address=f"{base}/{quote(key, safe='')}", content=content)
        for key, content in found.values_list("key", "document")
    ]
