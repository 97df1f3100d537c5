"""The further life of a version: from trial to live, on its way out with a last day, and back; or taken back."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import held, require_publisher, settle
from vlavirgem_sandbox.catalogue.typed_words import require_no_real_number
from vlavirgem_sandbox.days import require_coming_day
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor

_LIFE = ("state", "deprecated_at", "sunset_on", "successor_number")


@transaction.atomic
def put_live(*, actor: Actor, version: ServiceVersion) -> ServiceVersion:
    """From now on the publisher stands for a version that was in trial. Nothing of its contract changes by it."""
    require_publisher(actor)
    service, version = held(actor, version)
    _require(version, PublicationState.TRIAL, _("Only a version in trial can be put live."))
    version.state = PublicationState.ACTIVE
    version.published_at = timezone.now()
    version.save(update_fields=["state", "published_at"])
    settle(service)
    record(actor=actor, subject=service, verb="published", detail={"version": version.number, "digest": version.digest})
    return version


@transaction.atomic
def deprecate_version(
    *, actor: Actor, version: ServiceVersion, last_day: date, successor: int | None = None, reason: str = ""
) -> ServiceVersion:
    """Announce that a live version ends after ``last_day``, and which version (by number) comes in its place.

    Calls to try-outs of it say so from now on (RFC 9745, RFC 8594). After the last day it counts as withdrawn.
    """
    require_publisher(actor)
    require_no_real_number(reason, place="reason")
    service, version = held(actor, version)
    _require(version, PublicationState.ACTIVE, _("Only a live version can be deprecated."))
    require_coming_day(last_day)
    _require_successor(service, version, successor)
    version.state = PublicationState.DEPRECATED
    version.deprecated_at = timezone.now()
    version.sunset_on = last_day
    version.successor_number = successor
    version.save(update_fields=_LIFE)
    settle(service)
    told = {"version": version.number, "last_day": last_day.isoformat(), "successor": successor}
    record(actor=actor, subject=service, verb="deprecated", reason=reason, detail=told)
    return version


@transaction.atomic
def reinstate_version(*, actor: Actor, version: ServiceVersion) -> ServiceVersion:
    """Take a deprecation back before its last day is over: the version is live as before."""
    require_publisher(actor)
    service, version = held(actor, version)
    _require(version, PublicationState.DEPRECATED, _("Only a deprecated version can be put back."))
    version.state = PublicationState.ACTIVE
    version.deprecated_at = version.sunset_on = version.successor_number = None
    version.save(update_fields=_LIFE)
    settle(service)
    record(actor=actor, subject=service, verb="reinstated", detail={"version": version.number})
    return version


@transaction.atomic
def withdraw_version(*, actor: Actor, version: ServiceVersion, reason: str) -> ServiceVersion:
    """Nobody can open a new try-out of it any more; the try-outs that exist go on. ``reason`` is shown to them."""
    require_publisher(actor)
    require_no_real_number(reason, place="reason")
    service, version = held(actor, version)
    if not version.is_offered:
        raise Refusal(
            message=_("Only a version that can be tried can be withdrawn."),
            remedy=_("Choose one that is live, in trial or deprecated."),
            code="not-live",
        )
    version.state = PublicationState.WITHDRAWN
    version.save(update_fields=["state"])
    settle(service)
    record(actor=actor, subject=service, verb="withdrawn", reason=reason, detail={"version": version.number})
    return version


def successors_of(version: ServiceVersion) -> list[int]:
    """Numbers of the versions that may come in its place, the newest first."""
    others = version.service.versions.offered().exclude(pk=version.pk).exclude(state=PublicationState.DEPRECATED)
    return list(others.newest_first().values_list("number", flat=True))


def _require(version: ServiceVersion, state: PublicationState, otherwise: str) -> None:
    if version.standing != state:
        raise Refusal(
            message=otherwise,
            remedy=_("Look at the versions of the service: version %(number)s is “%(state)s” now.")
            % {"number": version.number, "state": version.standing.label},
            code="wrong-state",
        )


def _require_successor(service: Service, version: ServiceVersion, successor: int | None) -> None:
    if successor is None or successor in successors_of(version):
        return
    raise Refusal(
        message=_("Version %(number)s of “%(service)s” cannot come in its place: it is not live and not in trial.")
        % {"number": successor, "service": service.name},
        remedy=_("Choose another version, or none."),
        code="no-such-successor",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place="successor",
    )
