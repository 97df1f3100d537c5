"""The catalogue as people see it: the list and the page of one service."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.ui.components import Choice, Facet, Fact
from vlavirgem_sandbox.catalogue.history import history_of
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceQuerySet, ServiceVersion, Theme
from vlavirgem_sandbox.catalogue.quality import quality_of
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

CARDS_A_PAGE = 24
DIALECT_NAMES = {"openapi-3.0": "OpenAPI 3.0", "openapi-3.1": "OpenAPI 3.1", "wsdl-1.1": "WSDL (SOAP)"}


@require_safe
@member_required
def service_list(request: TenantRequest) -> HttpResponse:
    """The network's services, searched and narrowed by what stands in the address."""
    query = request.GET.get("q", "").strip()
    live = Service.objects.live()
    facets = _facets(request, live)
    found = live.about(query)
    for facet, lookup in zip(facets, ("owner__slug", "theme"), strict=True):
        found = found.filter(**{lookup: facet.chosen}) if facet.chosen else found
    publisher = may_publish(request.actor)
    drafts = ServiceVersion.objects.drafts_of(request.tenant)
    context = {
        "query": query,
        "facets": facets,
        "page": Paginator(found.for_cards(), CARDS_A_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(query or any(facet.chosen for facet in facets)),
        "may_publish": publisher,
        "drafts": drafts if publisher else (),
    }
    return render(request, "catalogue/list.html", context)


@require_safe
@member_required
def service_detail(request: TenantRequest, agency: str, slug: str) -> HttpResponse:
    """One service: what it does, its operations, its versions, and what I can do with it."""
    service = get_object_or_404(Service.objects.select_related("owner"), owner__slug=agency, slug=slug)
    versions = list(service.versions.without_document().with_predecessor().newest_first())
    live = [version for version in versions if version.state == PublicationState.ACTIVE]
    shown = _asked_for(request, versions) or next(iter(live or versions), None)
    mine = service.owner_id == request.tenant.pk
    context = {
        "service": service,
        "versions": versions,
        "version": shown,
        "facts": _facts(service, shown),
        "quality": quality_of(shown) if shown is not None else None,
        "mine": mine,
        "may_publish": mine and may_publish(request.actor),
        "may_try": request.actor.may(Permission.TRYOUT_MANAGE) and shown in live,
        "draft": next((version for version in versions if version.state == PublicationState.DRAFT), None),
        "history": history_of(service),
    }
    return render(request, "catalogue/detail.html", context)


def _facets(request: TenantRequest, services: ServiceQuerySet) -> list[Facet]:
    """Publisher and theme, each with the number of services; a value that does not exist is as none chosen."""
    publishers = services.order_by("owner__name").values_list("owner__slug", "owner__name").annotate(n=Count("pk"))
    themes = dict(services.order_by("theme").values_list("theme").annotate(n=Count("pk")))
    by_publisher = [Choice(value=slug, label=name, count=count) for slug, name, count in publishers]
    by_theme = [Choice(value=theme.value, label=theme.label, count=themes[theme]) for theme in Theme if theme in themes]
    return [
        _facet(request, "agency", _("Published by"), by_publisher),
        _facet(request, "theme", _("Theme"), by_theme),
    ]


def _facet(request: TenantRequest, name: str, label: str, choices: Sequence[Choice]) -> Facet:
    wanted = request.GET.get(name, "")
    chosen = wanted if wanted in {choice.value for choice in choices} else ""
    return Facet(name=name, label=label, choices=choices, chosen=chosen)


def _facts(service: Service, version: ServiceVersion | None) -> list[Fact]:
    facts = [Fact(_("Published by"), service.owner.name), Fact(_("Theme"), service.get_theme_display())]
    if version is not None:
        facts += [
            Fact(_("Version"), str(version.number)),
            Fact(_("Version in the contract"), version.label or "—"),
            Fact(_("Kind of contract"), DIALECT_NAMES.get(version.dialect, version.dialect)),
            Fact(_("Operations"), f"{version.working_count} / {version.operation_count}"),
        ]
    return facts


def _asked_for(request: TenantRequest, versions: list[ServiceVersion]) -> ServiceVersion | None:
    """The version named in the address (``?version=2``), so that a link to what was tried keeps working."""
    wanted = request.GET.get("version", "")
    return next((version for version in versions if str(version.number) == wanted), None)
