"""What the room above, where services are tried, tells the catalogue and is told by it; it registers how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from vlavirgem.registry import Registry
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class TriedServices:
    """``find`` runs in the scope of an organisation and gives the services that it tries now, in one query or two."""

    name: str
    find: Callable[[], set[UUID]]


@dataclass(frozen=True, kw_only=True)
class DraftFollower:
    """``follow`` is told by whom which draft was replaced, and by what; by None where it was thrown away.

    It runs in the scope of the publisher, in the transaction that did it.
    """

    name: str
    follow: Callable[[Actor, UUID, ServiceVersion | None], None]


tried_services: Registry[TriedServices] = Registry("source of tried services")
draft_followers: Registry[DraftFollower] = Registry("follower of drafts")


def services_we_try() -> set[UUID]:
    """Of the organisation whose scope this is."""
    return {service for source in tried_services for service in source.find()}


def follow_draft(actor: Actor, draft: UUID, now: ServiceVersion | None) -> None:
    """Let what rests on a draft that is gone go along."""
    for follower in draft_followers:
        follower.follow(actor, draft, now)
