"""The domains besides the exchange of records: what can be listed at the root, and the table behind each type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.organisations.source import ORGANISATIONS
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_graphql.schema.services.source import SERVICES, VERSIONS
from vlavirgem_graphql.schema.services.types import Service

DOMAIN_SOURCES: Final[Mapping[str, RowSource]] = {
    "Organisation": ORGANISATIONS,
    "Service": SERVICES,
    "ServiceVersion": VERSIONS,
}


def domain_fields() -> dict[str, Any]:
    """The root fields, described in the active language."""
    return {
        "organisations": Connection(
            Organisation, ORGANISATIONS, description=_("The organisations of the network, by name.")
        ),
        "services": Connection(
            Service, SERVICES, description=_("The services of the network that you can see, by name.")
        ),
    }
