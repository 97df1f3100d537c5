"""Types of GraphQL that are made for another type: its page, its edge, its figures."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.functional import Promise


def object_type(name: str, described: str | Promise, **fields: Any) -> type[graphene.ObjectType]:
    """The object type of this name, with this description and these fields."""
    return type(name, (graphene.ObjectType,), {"Meta": type("Meta", (), {"description": described}), **fields})
