"""The page of one service."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.ui.components import Fact
from vlavirgem_sandbox.catalogue.about import about_facts
from vlavirgem_sandbox.catalogue.describing import Description
from vlavirgem_sandbox.catalogue.finding import service_or_404
from vlavirgem_sandbox.catalogue.history import history_of
from vlavirgem_sandbox.catalogue.models import (
    PublicationState,
    Service,
    ServiceNotice,
    ServiceVersion,
)
from vlavirgem_sandbox.catalogue.openers import roles_to_ask
from vlavirgem_sandbox.catalogue.personas import personas_of_version
from vlavirgem_sandbox.catalogue.quality import quality_of
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

DIALECT_NAMES = {
    "openapi-3.0": "OpenAPI 3.0",
    "openapi-3.1": "OpenAPI 3.1",
    "wsdl-1.1": "WSDL (SOAP)",
    "asyncapi-2": "AsyncAPI 2",
    "asyncapi-3": "AsyncAPI 3",
    "graphql": "GraphQL (SDL)",
}


@require_safe
@member_required
def service_detail(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """One service: what it does, its operations, its versions, and what I can do with it."""
    service = service_or_404(agency, slug)
    versions = list(service.versions.for_pages_of(request.tenant).without_document().with_predecessor().newest_first())
    shown = _asked_for(request, versions) or _to_show(versions)
    mine = service.owner_id == request.tenant.pk
    asked = roles_to_ask(request.actor)
    context = {
        "service": service,
        "versions": versions,
        "version": shown,
        "facts": _facts(service, shown),
        "personas": personas_of_version(shown.pk) if shown is not None else (),
        "quality": quality_of(shown) if shown is not None else None,
        "mine": mine,
        "may_publish": mine and may_publish(request.actor),
        "may_try": not asked and shown is not None and _can_be_tried(shown, mine=mine),
        "roles_to_ask": asked if shown is not None and _can_be_tried(shown, mine=mine) else "",
        "draft": next((version for version in versions if version.state == PublicationState.DRAFT), None),
        "about": (about := Description.of_row(service.description)),
        "about_facts": about_facts(about),
        "roadmap": service.roadmap.shown(),
        "documents": service.documents.shown(),
        "notices": ServiceNotice.objects.of([service.pk], timezone.now()),
        "history": history_of(service, request.tenant),
    }
    return render(request, "catalogue/detail.html", context)


def _facts(service: Service, version: ServiceVersion | None) -> list[Fact]:
    facts = [Fact(_("Published by"), service.owner.name), Fact(_("Themes"), ", ".join(service.theme_labels))]
    if version is not None:
        facts += [
            Fact(_("Version"), str(version.number)),
            Fact(_("Version in the contract"), version.label or "—"),
            Fact(_("Kind of contract"), DIALECT_NAMES.get(version.dialect, version.dialect)),
            Fact(_("Operations"), f"{version.working_count} / {version.operation_count}"),
        ]
    return facts


def _to_show(versions: list[ServiceVersion]) -> ServiceVersion | None:
    """The newest of the best standing; the given order is the newest first."""
    order = (PublicationState.ACTIVE, PublicationState.TRIAL, PublicationState.DEPRECATED, PublicationState.DRAFT)
    ranked = (version for state in order for version in versions if version.standing == state)
    return next(ranked, next(iter(versions), None))


def _can_be_tried(version: ServiceVersion, *, mine: bool) -> bool:
    return version.is_offered or (mine and version.state == PublicationState.DRAFT)


def _asked_for(request: TenantRequest, versions: list[ServiceVersion]) -> ServiceVersion | None:
    """The version named in the address (``?version=2``), so that a link to what was tried keeps working."""
    wanted = request.GET.get("version", "")
    return next((version for version in versions if str(version.number) == wanted), None)
