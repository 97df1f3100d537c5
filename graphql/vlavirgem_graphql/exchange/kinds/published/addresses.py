"""Where a kind and its fields are found on the web: on the network's own host, the same for every organisation."""

from __future__ import annotations

import re
from typing import Final

from django.urls import reverse

from vlavirgem_graphql.exchange.kinds.declaration import Kind, KindField
from vlavirgem_graphql.exchange.kinds.namespaces import IDENTITY, SCHEMA, SCHEMA_HTTPS
from vlavirgem_tenants.directory.models import Tenant

NETWORK_SLUG: Final = "net"
# A literal that only names an address in a sentence is none.
_ADDRESS: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://|urn:)[^\x00-\x20<>\"{}|\\^`]+\Z", re.IGNORECASE)


def network_address() -> str:
    """The address of the network's own host, without a slash at the end."""
    return Tenant(slug=NETWORK_SLUG).address


def kind_address(kind: Kind) -> str:
    """The address of a kind: a page, or what a program asks for in ``Accept``."""
    return network_address() + reverse("kinds:kind", args=[kind.name])


def context_address(kind: Kind) -> str:
    """The address of a kind's JSON-LD context, whatever is asked for."""
    return network_address() + reverse("kinds:document", args=[kind.name, "context.jsonld"])


def shapes_address(kind: Kind) -> str:
    """The address of a kind's SHACL shapes, whatever is asked for."""
    return network_address() + reverse("kinds:document", args=[kind.name, "shapes.ttl"])


def property_address(kind: Kind, field: KindField) -> str:
    """The property of a field: of its profile, or an address of ours; empty for what is no property."""
    if field.property_uri == IDENTITY:
        return ""
    return field.property_uri or f"{kind_address(kind)}#{field.name}"


def property_addresses(kind: Kind, field: KindField) -> tuple[str, ...]:
    """Every property under which a file may hold a field; none for what a file cannot say.

    The names of schema.org stand in files with either scheme; the profile of IPDC of 2022 has the other one.
    """
    if field.property_uri == IDENTITY:
        return ()
    found = (property_address(kind, field), *field.other_uris)
    return (*found, *(SCHEMA_HTTPS + each.removeprefix(SCHEMA) for each in found if each.startswith(SCHEMA)))


def class_address(kind: Kind) -> str:
    """The class of a kind's records: of its profile, or an address of ours."""
    return kind.class_uri or f"{kind_address(kind)}#{kind.type_name}"


def concept_address(field: KindField, value: str) -> str:
    """The address of the concept that a CODE field holds: of a code of its list, else the address that it is itself.

    Empty for a text that is neither: no address is made up for it.
    """
    if field.has_code(value):
        return field.concepts + value
    return value if _ADDRESS.match(value) else ""
