"""An OpenAPI contract as a developer of a try-out needs it: its servers and keys are the try-out's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.fields import map_of
from vlavirgem_sandbox.contracts.model import JsonObject

_SCHEMES: JsonObject = {
    "tryoutKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "tryoutBearer": {"type": "http", "scheme": "bearer"},
}


def with_own_address(contract: JsonObject, *, base_url: str) -> JsonObject:
    """The contract with ``servers`` and security replaced.

    The contract's own servers are the agency's real ones and its security is theirs: neither applies to a try-out,
    and a client made from the document must not call them by accident.
    """
    document: JsonObject = dict(contract)
    document["servers"] = [{"url": base_url, "description": _("Your try-out: test data only")}]
    document["security"] = [{name: []} for name in _SCHEMES]
    document["components"] = {**map_of(document.get("components")), "securitySchemes": _SCHEMES}
    document["paths"] = {path: _without_servers(members) for path, members in map_of(document.get("paths")).items()}
    return document


def without_own_address(contract: JsonObject) -> JsonObject:
    """A contract that was downloaded from a try-out, without the try-out's address and keys; any other as it is."""
    components = map_of(contract.get("components"))
    if components.get("securitySchemes") != _SCHEMES:
        return contract
    kept = {name: part for name, part in components.items() if name != "securitySchemes"}
    rest = {name: part for name, part in contract.items() if name not in {"servers", "security"}}
    return {**rest, "components": kept}


def _without_servers(members: object) -> object:
    """A path without servers of its own, and its operations without servers and security of their own."""
    if not isinstance(members, dict):
        return members
    return {
        name: {key: value for key, value in member.items() if key not in {"servers", "security"}}
        if isinstance(member, dict)
        else member
        for name, member in members.items()
        if name != "servers"
    }
