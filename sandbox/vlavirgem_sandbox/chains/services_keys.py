"""Keys of a chain: made, revoked, and recognised when a pipeline brings one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.plugins import PersonsKey
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.models import Chain, ChainKey, Verb
from vlavirgem_sandbox.chains.models.key import KEY_MARK
from vlavirgem_sandbox.chains.services import remember, require_not_ended
from vlavirgem_sandbox.days import require_coming_day
from vlavirgem_sandbox.tryouts.key_secrets import KeySecret, new_secret, read_secret
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

_USE_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class IssuedKey:
    """A new key with its secret, which exists nowhere else from here on."""

    key: ChainKey
    secret: KeySecret


@transaction.atomic
def issue_key(*, actor: Actor, chain: Chain, label: str, last_day: date | None = None) -> IssuedKey:
    """Make a key with which a pipeline runs this chain. The secret is in the answer and nowhere else."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    require_coming_day(last_day)
    secret = new_secret(KEY_MARK)
    key = ChainKey.objects.create(
        chain=chain,
        label=label.strip() or _("Key"),
        prefix=secret.prefix,
        digest=secret.digest,
        last_day=last_day,
        created_by=actor.name,
        created_by_id=actor.person_id,
    )
    remember(actor, chain, Verb.KEY_ISSUED, str(key))
    return IssuedKey(key=key, secret=secret)


@transaction.atomic
def revoke_key(*, actor: Actor, key: ChainKey) -> ChainKey:
    """The key stops working with the next request. Revoking twice changes nothing."""
    actor.require(Permission.TRYOUT_MANAGE)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = timezone.now(), actor.name
        key.save(update_fields=["revoked_at", "revoked_by"])
        remember(actor, key.chain, Verb.KEY_REVOKED, str(key))
    return key


def keys_of_person(person_id: UUID) -> list[PersonsKey]:
    """The keys in use that somebody made, for who ends their account."""
    keys = ChainKey.objects.filter(created_by_id=person_id, revoked_at=None).select_related("chain")
    label = _("Key “%(label)s” of chain %(chain)s")
    return [
        PersonsKey(label=label % {"label": key, "chain": key.chain}, url=key.chain.get_absolute_url()) for key in keys
    ]


def key_of_request(chain_id: UUID, headers: Mapping[str, str], now: datetime) -> ChainKey:
    """The key in ``Authorization: Bearer``. Raises Refusal: 401 without a good one, 403 with that of another chain."""
    scheme, _space, sent = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not sent.strip():
        raise _no_key(
            "key-missing",
            _("This request has no key."),
            _("Send one as “Authorization: Bearer <key>”. You make keys on the chain's page."),
        )
    secret = read_secret(sent, KEY_MARK)
    key = ChainKey.objects.filter(prefix=secret.prefix).select_related("chain").first() if secret else None
    if secret is None or key is None or not secret.matches(key.digest):
        raise _no_key(
            "key-unknown",
            _("This key is not known here."),
            _("Keys of chains begin with vvc_. Make a new one on the chain's page."),
        )
    if key.revoked_at is not None:
        raise _no_key("key-revoked", _("This key is revoked."), _("Make a new one on the chain's page."))
    if key.is_over(now):
        raise _no_key("key-expired", _("This key has expired."), _("Make a new one on the chain's page."))
    if key.chain_id != chain_id:
        raise Refusal(
            _("This key belongs to another chain."),
            remedy=_("A key runs one chain only. Use a key of this one."),
            code="key-of-another-chain",
            status=HTTPStatus.FORBIDDEN,
        )
    if key.last_used_at is None or now - key.last_used_at >= _USE_NOTED_EVERY:
        ChainKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def _no_key(code: str, message: str, remedy: str) -> Refusal:
    return Refusal(message, remedy=remedy, code=code, status=HTTPStatus.UNAUTHORIZED)
