"""A newer version of the service, seen from one try-out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from vlavirgem_sandbox.catalogue.comparing import comparison_of
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.newer_versions import foresee
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@member_required
def newer_version(request: TenantRequest, public_id: str, number: int) -> HttpResponse:
    """Which of our own calls it would refuse, and what changed in the operations that we use."""
    tryout = tryout_or_404(public_id)
    versions = ServiceVersion.objects.without_document().select_related("service__owner")
    tried = get_object_or_404(versions, pk=tryout.version_id)
    newer = get_object_or_404(versions.offered(), service=tried.service, number=number)
    used = set(tryout.calls.exclude(operation="").order_by().values_list("operation", flat=True).distinct())
    comparable = tried.is_comparable_with(newer)
    changes = comparison_of(tried, newer).changes if comparable else ()
    context = page_context(request, tryout, tab="detail") | {
        "tried": tried,
        "newer": newer,
        "foresight": foresee(tryout, newer),
        "comparable": comparable,
        "mine": [change for change in changes if change.operation in used],
    }
    return render(request, "tryouts/newer_version.html", context)
