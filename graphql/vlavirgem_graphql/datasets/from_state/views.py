"""The page on which what a try-out remembers becomes records of a dataset of ours."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.from_state.services import (
    Remembered,
    foresee_records,
    make_records,
    read_collection,
)
from vlavirgem_graphql.datasets.mapping.forms import MappingForm
from vlavirgem_graphql.datasets.models import ImportRun
from vlavirgem_graphql.datasets.preview import preview_of
from vlavirgem_graphql.datasets.telling import report_in_words
from vlavirgem_graphql.exchange.kinds import Kind, open_kinds
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.remembered_documents import collections_of
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def from_tryout(request: TenantRequest, public_id: str) -> HttpResponse:
    """Choose a collection; then which place becomes which field, with what would become of each document."""
    tryout = get_object_or_404(TryOut, public_id=public_id)
    collection = request.GET.get("collection", "")
    if not collection:
        context = {"tryout": tryout, "collections": collections_of(tryout)}
        return render(request, "datasets/from_tryout.html", context)
    remembered = read_collection(actor=request.actor, tryout=tryout, collection=collection)
    return _collection(request, remembered, remembered.kind_for(request.GET.get("kind", "")))


def _collection(request: TenantRequest, remembered: Remembered, kind: Kind) -> HttpResponse:
    mapping = remembered.mapping_for(kind)
    form = MappingForm(
        posted(request), kind=kind, places=remembered.places, start=mapping, with_title=remembered.source is None
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        if "make" in request.POST:
            run = _made(request, form, remembered, kind)
            if run is not None:
                toast(request, report_in_words(run))
                return redirect("data:import_report", run.pk)
    context = {
        "remembered": remembered,
        "tryout": remembered.tryout,
        "kind": kind,
        "form": form,
        "kinds": [] if remembered.source is not None else open_kinds(),
        "preview": preview_of(foresee_records(remembered, kind, mapping)),
    }
    return render(request, "datasets/from_collection.html", context, status=status_of(form))


def _made(request: TenantRequest, form: MappingForm, remembered: Remembered, kind: Kind) -> ImportRun | None:
    actor, mapping, title = request.actor, form.mapping(), form.cleaned_data.get("title", "")
    return done_or_told(
        form, lambda: make_records(actor=actor, remembered=remembered, kind=kind, mapping=mapping, title=title)
    )
