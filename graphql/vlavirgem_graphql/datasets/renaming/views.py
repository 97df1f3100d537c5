"""The page on which a dataset gets another title."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.renaming.forms import RenameForm
from vlavirgem_graphql.datasets.renaming.services import rename_dataset
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
