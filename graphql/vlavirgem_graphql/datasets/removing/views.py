"""The page on which a dataset is removed: what goes, or why it cannot go."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import Refusal, leading_back
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.removing.services import remove_dataset, require_removable
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def remove(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Say what goes, or why it cannot go; remove it when that is confirmed."""
    dataset = get_object_or_404(Dataset.objects.with_counts(), pk=dataset_id)
    if request.method == "POST":
        with leading_back(reverse("data:dataset", args=[dataset.pk])):
            count = remove_dataset(actor=request.actor, dataset=dataset)
        said = ngettext(
            "The dataset and its %(count)s record are gone.", "The dataset and its %(count)s records are gone.", count
        )
        toast(request, said % {"count": count})
        return redirect("data:index")
    context = {"dataset": dataset, "imports": dataset.imports.count(), "hindrance": _hindrance(request, dataset)}
    return render(request, "datasets/remove.html", context)


def _hindrance(request: TenantRequest, dataset: Dataset) -> Refusal | None:
    try:
        require_removable(request.actor, dataset)
    except Refusal as refusal:
        return refusal
    return None
