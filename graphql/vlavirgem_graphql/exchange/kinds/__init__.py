"""Kinds of dataset: one declaration fixes the JSON Schema, the names on screen and the gateway's type.

``find_kind(name)`` and ``known_kinds()`` read the registry of ``vlavirgem.plugins``, where a plugin adds a kind, and
the kinds that an operator made of a document (``made``).
"""

from __future__ import annotations

from vlavirgem.plugins import dataset_kinds
from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.made.known import MadeKinds, made_kinds

__all__ = ["FieldType", "Kind", "KindField", "declared_kinds", "find_kind", "kinds_with", "known_kinds", "open_kinds"]


def find_kind(name: str) -> Kind:
    """Return the declared kind; raises ``LookupError`` that names the known ones."""
    if name not in dataset_kinds and (made := made_kinds().kinds.get(name)) is not None:
        return made
    declaration = dataset_kinds.get(name).declaration
    if not isinstance(declaration, Kind):
        raise TypeError(f"The kind {name!r} was registered without a Kind declaration.")
    return declaration


def known_kinds() -> list[Kind]:
    """Return all kinds: those that were declared in the order in which they were registered, then those that were made.

    One that was made and shares a name with a plugin that came later gives way to it.
    """
    return kinds_with(made_kinds())


def kinds_with(those: MadeKinds) -> list[Kind]:
    """Return the kinds that were declared, and these that were made."""
    declared = declared_kinds()
    taken = {name for kind in declared for name in (kind.name, kind.type_name, kind.connection_name)}
    made = those.kinds.values()
    return [*declared, *(kind for kind in made if taken.isdisjoint({kind.name, kind.type_name, kind.connection_name}))]


def declared_kinds() -> list[Kind]:
    """Return the kinds that come with the house and its plugins."""
    return [find_kind(entry.name) for entry in dataset_kinds]


def open_kinds() -> list[Kind]:
    """Return the kinds of which a new dataset can be made."""
    return [kind for kind in known_kinds() if not kind.is_closed]
