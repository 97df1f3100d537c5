"""What a publisher does with runs; carrying one out is in ``running``."""

from __future__ import annotations

from http import HTTPStatus
from importlib.util import find_spec

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import require_owner, require_publisher
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunState
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_sandbox.endpoints.services import require_callable
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.people.actors import Actor


@transaction.atomic
def ask_for_run(
    *, actor: Actor, endpoint: Endpoint, version: ServiceVersion, with_writes: bool = False
) -> ConformanceRun:
    """Put a run in the queue; one that is under way for the endpoint is given back instead.

    Raises Refusal where the host may not be called, and where calls would be made that the publisher did not allow.
    """
    require_publisher(actor)
    require_owner(actor, endpoint.service)
    require_examiner()
    held = Endpoint.objects.select_for_update(of=("self",)).select_related("service__owner").get(pk=endpoint.pk)
    under_way = held.runs.under_way(timezone.now()).first()
    if under_way is not None:
        return under_way
    require_callable(held)
    _require_examinable(held, version, with_writes=with_writes)
    ConformanceRun.objects.filter(endpoint=held, state=RunState.RUNNING).update(
        state=RunState.STOPPED, ended_at=timezone.now(), why_stopped=_("It was cut off.")
    )
    return ConformanceRun.objects.create(
        owner=actor.tenant,
        visibility=Visibility.OWN,
        endpoint=held,
        version=version,
        started_by=actor.name,
        with_writes=with_writes,
    )


def require_examiner() -> None:
    """Raise Refusal (501) where what makes the calls is not installed: it is an extra of the package, for its size."""
    if find_spec("schemathesis") is None:
        raise Refusal(
            _("What calls a service to examine it is not installed here."),
            remedy=_("The operator of this installation adds it with: pip install vlavirgem[conformance]"),
            code="examiner-not-installed",
            status=HTTPStatus.NOT_IMPLEMENTED,
        )


def _require_examinable(endpoint: Endpoint, version: ServiceVersion, *, with_writes: bool) -> None:
    if version.dialect == "graphql":
        raise Refusal(
            _("A GraphQL service cannot be examined yet."),
            remedy=_("Choose a version with an OpenAPI document or a WSDL."),
            code="not-examinable",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if version.dialect.startswith("asyncapi"):
        raise Refusal(
            _("A contract of messages has no operations to call."),
            remedy=_("Choose a version with an OpenAPI document or a WSDL."),
            code="nothing-to-call",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if with_writes and not endpoint.writes_allowed:
        raise Refusal(
            _("Calls may not change anything at “%(name)s”.") % {"name": endpoint.name},
            remedy=_("Register the endpoint with calls that may change something there, if that is so."),
            code="writes-not-allowed",
            place="with_writes",
        )
    if version.dialect.startswith("wsdl") and not with_writes:
        raise Refusal(
            _("Every call of a SOAP service is a POST: whether it changes something cannot be told from the contract."),
            remedy=_("Tick that calls may change something there."),
            code="writes-needed",
            place="with_writes",
        )
