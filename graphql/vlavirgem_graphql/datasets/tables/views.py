"""The page on which a table that was uploaded becomes records: which column fills which field, with a preview."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.mapping.forms import MappingForm
from vlavirgem_graphql.datasets.mapping.targets import Mapping
from vlavirgem_graphql.datasets.models import FileUpload, ImportRun
from vlavirgem_graphql.datasets.preview import Preview, preview_of
from vlavirgem_graphql.datasets.tables.records import places_of, unused_columns
from vlavirgem_graphql.datasets.tables.services import foresee_rows, import_table, mapping_of, table_in
from vlavirgem_graphql.datasets.telling import report_in_words
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def table_upload(request: TenantRequest, upload_id: UUID) -> HttpResponse:
    """Say which column fills which field, see what would become of each row, and import."""
    tables = FileUpload.objects.select_related("dataset").exclude(columns=[])  # other files have a page of their own
    upload = get_object_or_404(tables, pk=upload_id)
    table, mapping = table_in(upload), mapping_of(upload)
    form = MappingForm(
        posted(request),
        kind=upload.declared_kind,
        places=places_of(table),
        start=mapping,
        with_title=False,
        key_label=_("Column that identifies a row"),
        as_drafts="drafts" in request.GET,
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        if "make" in request.POST:
            run = _imported(request, form, upload, mapping)
            if run is not None:
                toast(request, report_in_words(run))
                return redirect("data:import_report", run.pk)
    context = {
        "upload": upload,
        "kind": upload.declared_kind,
        "form": form,
        "preview": _preview(request, upload, mapping),
        "rows": len(upload.rows),
        "unused": unused_columns(table, mapping),
    }
    return render(request, "datasets/table.html", context, status=status_of(form))


def _imported(request: TenantRequest, form: MappingForm, upload: FileUpload, mapping: Mapping) -> ImportRun | None:
    try:
        return import_table(
            actor=request.actor, upload=upload, mapping=mapping, as_drafts=form.cleaned_data["as_drafts"]
        )
    except Refusal as refusal:
        if refusal.code == "file-gone":
            raise
        form.add_error(None, str(refusal))
        return None


def _preview(request: TenantRequest, upload: FileUpload, mapping: Mapping) -> Preview | None:
    """None as long as no column was chosen that identifies a row."""
    if upload.declared_kind.key_field not in mapping:
        return None
    return preview_of(foresee_rows(request.tenant, upload, mapping))
