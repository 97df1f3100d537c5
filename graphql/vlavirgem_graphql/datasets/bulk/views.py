"""The page on which many records are changed at once: chosen, looked at, done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import leading_back
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.datasets.bulk.forms import ChangeForm, Deed, chosen_in
from vlavirgem_graphql.datasets.bulk.services import (
    MOST,
    change_field,
    foresee_change,
    hold_back,
    publish_drafts,
    remove_many,
)
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

SHOWN: Final = 200


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATA_MANAGE)
def change(request: TenantRequest, dataset_id: UUID) -> HttpResponse:
    """Choose records and a deed; look at what becomes of them; confirm."""
    dataset = get_object_or_404(Dataset.objects.select_related("source"), pk=dataset_id)
    form = ChangeForm(posted(request), kind=dataset.declared_kind, initial={"deed": request.GET.get("deed", "")})
    if request.method == "POST" and form.is_valid():
        chosen = _chosen(request, dataset, form)
        if chosen and request.POST.get("confirmed") == "yes":
            with leading_back(reverse("data:change", args=[dataset.pk])):
                toast(request, _done(request, dataset, form, chosen))
            return redirect("data:dataset", dataset.pk)
        if chosen:
            return _preview(request, dataset, form, chosen)
    return _choosing(request, dataset, form)


def _choosing(request: TenantRequest, dataset: Dataset, form: ChangeForm) -> HttpResponse:
    query, only = request.GET.get("q", "").strip(), request.GET.get("record", "")
    records = dataset.records.defer("body").search(query)
    if request.GET.get("drafts"):
        records = records.filter(is_draft=True)
    ticked = set(request.POST.getlist("records")) or {only}
    found = records.count()
    context = {
        "dataset": dataset,
        "form": form,
        "query": query,
        "records": [(each, str(each.pk) in ticked) for each in records[:SHOWN]],
        "found": found,
        "more": found > SHOWN,
        "can_take_all": found <= MOST,
        "shown": SHOWN,
    }
    return render(request, "datasets/change.html", context, status=status_of(form))


def _chosen(request: TenantRequest, dataset: Dataset, form: ChangeForm) -> Mapping[UUID, str]:
    """The records with the versions that were looked at; with those of now where none was yet. Empty where it is
    told at the form what is wrong."""
    if request.POST.get("everything"):
        records = dataset.records.search(request.GET.get("q", "").strip())
        records = records.filter(is_draft=True) if request.GET.get("drafts") else records
        sent = [str(pk) for pk in records.values_list("pk", flat=True)[: MOST + 1]]
    else:
        sent = request.POST.getlist("records")
    try:
        chosen = chosen_in(sent)
    except ValidationError as error:
        form.add_error(None, error)
        return {}
    if request.POST.get("confirmed"):
        return chosen
    present = dict(dataset.records.filter(pk__in=chosen).values_list("pk", "content_hash"))
    if present.keys() != chosen.keys():
        form.add_error(None, _("Some of these records are not there any more. Choose again."))
        return {}
    return present


def _preview(request: TenantRequest, dataset: Dataset, form: ChangeForm, chosen: Mapping[UUID, str]) -> HttpResponse:
    records = list(dataset.records.filter(pk__in=chosen).order_by("title", "key"))
    deed, kind = Deed(form.cleaned_data["deed"]), dataset.declared_kind
    changes, part = [], None
    if deed is Deed.CHANGE:
        part = kind.field(form.cleaned_data["field"])
        changes = foresee_change(kind, records, part.name, form.cleaned_data["value"])
    touched = sum(each.changes for each in changes) if deed is Deed.CHANGE else len(_touched(deed, records))
    refused = [each for each in changes if each.draft.refused]
    context: dict[str, Any] = {
        "dataset": dataset,
        "form": form,
        "deed": deed,
        "part": part,
        "value": form.cleaned_data["value"],
        "sent": [f"{pk}:{version}" for pk, version in chosen.items()],
        "records": _touched(deed, records)[:SHOWN],
        "changes": [each for each in changes if each.changes][:SHOWN],
        "refused": refused[:SHOWN],
        "refused_count": len(refused),
        "touched": touched,
        "left": len(records) - touched - len(refused),
        "offer": Offer.objects.filter(owner=request.tenant, dataset_id=dataset.pk, withdrawn_at=None).first(),
        "shown": SHOWN,
    }
    return render(request, "datasets/change_preview.html", context)


def _touched(deed: Deed, records: list[DatasetRecord]) -> list[DatasetRecord]:
    """Those that would not be as they are already."""
    if deed is Deed.REMOVE:
        return records
    return [each for each in records if each.is_draft is not (deed is Deed.HOLD)]


def _done(request: TenantRequest, dataset: Dataset, form: ChangeForm, chosen: Mapping[UUID, str]) -> str:
    given, actor = form.cleaned_data, request.actor
    if given["deed"] == Deed.CHANGE:
        count = change_field(actor=actor, dataset=dataset, versions=chosen, name=given["field"], text=given["value"])
        return ngettext("%(count)s record changed.", "%(count)s records changed.", count) % {"count": count}
    if given["deed"] == Deed.REMOVE:
        count = remove_many(actor=actor, dataset=dataset, versions=chosen)
        return ngettext("%(count)s record removed.", "%(count)s records removed.", count) % {"count": count}
    if given["deed"] == Deed.HOLD:
        count = hold_back(actor=actor, dataset=dataset, versions=chosen)
        return ngettext("%(count)s record is a draft.", "%(count)s records are drafts.", count) % {"count": count}
    count, projection = publish_drafts(actor=actor, dataset=dataset, versions=chosen)
    if projection is None:
        said = ngettext("%(count)s record is a draft no more.", "%(count)s records are drafts no more.", count)
        return said % {"count": count}
    return ngettext("%(count)s record published.", "%(count)s records published.", count) % {"count": count}
