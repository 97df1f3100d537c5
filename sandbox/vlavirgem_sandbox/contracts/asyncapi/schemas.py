"""Schemas of AsyncAPI (JSON Schema draft 7 and a little more) as JSON Schema 2020-12: what was renamed, in place."""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.openapi_tree import Tree

_ROUNDS: Final = 4
"""What a round renames may hold schemas that only then are known as such. What lies deeper is told as ill-formed."""


def modernise(document: JsonObject) -> None:
    """Rename in every schema that the document reaches."""
    for _round in range(_ROUNDS):
        if not sum(_renamed(node.value) for node in list(Tree(document).schemas())):
            return


def _renamed(schema: JsonObject) -> bool:
    """``items`` as a list and ``additionalItems``; ``dependencies`` (2019-09, appendix G; 2020-12, release notes)."""
    items, dependencies = schema.get("items"), schema.get("dependencies")
    if isinstance(items, list):
        schema["prefixItems"] = schema.pop("items")
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")
    if isinstance(dependencies, dict):
        del schema["dependencies"]
        names = {name: each for name, each in dependencies.items() if isinstance(each, list)}
        schemas = {name: each for name, each in dependencies.items() if not isinstance(each, list)}
        if names:
            schema["dependentRequired"] = names
        if schemas:
            schema["dependentSchemas"] = schemas
    return isinstance(items, list) or isinstance(dependencies, dict)
