"""Reading what a try-out remembers, for rooms above this one: collections, and the documents in one of them.

A collection to which nothing was written is none here. In one that calls wrote to, the contract's samples count as long
as they stand in its list.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.list_answers import Row
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.remembering import is_of_deleted, written_row
from vlavirgem_sandbox.contracts.state import InMemoryStore, StateStore
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.serving.contract_in_use import contract_of
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_sandbox.tryouts.state_store import TryOutStore
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
    """Its collections that hold something that was written, by name; the marks of deleted documents are none."""
    keys = InMemoryStore()
    names: dict[str, None] = {}
    for collection, key in tryout.state_documents.order_by("collection", "id").values_list("collection", "key"):
        keys.put(collection, key, {})
        if not is_of_deleted(collection):
            names.setdefault(collection)
    contract = _contract_of(tryout)
    return [RememberedCollection(name=name, documents=len(_rows(contract, name, keys))) for name in names]


def documents_in(tryout: TryOut, collection: str, *, tenant: Tenant) -> list[RememberedDocument]:
    """The documents of a collection, in the order of its list. Calls under way are seen whole or not at all."""
    base = f"{tenant.address}{tryout.base_path}{collection}"
    return [
        RememberedDocument(address=f"{base}/{quote(row.key, safe='')}", content=row.content)
        for row in _rows(_contract_of(tryout), collection, TryOutStore(tryout))
    ]


def _contract_of(tryout: TryOut) -> CompiledContract | None:
    """None for one that cannot be read any more, and for one without samples in its lists."""
    try:
        compiled = contract_of(tryout).compiled
    except CallProblem:
        return None
    return compiled if isinstance(compiled, CompiledContract) else None


def _rows(contract: CompiledContract | None, collection: str, store: StateStore) -> list[Row]:
    """As its list shows them, those that have an address; else what was written."""
    rows = contract.rows(collection, store) if contract is not None else None
    found = [written_row(stored) for stored in store.list(collection)] if rows is None else rows
    return [row for row in found if row.key]
