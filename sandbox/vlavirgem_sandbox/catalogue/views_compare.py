"""Two versions of a service beside each other."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vlavirgem.ui.components import Choice, Facet
from vlavirgem_sandbox.catalogue.comparing import Comparison, comparison_or_404
from vlavirgem_sandbox.catalogue.finding import service_or_404
from vlavirgem_sandbox.contracts.comparing.changes import LEVELS
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@member_required
def compare(request: TenantRequest, agency: str, slug: str, older: int, newer: int) -> HttpResponse:
    """What changed, what breaks first, narrowed by what stands in the address."""
    service = service_or_404(agency, slug)
    comparison = comparison_or_404(service, older, newer, reader=request.tenant)
    facet = _levels(request, comparison)
    changes = [change for change in comparison.changes if facet.chosen in ("", change.level)]
    context = {"service": service, "comparison": comparison, "changes": changes, "facets": [facet]}
    return render(request, "catalogue/compare.html", context)


def _levels(request: TenantRequest, comparison: Comparison) -> Facet:
    words = {
        "breaking": _("Breaks programs"),
        "attention": _("May break programs"),
        "compatible": _("Breaks nothing"),
    }
    wanted = request.GET.get("level", "")
    return Facet(
        name="level",
        label=_("Consequence"),
        choices=[Choice(value=level, label=words[level], count=comparison.counts[level]) for level in LEVELS],
        chosen=wanted if wanted in LEVELS else "",
    )
