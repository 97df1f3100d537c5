"""A publisher lets try-outs of a version be answered by an endpoint, and takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import held as held_version
from vlavirgem_sandbox.catalogue.services import require_owner, require_publisher
from vlavirgem_sandbox.endpoints.models import MOST_CALLS_A_DAY, Endpoint, EndpointKind, Opening
from vlavirgem_sandbox.endpoints.services import require_callable
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor

CALLS_A_DAY = 1_000
"""Unless the publisher says otherwise."""


@dataclass(frozen=True, kw_only=True)
class OpeningPlan:
    """Whose try-outs may use an endpoint, and how much."""

    visibility: Visibility = Visibility.NETWORK
    organisations: Sequence[Tenant] = field(default=())
    """Where visibility is ``partners``: these, and the publisher itself."""
    calls_a_day: int = CALLS_A_DAY


@transaction.atomic
def open_endpoint(*, actor: Actor, endpoint: Endpoint, version: ServiceVersion, plan: OpeningPlan) -> Opening:
    """Let try-outs of the version be answered by the endpoint; for one that is open already, change who and how much.

    Raises Refusal where the host may not be called, and for what no try-out can call.
    """
    require_publisher(actor)
    require_owner(actor, endpoint.service)
    _service, version = held_version(actor, version)
    held = Endpoint.objects.select_for_update(of=("self",)).select_related("service__owner").get(pk=endpoint.pk)
    require_callable(held)
    _require_fitting(held, version)
    _require_sensible(plan)
    opening = held.openings.open().select_for_update(of=("self",)).filter(version=version).first()
    is_new = opening is None
    if opening is None:
        opening = Opening(owner=actor.tenant, endpoint=held, version=version, opened_by=actor.name)
    opening.name, opening.host, opening.writes_allowed = held.name, held.address.host_and_port, held.writes_allowed
    opening.calls_a_day = plan.calls_a_day
    opening.visibility = plan.visibility
    opening.partner_ids = sorted(each.pk for each in plan.organisations if each != actor.tenant)
    opening.save()
    detail = {"name": held.name, "version": version.number}
    record(actor=actor, subject=held.service, verb="opened endpoint" if is_new else "changed opening", detail=detail)
    return opening


@transaction.atomic
def close_opening(*, actor: Actor, opening: Opening) -> Opening:
    """From the next call on it answers no try-out. Closing it twice changes nothing."""
    require_publisher(actor)
    held = Opening.objects.select_for_update(of=("self",)).select_related("version__service__owner").get(pk=opening.pk)
    require_owner(actor, held.version.service)
    if held.closed_at is None:
        held.closed_at = timezone.now()
        held.save(update_fields=["closed_at"])
        detail = {"name": held.name, "version": held.version.number}
        record(actor=actor, subject=held.version.service, verb="closed endpoint", detail=detail)
    return held


def _require_fitting(endpoint: Endpoint, version: ServiceVersion) -> None:
    if version.service_id != endpoint.service_id:
        raise _wrong("version", _("That is a version of another service."), _("Choose a version of this service."))
    if endpoint.kind != EndpointKind.ACCEPTANCE:
        raise _wrong(
            "",
            _("Only an acceptance environment answers try-outs."),
            _("Register the endpoint as one, if that is what answers there."),
        )
    if version.dialect.startswith("asyncapi"):
        raise _wrong("version", _("A contract of messages has no operations to call."))
    if version.dialect.startswith("wsdl") and not endpoint.writes_allowed:
        raise _wrong(
            "version",
            _("Every call of a SOAP service is a POST: whether it changes something cannot be told from the contract."),
            _("Register the endpoint with calls that may change something there, if that is so."),
        )


def _require_sensible(plan: OpeningPlan) -> None:
    if not 1 <= plan.calls_a_day <= MOST_CALLS_A_DAY:
        raise _wrong("calls_a_day", _("Choose from 1 to %(most)d calls a day.") % {"most": MOST_CALLS_A_DAY})
    if plan.visibility == Visibility.PARTNERS and not plan.organisations:
        raise _wrong("organisations", _("Choose at least one organisation."))


def _wrong(place: str, message: str, remedy: str = "") -> Refusal:
    return Refusal(message, remedy=remedy, code="opening", status=HTTPStatus.UNPROCESSABLE_ENTITY, place=place)
