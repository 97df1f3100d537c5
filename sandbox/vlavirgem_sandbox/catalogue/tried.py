"""Which services an organisation tries: asked of the room above, which knows, and registers how to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from vlavirgem.plugins import Registry


@dataclass(frozen=True, kw_only=True)
class TriedServices:
    """``find`` runs in the scope of an organisation and gives the services that it tries now, in one query or two."""

    name: str
    find: Callable[[], set[UUID]]


tried_services: Registry[TriedServices] = Registry("source of tried services")


def services_we_try() -> set[UUID]:
    """Of the organisation whose scope this is."""
    return {service for source in tried_services for service in source.find()}
