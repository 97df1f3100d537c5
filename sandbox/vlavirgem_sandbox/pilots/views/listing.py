"""The list of pilots, ours and those shared with us, and the same list as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from vlavirgem.ui.charts import written_date
from vlavirgem.ui.components import Choice, Column, Facet, Table
from vlavirgem.ui.csv_files import csv_file
from vlavirgem_sandbox.pilots.forms import begun
from vlavirgem_sandbox.pilots.models import Pilot, PilotState
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

PAGE_SIZE: Final = 25
OURS, SHARED = "ours", "shared"


@require_safe
@member_required
def pilot_list(request: TenantRequest) -> HttpResponse:
    """Search and facets stand in the address; cards on a phone, a table on a wide screen."""
    pilots = _found(request)
    page = Paginator(pilots.select_related("owner"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "count": page.paginator.count,
        "query": request.GET.get("q", ""),
        "facets": _facets(request),
        "table": _table(page),
        "narrowed": any(request.GET.get(name) for name in ("q", "state", "whose")),
        "may_open": request.actor.may(Permission.PILOT_MANAGE),
    }
    return render(request, "pilots/list.html", context)


@require_safe
@member_required
def pilot_export(request: TenantRequest) -> HttpResponse:
    """The list as narrowed now, as CSV."""
    header = [_("Title"), _("State"), _("Lead partner"), _("Service"), _("From"), _("Until"), _("Goal")]
    pilots = _found(request).select_related("owner").iterator(chunk_size=500)
    return csv_file("proefprojecten.csv", header, (_cells(pilot) for pilot in pilots))


def _cells(pilot: Pilot) -> list[object]:
    dates = [written_date(day) if day else "" for day in (pilot.starts_on, pilot.ends_on)]
    return [pilot.title, pilot.get_state_display(), pilot.owner.name, pilot.service_name, *dates, pilot.goal]


def _found(request: TenantRequest) -> QuerySet[Pilot]:
    pilots = Pilot.objects.matching(request.GET.get("q", ""))
    if request.GET.get("state") in PilotState.values:
        pilots = pilots.filter(state=request.GET["state"])
    if request.GET.get("whose") == OURS:
        pilots = pilots.of(request.tenant)
    elif request.GET.get("whose") == SHARED:
        pilots = pilots.led_by_others(request.tenant)
    return pilots


def _facets(request: TenantRequest) -> list[Facet]:
    counted = dict(Pilot.objects.order_by().values_list("state").annotate(count=Count("pk")))
    states = [Choice(value=value, label=label, count=counted.get(value, 0)) for value, label in begun(PilotState)]
    whose = [Choice(value=OURS, label=_("Ours")), Choice(value=SHARED, label=_("Shared with us"))]
    return [
        Facet(name="state", label=_("State"), choices=states, chosen=request.GET.get("state", "")),
        Facet(name="whose", label=_("Whose"), choices=whose, chosen=request.GET.get("whose", "")),
    ]


COLUMNS: Final = (
    Column(label=gettext_lazy("Title")),
    Column(label=gettext_lazy("State"), state=True),
    Column(label=gettext_lazy("Lead partner")),
    Column(label=gettext_lazy("Service")),
    Column(label=gettext_lazy("Last change")),
)


def _table(pilots: Iterable[Pilot]) -> Table:
    table = Table(COLUMNS)
    for pilot in pilots:
        changed = written_date(pilot.updated_at.date())
        table.add(
            pilot.title, pilot.state, pilot.owner.name, pilot.service_name or "–", changed, url=pilot.get_absolute_url()
        )
    return table
