"""Making and revoking keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.graphql_requests.limits import LIMITS
from vlavirgem.plugins import PersonsKey
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.key_scopes import PERMISSIONS, KeyScope
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

KEY_START = "vvg_"
_SHOWN = 12


def make_key(
    *,
    actor: Actor,
    label: str,
    may_introspect: bool = False,
    scopes: Iterable[str] = (),
    only_trusted: bool = False,
    points_a_minute: int | None = None,
) -> tuple[GatewayKey, str]:
    """Make a key; returns it with its text, which nobody can read again. ``scopes`` are values of KeyScope;
    ``points_a_minute`` of cost, where that is less than the installation lets.

    Raises Refusal without the permission, for a scope of which the maker has no permission, and for a budget in which
    not every document fits.
    """
    actor.require(Permission.GATEWAY_KEY)
    for scope in scopes:
        actor.require(PERMISSIONS[KeyScope(scope)])
    if points_a_minute is not None and not LIMITS.cost <= points_a_minute <= settings.GATEWAY_POINTS_A_MINUTE:
        most = settings.GATEWAY_POINTS_A_MINUTE
        raise Refusal(
            _("A key has from %(least)s to %(most)s points a minute here.") % {"least": LIMITS.cost, "most": most},
            remedy=_("Choose a number between those, or none for as many as may be."),
            code="bad-number-of-points",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="points_a_minute",
        )
    return new_key(
        actor=actor,
        label=label,
        may_introspect=may_introspect,
        scopes=list(scopes),
        only_trusted=only_trusted,
        points_a_minute=points_a_minute,
    )


def new_key(*, actor: Actor, label: str, **may: Any) -> tuple[GatewayKey, str]:
    """The key and its text, whoever may have it: that is for the caller to ask. ``may`` are columns of the key."""
    text = KEY_START + secrets.token_urlsafe(32)
    key = GatewayKey(
        label=label,
        prefix=text[:_SHOWN],
        digest=digest_of(text),
        created_by=actor.name,
        created_by_id=actor.person_id,
        **may,
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
