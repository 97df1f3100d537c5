"""Blueprints of the network and of our own: the list, and the page of one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.charts import written_date
from vlavirgem.ui.components import Column, Fact, Table
from vlavirgem_sandbox.pilots.adopters import Adopters, adopters_of
from vlavirgem_sandbox.pilots.blueprint_content import BlueprintContent, content_of, drawn_chains
from vlavirgem_sandbox.pilots.history_blueprints import history_of
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption
from vlavirgem_sandbox.pilots.services import content_to_share
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest

PAGE_SIZE: Final = 25
COLUMNS: Final = (
    Column(label=gettext_lazy("Title")),
    Column(label=gettext_lazy("State"), state=True),
    Column(label=gettext_lazy("Lead partner")),
    Column(label=gettext_lazy("Services")),
    Column(label=gettext_lazy("Taken over")),
    Column(label=gettext_lazy("Shared on")),
)


@require_safe
@member_required
def blueprint_list(request: TenantRequest) -> HttpResponse:
    """What others share and what we made ourselves; the search stands in the address."""
    query = request.GET.get("q", "")
    found = Blueprint.objects.matching(query).for_list(request.tenant)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    table = Table(COLUMNS)
    for blueprint in page:
        services = ", ".join(blueprint.service_names.splitlines()) or "–"
        shared = written_date(blueprint.shared_at.date()) if blueprint.shared_at else "–"
        names = (blueprint.title, blueprint.state, blueprint.owner.name, services, _taken_over(blueprint), shared)
        table.add(*names, url=blueprint.get_absolute_url())
    context = {"page": page, "count": page.paginator.count, "query": query, "table": table, "narrowed": bool(query)}
    return render(request, "pilots/blueprints.html", context)


def _taken_over(blueprint: Any) -> str:
    if blueprint.is_adopted:
        return _("by us")
    count = blueprint.named_adoptions
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": count} if count else "–"


@require_safe
@member_required
def blueprint_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What it holds, and what can be done with it."""
    blueprint = Blueprint.objects.select_related("owner").filter(pk=pk).first()
    adoption = BlueprintAdoption.objects.filter(blueprint=pk, owner=request.tenant).select_related("pilot").first()
    if blueprint is None:
        return _gone(request, adoption)
    ours = blueprint.owner_id == request.tenant.pk
    may_manage = request.actor.may(Permission.PILOT_MANAGE)
    content = content_of(blueprint.content) if blueprint.version else content_to_share(blueprint)
    adopters = adopters_of(blueprint)
    context = {
        "blueprint": blueprint,
        "content": content,
        "chains": drawn_chains(content.chains),
        "ours": ours,
        "may_manage": ours and may_manage,
        "may_adopt": may_manage and not ours and adoption is None,
        "adoption": adoption,
        "newer": adoption is not None and adoption.version < blueprint.version,
        "unshared": ours and blueprint.version and _has_changed(blueprint, content),
        "adopters": adopters,
        "facts": _facts(blueprint, adopters, reader=request.tenant),
        "history": history_of(blueprint, request.tenant),
    }
    return render(request, "pilots/blueprint.html", context)


def _gone(request: TenantRequest, adoption: BlueprintAdoption | None) -> HttpResponse:
    """Who took it over is told that it was withdrawn; for others there is nothing here."""
    if adoption is None:
        raise Http404
    return render(request, "pilots/blueprint_gone.html", {"adoption": adoption}, status=HTTPStatus.GONE)


def _has_changed(blueprint: Blueprint, shared: BlueprintContent) -> bool:
    """Whether sharing now would give others something else, or nothing: a chain may hold a key by now."""
    try:
        return content_to_share(blueprint).digest != shared.digest
    except Refusal:
        return True


def _facts(blueprint: Blueprint, adopters: Adopters, *, reader: Tenant) -> list[Fact]:
    facts = [Fact(_("Lead partner"), blueprint.owner.name)]
    if blueprint.version and blueprint.shared_at:
        facts.append(Fact(_("Version"), blueprint.version))
        facts.append(Fact(_("Shared on"), written_date(blueprint.shared_at.date())))
    if blueprint.owner_id == reader.pk:
        facts.append(Fact(_("Seen by"), _audience(blueprint)))
        facts.append(Fact(_("Pilot"), blueprint.pilot.title, blueprint.pilot.get_absolute_url()))
    facts.append(Fact(_("Who took it over"), _names(adopters)))
    return facts


def _audience(blueprint: Blueprint) -> str:
    if blueprint.visibility == "partners":
        return ", ".join(partner.name for partner in blueprint.partners().order_by("name"))
    return blueprint.get_visibility_display()


def _names(adopters: Adopters) -> str:
    names = [adoption.owner.name for adoption in adopters.named]
    if adopters.without_name:
        number = adopters.without_name
        names.append(ngettext("%(count)s that gave no name", "%(count)s that gave no name", number) % {"count": number})
    elif adopters.without_name == 0:
        names.append(_("one or two that gave no name"))
    return ", ".join(names) or _("Nobody yet")
