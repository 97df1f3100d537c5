"""Pages of our own datasets: importing, the report of an import, the records."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.components import Choice, Facet, Fact
from vlavirgem.ui.form_pages import ask_for_the_file_again, posted, posted_files, status_of
from vlavirgem_graphql.datasets.acts import acts_on
from vlavirgem_graphql.datasets.display import shown_fields
from vlavirgem_graphql.datasets.exporting.forms import EXPORT_FORMS
from vlavirgem_graphql.datasets.exporting.views import asked_of
from vlavirgem_graphql.datasets.files.services import keep_file
from vlavirgem_graphql.datasets.formats import TABLE
from vlavirgem_graphql.datasets.forms import ImportForm
from vlavirgem_graphql.datasets.history import history_of
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, FileUpload, ImportRun, Outcome
from vlavirgem_graphql.datasets.tables.services import keep_table
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.member_or_key import member_or_key
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def import_page(request: TenantRequest, dataset_id: UUID | None = None) -> HttpResponse:
    """Import a file into a new dataset, or into one that exists."""
    dataset = get_object_or_404(Dataset, pk=dataset_id) if dataset_id else None
    form = ImportForm(posted(request), posted_files(request), into=dataset.declared_kind if dataset else None)
    if request.method == "POST" and form.is_valid():
        upload = _kept(request, form, dataset)
        if upload is not None:
            page = "data:table" if form.chosen_format() is TABLE else "data:file"
            drafts = "?drafts=1" if form.cleaned_data["as_drafts"] else ""
            return redirect(reverse(page, args=[upload.pk]) + drafts)
    if form.is_bound:
        ask_for_the_file_again(form, "file")
    return render(request, "datasets/import.html", {"form": form, "dataset": dataset}, status=status_of(form))


@require_safe
@member_required
def import_report(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """What became of each record of a file."""
    run = get_object_or_404(ImportRun.objects.select_related("dataset"), pk=run_id)
    chosen = request.GET.get("outcome", "")
    choices = [
        Choice(value=outcome.value, label=outcome.label, count=run.counts[outcome])
        for outcome in Outcome
        if run.counts.get(outcome)
    ]
    lines = run.lines.filter(outcome=chosen) if chosen in Outcome.values else run.lines.all()
    context = {
        "run": run,
        "facets": [Facet(name="outcome", label=_("What became of it"), choices=choices, chosen=chosen)],
        "page": Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "remarks": run.lines.worth_reading().count(),
    }
    return render(request, "datasets/import_report.html", context)


@require_safe
@member_required
def dataset_detail(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """A dataset and its records."""
    dataset = get_object_or_404(Dataset.objects.with_counts().select_related("source", "feed"), pk=dataset_id)
    query = request.GET.get("q", "").strip()
    records = dataset.records.defer("body").search(query)
    context = {
        "dataset": dataset,
        "query": query,
        "page": Paginator(records, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "imports": dataset.imports.all()[:5],
        "offer": Offer.objects.of(request.tenant).filter(dataset_id=dataset.pk).first(),
        "tryout": _tryout_of(dataset),
        "feed": getattr(dataset, "feed", None),
        "exports": list(EXPORT_FORMS.values()),
        "imports_files": not hasattr(dataset, "source"),
        "may_manage": request.actor.may(Permission.DATA_MANAGE),
        "history": acts_on(dataset),
    }
    return render(request, "datasets/detail.html", context)


@require_safe
@member_or_key(KeyScope.DATA)
def record_detail(request: TenantRequest, dataset_id: UUID, record_id: UUID) -> HttpResponse:
    """One record, field by field; to a program, signed in or with a key that reads our datasets, as JSON-LD, Turtle or
    JSON, by ``Accept``."""
    record = get_object_or_404(
        DatasetRecord.objects.select_related("dataset__source"), pk=record_id, dataset_id=dataset_id
    )
    if (asked := asked_of(request, record)) is not None:
        return _varied(asked)
    kind = record.dataset.declared_kind
    in_header = {kind.key_field, kind.title_field}
    context = {
        "record": record,
        "dataset": record.dataset,
        "fields": shown_fields([part for part in kind if part.name not in in_header], record.body),
        "facts": [
            Fact(_("Kind"), kind.label, reverse("kinds:kind", args=[kind.name])),
            Fact(_("Identifier"), record.key, record.key),
        ],
        "history": history_of(record),
        "may_manage": request.actor.may(Permission.DATA_MANAGE) and not hasattr(record.dataset, "source"),
    }
    return _varied(render(request, "datasets/record.html", context))


def _varied(response: HttpResponse) -> HttpResponse:
    """Told to caches: another ``Accept`` gets another answer at the same address."""
    patch_vary_headers(response, ["Accept"])
    return response


def _tryout_of(dataset: Dataset) -> TryOut | None:
    """The try-out that the records are made of, where it is still there."""
    source = getattr(dataset, "source", None)
    return TryOut.objects.filter(pk=source.tryout_id).first() if source is not None else None


def _kept(request: TenantRequest, form: ImportForm, dataset: Dataset | None) -> FileUpload | None:
    """Keep the form's file until it is known what becomes of it; a refusal becomes an error beside the field."""
    keep = _keep_table if form.chosen_format() is TABLE else _keep_file
    try:
        return keep(request, form, dataset)
    except Refusal as refusal:
        where = f" ({refusal.place})" if refusal.place and refusal.place not in form.fields else ""
        field = refusal.place if refusal.place in form.fields else "file"
        form.add_error(field, f"{refusal.message}{where} {refusal.remedy}")
        return None


def _keep_table(request: TenantRequest, form: ImportForm, dataset: Dataset | None) -> FileUpload:
    file = form.cleaned_data["file"]
    return keep_table(
        actor=request.actor,
        source=file.read(),
        file_name=file.name,
        into=dataset or form.chosen_kind(),
        title=form.cleaned_data.get("title", ""),
        whole=form.cleaned_data.get("whole", False),
    )


def _keep_file(request: TenantRequest, form: ImportForm, dataset: Dataset | None) -> FileUpload:
    return keep_file(
        actor=request.actor,
        form=form.chosen_format(),
        source=form.source(request.tenant),
        file_name=form.cleaned_data["file"].name,
        into=dataset or form.cleaned_data["title"],
        whole=form.cleaned_data.get("whole", False),
    )
