"""Pages on which a dataset gets another title, is removed, or follows its feed no more."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal, leading_back
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.managing.forms import RenameForm
from vlavirgem_graphql.datasets.managing.services import (
    remove_dataset,
    rename_dataset,
    require_removable,
    stop_following,
)
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def rename(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Give a dataset another title."""
    dataset = get_object_or_404(Dataset, pk=dataset_id)
    form = RenameForm(posted(request), initial={"title": dataset.title})
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        done = done_or_told(form, lambda: rename_dataset(actor=request.actor, dataset=dataset, title=title))
        if done is not None:
            toast(request, _("The dataset is now called “%(title)s”.") % {"title": done.title})
            return redirect("data:dataset", dataset.pk)
    return render(request, "datasets/rename.html", {"form": form, "dataset": dataset}, status=status_of(form))


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


@require_POST
@permission_required(Permission.DATA_MANAGE)
def unfollow(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Follow the feed of a dataset no more."""
    dataset = get_object_or_404(Dataset, pk=dataset_id)
    stop_following(actor=request.actor, dataset=dataset)
    toast(request, _("The feed is followed no more. Its records stay."))
    return redirect("data:dataset", dataset.pk)


def _hindrance(request: TenantRequest, dataset: Dataset) -> Refusal | None:
    try:
        require_removable(request.actor, dataset)
    except Refusal as refusal:
        return refusal
    return None
