"""The page on which a file that was read says what would become of each of its records, before it is imported."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import leading_back
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.files.services import foresee_records, holds_something, import_kept
from vlavirgem_graphql.datasets.models import FileUpload
from vlavirgem_graphql.datasets.preview import preview_of
from vlavirgem_graphql.datasets.telling import report_in_words
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def file_upload(request: TenantRequest, upload_id: UUID) -> HttpResponse:
    """See what would become of each record of a file; import it, or leave it."""
    upload = get_object_or_404(FileUpload.objects.select_related("dataset"), pk=upload_id, columns=[])
    as_drafts = "drafts" in request.GET
    if "make" in request.POST:
        with leading_back(request.get_full_path()):
            run = import_kept(actor=request.actor, upload=upload, as_drafts=as_drafts)
        toast(request, report_in_words(run))
        return redirect("data:import_report", run.pk)
    if "leave" in request.POST:
        upload.delete()
        toast(request, _("Nothing was imported."))
        return redirect("data:index")
    difference = foresee_records(upload)
    context = {
        "upload": upload,
        "as_drafts": as_drafts,
        "preview": preview_of(difference),
        "fits": holds_something(upload, (draft for _outcome, draft in difference.drafts)),
    }
    return render(request, "datasets/file.html", context)
