"""Making and revoking keys."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.plugins import PersonsKey
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

KEY_START = "vvg_"
_SHOWN = 12


def make_key(*, actor: Actor, label: str, may_introspect: bool = False) -> tuple[GatewayKey, str]:
    """Make a key; returns it with its text, which nobody can read again. Raises Refusal without the permission."""
    actor.require(Permission.GATEWAY_KEY)
    text = KEY_START + secrets.token_urlsafe(32)
    key = GatewayKey(
        label=label,
        prefix=text[:_SHOWN],
        digest=digest_of(text),
        may_introspect=may_introspect,
        created_by=actor.name,
        created_by_id=actor.person_id,
    )
    key.full_clean()
    key.save()
    return key, text


@transaction.atomic
def revoke_key(*, actor: Actor, key: GatewayKey) -> GatewayKey:
    """Take a key out of use, from the next request on; doing it twice changes nothing."""
    actor.require(Permission.GATEWAY_KEY)
    locked = GatewayKey.objects.select_for_update().get(pk=key.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
    return locked


def keys_of_person(person_id: UUID) -> list[PersonsKey]:
    """The keys in use that somebody made, for who ends their account."""
    keys = GatewayKey.objects.in_use().filter(created_by_id=person_id)
    label = _("Gateway key “%(label)s” (%(prefix)s…)")
    return [
        PersonsKey(label=label % {"label": key.label, "prefix": key.prefix}, url=reverse("developers:index"))
        for key in keys
    ]


def digest_of(text: str) -> str:
    """What is kept of a key. A plain hash will do: the key is 256 random bits, which cannot be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()
