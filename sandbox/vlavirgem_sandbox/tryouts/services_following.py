"""Following a service: hearing of its versions without trying one."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.tryouts.following import happened_to, news_of
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
    found = Follow.objects.current().filter(service_id=service.pk).first()
    if found is not None:
        return found
    begun = {
        "followed_by": actor.name,
        "since": timezone.now(),
        "seen": [each.key for each in happened_to([service])],
        "ended_at": None,
    }
    follow, _made = Follow.objects.update_or_create(service_id=service.pk, defaults=begun)
    return follow


def unfollow_service(*, actor: Actor, service: Service) -> None:
    """Hear no more of it. Try-outs that are open go on, and still say what concerns them."""
    actor.require(Permission.TRYOUT_MANAGE)
    Follow.objects.current().filter(service_id=service.pk).update(ended_at=timezone.now())


def follow_again(*, actor: Actor, service: Service) -> None:
    """Undo :func:`unfollow_service`: as if it had never been, what happened meanwhile is news."""
    actor.require(Permission.TRYOUT_MANAGE)
    Follow.objects.filter(service_id=service.pk).update(ended_at=None)


@transaction.atomic
def mark_seen(*, actor: Actor, service: Service, keys: Iterable[str]) -> None:
    """These are no news any more, for the whole organisation: what was on the page, not what came after it."""
    actor.require(Permission.TRYOUT_MANAGE)
    follow = Follow.objects.select_for_update().filter(service_id=service.pk, ended_at=None).first()
    if follow is None:
        return
    wanted = set(keys)
    follow.seen += [each.key for each in news_of(service, follow) if each.key in wanted]
    follow.save(update_fields=["seen"])
