"""What can be done to a try-out: open it, give and revoke keys, reset, pause, resume and end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.plugins import PersonsKey
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import held
from vlavirgem_sandbox.days import require_coming_day
from vlavirgem_sandbox.tryouts.key_secrets import KeySecret, new_secret
from vlavirgem_sandbox.tryouts.models import (
    StateCollection,
    StateDocument,
    TryOut,
    TryOutEvent,
    TryOutKey,
    TryOutState,
    Verb,
)
from vlavirgem_sandbox.tryouts.services_following import follow_service
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class IssuedKey:
    """A new key with its secret, which exists nowhere else from here on."""

    key: TryOutKey
    secret: KeySecret


@transaction.atomic
def open_tryout(*, actor: Actor, version: ServiceVersion, name: str = "", opened_at: datetime | None = None) -> TryOut:
    """Open a try-out of a version in the actor's own space, and follow its service where others publish it. Of a draft
    only its publisher can.

    ``name`` defaults to the service's; ``opened_at`` to now (a history brought in from elsewhere has its own date).
    """
    actor.require(Permission.TRYOUT_MANAGE)
    service = version.service
    own_draft = version.state == PublicationState.DRAFT and service.owner_id == actor.tenant.pk
    if own_draft:
        service, version = held(actor, version)  # it may be replaced just now
    elif not version.is_offered:
        raise Refusal(
            message=_("Version %(number)s of “%(service)s” is not in the catalogue, so it cannot be tried.")
            % {"number": version.number, "service": service.name},
            remedy=_("Choose another version on the page of the service."),
            code="version-not-live",
        )
    tryout: TryOut = TryOut.objects.create(
        name=name.strip() or service.name,
        version_id=version.pk,
        digest=version.digest,
        service_name=service.name,
        service_url=service.get_absolute_url(),
        version_number=version.number,
        agency_name=service.owner.name,
        sends_messages=bool(version.messages),
        opened_by=actor.name,
        opened_at=opened_at or timezone.now(),
    )
    remember(actor, tryout, Verb.OPENED, at=opened_at)
    if service.owner_id != actor.tenant.pk:
        follow_service(actor=actor, service=service)
    return tryout


@dataclass(frozen=True, kw_only=True)
class KeyScope:
    """What a key may do, and until when; as it stands: everything, without an end."""

    reads_only: bool = False
    operations: tuple[str, ...] = ()
    """Keys of operations; empty for every one."""
    last_day: date | None = None


@transaction.atomic
def issue_key(
    *,
    actor: Actor,
    tryout: TryOut,
    label: str,
    scope: KeyScope | None = None,
    created_at: datetime | None = None,
) -> IssuedKey:
    """Make a key for a program. The secret is in the answer and nowhere else. ``created_at`` as in open_tryout."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    scope = scope or KeyScope()
    require_coming_day(scope.last_day)
    secret = new_secret()
    key = TryOutKey.objects.create(
        tryout=tryout,
        label=label.strip() or _("Key"),
        prefix=secret.prefix,
        digest=secret.digest,
        reads_only=scope.reads_only,
        operations=list(scope.operations),
        last_day=scope.last_day,
        created_by=actor.name,
        created_by_id=actor.person_id,
        created_at=created_at or timezone.now(),
    )
    remember(actor, tryout, Verb.KEY_ISSUED, str(key), at=created_at)
    return IssuedKey(key=key, secret=secret)


def keys_of_person(person_id: UUID) -> list[PersonsKey]:
    """The keys in use that somebody made, for who ends their account."""
    keys = TryOutKey.objects.filter(created_by_id=person_id, revoked_at=None).select_related("tryout")
    label = _("Key “%(label)s” of try-out %(tryout)s")
    return [
        PersonsKey(label=label % {"label": key, "tryout": key.tryout}, url=key.tryout.get_absolute_url())
        for key in keys
    ]


@transaction.atomic
def revoke_key(*, actor: Actor, key: TryOutKey) -> TryOutKey:
    """The key stops working with the next call. Revoking twice changes nothing."""
    actor.require(Permission.TRYOUT_MANAGE)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.revoked_by = actor.name
        key.save(update_fields=["revoked_at", "revoked_by"])
        remember(actor, key.tryout, Verb.KEY_REVOKED, str(key))
    return key


@transaction.atomic
def reset_tryout(*, actor: Actor, tryout: TryOut) -> int:
    """Forget everything that calls created or changed; returns how many documents. Keys and the call log stay."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    forgotten, _per_model = StateDocument.objects.filter(tryout=tryout).delete()
    StateCollection.objects.filter(tryout=tryout).delete()
    tryout.reset_at = timezone.now()
    tryout.save(update_fields=["reset_at"])
    remember(actor, tryout, Verb.RESET, str(forgotten))
    return forgotten


@transaction.atomic
def pause_tryout(*, actor: Actor, tryout: TryOut) -> TryOut:
    """Calls are refused until it is resumed."""
    return _change_state(actor, tryout, from_state=TryOutState.ACTIVE, to_state=TryOutState.PAUSED, verb=Verb.PAUSED)


@transaction.atomic
def resume_tryout(*, actor: Actor, tryout: TryOut) -> TryOut:
    """Calls are answered again."""
    return _change_state(actor, tryout, from_state=TryOutState.PAUSED, to_state=TryOutState.ACTIVE, verb=Verb.RESUMED)


@transaction.atomic
def end_tryout(*, actor: Actor, tryout: TryOut) -> TryOut:
    """For good: keys are revoked; what is remembered, its snapshots and planned messages go; the call log and the inbox
    stay, as evidence."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    now = timezone.now()
    tryout.keys.filter(revoked_at=None).update(revoked_at=now, revoked_by=actor.name)
    StateDocument.objects.filter(tryout=tryout).delete()
    StateCollection.objects.filter(tryout=tryout).delete()
    tryout.snapshots.all().delete()
    tryout.message_plans.all().delete()
    tryout.disturbances.running(now).update(ended_at=now)
    tryout.passings_on.running(now).update(ended_at=now)
    tryout.state, tryout.disturbed_until, tryout.passed_on_until = TryOutState.ENDED, None, None
    tryout.save(update_fields=["state", "disturbed_until", "passed_on_until"])
    remember(actor, tryout, Verb.ENDED)
    return tryout


@transaction.atomic
def _change_state(
    actor: Actor, tryout: TryOut, *, from_state: TryOutState, to_state: TryOutState, verb: Verb
) -> TryOut:
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    if tryout.state != from_state:
        raise Refusal(
            message=_("“%(tryout)s” is %(state)s.")
            % {"tryout": tryout.name, "state": tryout.get_state_display().lower()},
            remedy=_("Look at the page of the try-out for what can be done now."),
            code="wrong-state",
        )
    tryout.state = to_state
    tryout.save(update_fields=["state"])
    remember(actor, tryout, verb)
    return tryout


def require_not_ended(tryout: TryOut) -> None:
    """Raise Refusal for one that is over; the caller holds its lock."""
    if tryout.state == TryOutState.ENDED:
        raise Refusal(
            message=_("“%(tryout)s” has ended.") % {"tryout": tryout.name},
            remedy=_("Open a new try-out of the service."),
            code="ended",
        )


def remember(actor: Actor, tryout: TryOut, verb: Verb, detail: str = "", *, at: datetime | None = None) -> None:
    """Add a line to the history."""
    TryOutEvent.objects.create(
        tryout=tryout, person=actor.name, verb=verb, detail=detail[:200], at=at or timezone.now()
    )
