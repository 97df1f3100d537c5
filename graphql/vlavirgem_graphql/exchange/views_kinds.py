"""Pages on which an operator makes a kind of record of a document: written, looked at, made; and closing one."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.forms_kinds import KindForm
from vlavirgem_graphql.exchange.kind_pages import rows_of
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example_text
from vlavirgem_graphql.exchange.services.kinds import Assessment, assess, close_kind, find_version, make_kind
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KIND_MANAGE)
def make(request: TenantRequest) -> HttpResponse:
    """Write a document, look at what it makes, and make it. ``?from=NAME`` begins from what stands."""
    form = KindForm(posted(request), initial={"document": _begun_from(request.GET.get("from", ""))})
    found = None
    if request.method == "POST" and form.is_valid():
        found = _looked_at(form)
        if found is not None and not found.breaks and form.was_looked_at:
            make_kind(actor=request.actor, document=form.cleaned_data["document"])
            toast(request, _("The kind “%(kind)s” is there for everybody now.") % {"kind": found.kind.label})
            return redirect("kinds:kind", found.kind.name)
    context = {
        "form": form,
        "found": found,
        "text": form["document"].value(),
        "mark": form.mark if found is not None else "",
        "rows": list(rows_of(found.kind)) if found is not None else [],
    }
    return render(request, "exchange/kind_make.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KIND_MANAGE)
def close(request: TenantRequest, name: str) -> HttpResponse:
    """Confirm that no new dataset is made of a kind any more."""
    stands = find_version(name)
    if request.method == "POST":
        close_kind(actor=request.actor, name=name)
        toast(request, _("No new dataset is made of this kind any more."))
        return redirect("kinds:kind", name)
    return render(
        request,
        "exchange/kind_close.html",
        {"stands": stands, "name": name, "back": reverse("kinds:kind", args=[name])},
    )


def _begun_from(name: str) -> str:
    if not name:
        return example_text(FIRST)
    return json.dumps(find_version(name).document, ensure_ascii=False, indent=2)


def _looked_at(form: KindForm) -> Assessment | None:
    try:
        found = assess(form.cleaned_data["document"])
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    for each in found.breaks:
        form.break_at(each.said, each.place)
    return found
