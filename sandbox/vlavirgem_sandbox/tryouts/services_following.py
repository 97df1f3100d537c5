"""Following a service: hearing of its versions without trying one."""

from __future__ import annotations

from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.tryouts.models import Follow
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def follow_service(*, actor: Actor, service: Service) -> Follow:
    """From now on the start page tells what happens to the service. Following twice changes nothing.

    Raises Refusal (403) without the permission, and (409) for a service of one's own.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    if service.owner_id == actor.tenant.pk:
        raise Refusal(
            message=_("“%(service)s” is a service of your own organisation.") % {"service": service.name},
            remedy=_("Follow services that others publish."),
            code="own-service",
            status=HTTPStatus.CONFLICT,
        )
    found, _made = Follow.objects.get_or_create(service_id=service.pk, defaults={"followed_by": actor.name})
    return found


def unfollow_service(*, actor: Actor, service: Service) -> None:
    """Hear no more of it. Try-outs that are open go on, and still say what concerns them."""
    actor.require(Permission.TRYOUT_MANAGE)
    Follow.objects.filter(service_id=service.pk).delete()


def mark_seen(*, actor: Actor, service: Service) -> None:
    """What happened to the service until now is no news any more, for the whole organisation."""
    actor.require(Permission.TRYOUT_MANAGE)
    Follow.objects.filter(service_id=service.pk).update(seen_at=timezone.now())
