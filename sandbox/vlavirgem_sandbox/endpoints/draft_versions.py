"""Openings of a draft, which go along when the draft is replaced, and are gone when it is thrown away."""

from __future__ import annotations

from uuid import UUID

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.tried import DraftFollower
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_tenants.people.actors import Actor


def _follow(actor: Actor, draft: UUID, now: ServiceVersion | None) -> None:
    """The database holds an opening to its version at the end of the transaction: until then it may name one that is
    gone."""
    openings = Opening.objects.filter(owner=actor.tenant, version_id=draft)
    if now is None or now.dialect.startswith("asyncapi"):  # which has no operations that could be passed on
        openings.delete()
    else:
        openings.update(version=now)


FOLLOWER = DraftFollower(name="openings", follow=_follow)
