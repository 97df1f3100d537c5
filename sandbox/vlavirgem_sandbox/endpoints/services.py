"""What a publisher does with the addresses at which its services really answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.catalogue.services import require_owner, require_publisher
from vlavirgem_sandbox.endpoints.models import AllowedHost, Endpoint, EndpointKind
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.hosts import read_address, read_host, require_allowed
from vlavirgem_tenants.outgoing.sending import OF_THE_CONNECTION
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.wall.owner import as_owner

_HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,80}")
_NOT_OURS: Final = OF_THE_CONNECTION | {"content-type", "cookie"}
_LONGEST_SECRET: Final = 4_000
MOST_ENDPOINTS: Final = 20


@dataclass(frozen=True, kw_only=True)
class EndpointPlan:
    """What a publisher says of an endpoint."""

    kind: EndpointKind
    name: str
    base_url: str
    header_name: str = ""
    secret: str = ""
    writes_allowed: bool = False


def allow_host(*, tenant: Tenant, host: str) -> AllowedHost:
    """Let the organisation have its services called at a host. Raises Refusal (403) without the owner's login."""
    kept = read_host(host)
    with as_owner(), transaction.atomic():
        allowed, _made = AllowedHost.objects.get_or_create(owner=tenant, host=kept)
    return allowed


def hosts_allowed_to(owner_id: int) -> tuple[str, ...]:
    """Beside those in the installation's settings; as the current tenant sees them."""
    return tuple(AllowedHost.objects.filter(owner_id=owner_id).values_list("host", flat=True))


@transaction.atomic
def register_endpoint(*, actor: Actor, service: Service, plan: EndpointPlan) -> Endpoint:
    """Keep an address at which the service runs. Whether it may be called is asked at each run."""
    require_publisher(actor)
    require_owner(actor, service)
    _require_header(plan)
    if service.endpoints.filter(removed_at=None).count() >= MOST_ENDPOINTS:
        told = _("A service has at most %(most)d endpoints.") % {"most": MOST_ENDPOINTS}
        raise _wrong("name", told, _("Remove one that is not called any more."))
    endpoint = Endpoint(
        owner=actor.tenant,
        visibility=Visibility.OWN,
        service=service,
        kind=plan.kind,
        name=plan.name.strip(),
        base_url=str(read_address(plan.base_url)),
        header_name=plan.header_name.strip(),
        writes_allowed=plan.writes_allowed,
    )
    endpoint.keep_secret(plan.secret)
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError:
        raise _wrong("name", _("There is an endpoint with this name already."), _("Choose another name.")) from None
    record(actor=actor, subject=service, verb="registered endpoint", detail={"name": endpoint.name})
    return endpoint


@transaction.atomic
def remove_endpoint(*, actor: Actor, endpoint: Endpoint) -> Endpoint:
    """It is called no more, by try-outs neither, and its credential is gone; its runs stay. Twice changes nothing."""
    require_publisher(actor)
    require_owner(actor, endpoint.service)
    held = Endpoint.objects.select_for_update(of=("self",)).select_related("service__owner").get(pk=endpoint.pk)
    if held.removed_at is None:
        held.removed_at = timezone.now()
        held.sealed = ""
        held.visibility = Visibility.OWN
        held.save(update_fields=["removed_at", "sealed", "visibility"])
        held.openings.open().update(closed_at=held.removed_at)
        record(actor=actor, subject=held.service, verb="removed endpoint", detail={"name": held.name})
    return held


def require_callable(endpoint: Endpoint) -> None:
    """Raise Refusal for an endpoint that was removed (409), or whose host may not be called (403)."""
    if endpoint.removed_at is not None:
        raise Refusal(
            _("The endpoint “%(name)s” was removed.") % {"name": endpoint.name},
            remedy=_("Choose another, or register it again."),
            code="endpoint-removed",
        )
    require_allowed(endpoint.address, hosts_allowed_to(endpoint.owner_id))


def _require_header(plan: EndpointPlan) -> None:
    name = plan.header_name.strip()
    if bool(name) != bool(plan.secret):
        place = "secret" if name else "header_name"
        raise _wrong(place, _("A header has a name and a value; give both, or neither."))
    if name and (not _HEADER.fullmatch(name) or name.lower() in _NOT_OURS):
        raise _wrong(
            "header_name",
            _("This is no header that a credential can stand in."),
            _("Take Authorization or X-Api-Key, say."),
        )
    if len(plan.secret) > _LONGEST_SECRET or not plan.secret.isprintable() or not plan.secret.isascii():
        raise _wrong("secret", _("A header's value is one line of plain characters."))


def _wrong(place: str, message: str, remedy: str = "") -> Refusal:
    return Refusal(message, remedy=remedy, code="endpoint", status=HTTPStatus.UNPROCESSABLE_ENTITY, place=place)
