"""The catalogue: every service that can be tried, searched and narrowed, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.ui.components import Choice, Facet
from vlavirgem.ui.csv_files import csv_file
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceKind, ServiceVersion, Theme
from vlavirgem_sandbox.catalogue.openers import roles_to_ask
from vlavirgem_sandbox.catalogue.searching import NEWEST, TRIED, Found, Search, look_for
from vlavirgem_sandbox.catalogue.services import may_publish
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

CARDS_A_PAGE: Final = 24
_OFFERED: Final = (PublicationState.ACTIVE, PublicationState.TRIAL, PublicationState.DEPRECATED)


@require_safe
@member_required
def service_list(request: TenantRequest) -> HttpResponse:
    """The network's services, searched and narrowed by what stands in the address."""
    search = Search.read(request.GET)
    found = look_for(search)
    publisher = may_publish(request.actor)
    drafts = ServiceVersion.objects.drafts_of(request.tenant)
    context = {
        "query": search.q,
        "facets": [*_facets(search, found), _order(search)],
        "page": Paginator(found.services, CARDS_A_PAGE).get_page(request.GET.get("page")),
        "narrowed": search.narrows,
        "may_publish": publisher,
        "roles_to_ask": roles_to_ask(request.actor),
        "drafts": drafts if publisher else (),
    }
    return render(request, "catalogue/list.html", context)


@require_safe
@member_required
def service_export(request: TenantRequest) -> HttpResponse:
    """The list as narrowed now, as CSV."""
    header = [
        _("Service"),
        _("In one sentence"),
        _("Published by"),
        _("Themes"),
        _("Kind"),
        _("State"),
        _("Version"),
        _("Operations"),
        _("Seen since"),
        _("Address"),
    ]
    services = look_for(Search.read(request.GET)).services.iterator(chunk_size=500)
    return csv_file("diensten.csv", header, (list(_cells(request, service)) for service in services))


def _cells(request: TenantRequest, service: Service) -> Iterator[object]:
    yield from (service.name, service.summary, service.owner.name, ", ".join(service.theme_labels))
    yield service.get_kind_display()
    yield PublicationState(service.standing).label  # type: ignore[attr-defined]  # these four: for_cards()
    yield service.latest_number  # type: ignore[attr-defined]
    yield service.latest_operations  # type: ignore[attr-defined]
    yield date_format(service.seen_since, "SHORT_DATE_FORMAT")  # type: ignore[attr-defined]
    yield request.build_absolute_uri(service.get_absolute_url())


def _facets(search: Search, found: Found) -> list[Facet]:
    """Each with the number of services of each value; values that nothing has are left out, but for the chosen one."""
    labels: dict[str, dict[str, object]] = {
        "agency": dict(found.agencies),
        "theme": {theme.value: theme.label for theme in Theme},
        "kind": {kind.value: kind.label for kind in ServiceKind},
        "state": {state.value: state.label for state in _OFFERED},
        "tried": {TRIED: _("We try it")},
    }
    titles = {
        "agency": _("Published by"),
        "theme": _("Theme"),
        "kind": _("Kind"),
        "state": _("State"),
        "tried": _("Our try-outs"),
    }
    return [
        Facet(
            name=name,
            label=title,
            choices=[
                Choice(value=value, label=str(label), count=found.counts[name][value])
                for value, label in labels[name].items()
                if found.counts[name][value] or value == getattr(search, name)
            ],
            chosen=getattr(search, name),
        )
        for name, title in titles.items()
    ]


def _order(search: Search) -> Facet:
    by_name = _("What fits best") if search.q else _("By name")
    newest = [Choice(value=NEWEST, label=_("The newest first"))]
    return Facet(name="sort", label=_("Order"), choices=newest, chosen=search.sort, nothing=by_name)
