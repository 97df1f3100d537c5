"""Announcing an outage or maintenance of a service, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import NoticeKind, Service, ServiceNotice
from vlavirgem_sandbox.catalogue.services import require_owner, require_publisher
from vlavirgem_sandbox.catalogue.typed_words import require_no_real_number
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor

LONGEST: Final = timedelta(days=31)
"""What lasts longer is no outage: a version is deprecated or withdrawn."""


@dataclass(frozen=True, kw_only=True)
class NoticePlan:
    """What is announced."""

    kind: NoticeKind
    starts_at: datetime
    ends_at: datetime
    text: str
    versions: Sequence[int] = ()
    """Numbers of the versions that it concerns; none for all."""


@transaction.atomic
def announce(*, actor: Actor, service: Service, plan: NoticePlan) -> ServiceNotice:
    """Tell everybody who tries or follows the service; it ends by itself. Raises Refusal (422) at a field."""
    require_publisher(actor)
    require_owner(actor, service)
    require_no_real_number(plan.text, place="text")
    _require_times(plan)
    known = set(service.versions.filter(number__in=plan.versions).values_list("number", flat=True))
    if missing := sorted(set(plan.versions) - known):
        raise _wrong("versions", _("There is no version %(number)s.") % {"number": missing[0]}, _("Choose another."))
    notice = ServiceNotice.objects.create(
        owner=actor.tenant,
        service=service,
        kind=plan.kind,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        text=plan.text.strip(),
        version_numbers=sorted(known),
    )
    told = {"notice": str(notice.pk), "kind": str(plan.kind)}
    record(actor=actor, subject=service, verb="announced", reason=notice.text, detail=told)
    return notice


@transaction.atomic
def take_back(*, actor: Actor, notice: ServiceNotice) -> ServiceNotice:
    """It is shown nowhere any more. Taking it back twice changes nothing."""
    require_publisher(actor)
    require_owner(actor, notice.service)
    held = ServiceNotice.objects.select_for_update(of=("self",)).select_related("service").get(pk=notice.pk)
    if held.taken_back_at is None:
        held.taken_back_at = timezone.now()
        held.save(update_fields=["taken_back_at"])
        told = {"notice": str(held.pk), "kind": held.kind}
        record(actor=actor, subject=held.service, verb="took back", reason=held.text, detail=told)
    return held


def _require_times(plan: NoticePlan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise _wrong("ends_at", _("It ends before it begins."), _("Choose a later end."))
    if plan.ends_at <= timezone.now():
        raise _wrong("ends_at", _("It would be over already."), _("Choose an end in the future."))
    if plan.ends_at - plan.starts_at > LONGEST:
        raise _wrong(
            "ends_at", _("A notice lasts at most 31 days."), _("What lasts longer: deprecate or withdraw the version.")
        )


def _wrong(place: str, message: str, remedy: str) -> Refusal:
    return Refusal(message=message, remedy=remedy, code="notice", status=HTTPStatus.UNPROCESSABLE_ENTITY, place=place)
