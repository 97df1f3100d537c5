"""Where what Swagger 2.0 keeps at the top of a document stands in OpenAPI 3.0."""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.contracts.model import JsonValue

_MOVED: Final = {
    "#/definitions/": "#/components/schemas/",
    "#/parameters/": "#/components/parameters/",
    "#/responses/": "#/components/responses/",
}


def moved(reference: JsonValue) -> JsonValue:
    """The reference as it leads to the same thing in the rewritten document; any other is left as it is."""
    if isinstance(reference, str):
        for old, new in _MOVED.items():
            if reference.startswith(old):
                return new + reference.removeprefix(old)
    return reference
