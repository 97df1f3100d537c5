"""A publisher's own try-outs of a draft, which go along when the draft is replaced, and end when it is thrown away."""

from __future__ import annotations

from uuid import UUID

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.tried import DraftFollower
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState, Verb
from vlavirgem_sandbox.tryouts.services import end_tryout, remember, reset_tryout
from vlavirgem_tenants.people.actors import Actor


def _follow(actor: Actor, draft: UUID, now: ServiceVersion | None) -> None:
    for tryout in TryOut.objects.exclude(state=TryOutState.ENDED).filter(version_id=draft):
        if now is None:
            end_tryout(actor=actor, tryout=tryout)
        else:
            _go_on_with(now, actor, tryout)


def _go_on_with(version: ServiceVersion, actor: Actor, tryout: TryOut) -> None:
    """Keys, address and log stay. What is remembered goes: it has the form of the contract that is gone."""
    reset_tryout(actor=actor, tryout=tryout)
    tryout.snapshots.all().delete()
    tryout.version_id, tryout.digest, tryout.version_number = version.pk, version.digest, version.number
    tryout.sends_messages = bool(version.messages)
    tryout.save(update_fields=["version_id", "digest", "version_number", "sends_messages"])
    remember(actor, tryout, Verb.DRAFT_REPLACED, version.label)


FOLLOWER = DraftFollower(name="tryouts", follow=_follow)
