"""Kinds of dataset: one declaration fixes the JSON Schema, the names on screen and the gateway's type.

``find_kind(name)`` and ``known_kinds()`` read the registry of ``vlavirgem.plugins``; a plugin adds a kind there.
"""

from __future__ import annotations

from vlavirgem.plugins import dataset_kinds
from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField

__all__ = ["FieldType", "Kind", "KindField", "find_kind", "known_kinds"]


def find_kind(name: str) -> Kind:
    """Return the declared kind; raises ``LookupError`` that names the known ones."""
    declaration = dataset_kinds.get(name).declaration
    if not isinstance(declaration, Kind):
        raise TypeError(f"The kind {name!r} was registered without a Kind declaration.")
    return declaration


def known_kinds() -> list[Kind]:
    """Return all declared kinds, in the order in which they were registered."""
    return [find_kind(entry.name) for entry in dataset_kinds]
