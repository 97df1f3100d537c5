"""Snapshots of what a try-out remembers: keep one, go back to it, remove it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.tryouts.forms import SnapshotForm
from vlavirgem_sandbox.tryouts.models import Snapshot
from vlavirgem_sandbox.tryouts.pages import tryout_or_404
from vlavirgem_sandbox.tryouts.services_snapshots import (
    keep_snapshot,
    loss_of_restoring,
    remove_snapshot,
    restore_snapshot,
)
from vlavirgem_sandbox.tryouts.views_calls import remembered_page
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def keep(request: TenantRequest, public_id: str) -> HttpResponse:
    """Keep the present state under the name that was typed; the page is shown again where that cannot be."""
    tryout = tryout_or_404(public_id)
    form = SnapshotForm(request.POST)
    if form.is_valid():
        try:
            snapshot = keep_snapshot(actor=request.actor, tryout=tryout, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            toast(request, _("The snapshot “%(name)s” is kept.") % {"name": snapshot.name})
            return redirect("tryouts:remembered", public_id)
    return remembered_page(request, tryout, snapshot_form=form, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def restore(request: TenantRequest, public_id: str, snapshot_id: str) -> HttpResponse:
    """Say what is lost and ask, then go back."""
    snapshot = _snapshot_or_404(public_id, snapshot_id)
    if request.method == "POST":
        restore_snapshot(actor=request.actor, snapshot=snapshot)
        told = {"tryout": snapshot.tryout.name, "name": snapshot.name}
        toast(request, _("“%(tryout)s” is as it was in “%(name)s”.") % told)
        return redirect("tryouts:remembered", public_id)
    consequence = _("%(loss)s Keys and the call log stay. To keep what is there now, make a snapshot of it first.")
    context = {
        "question": _("Go back to this snapshot?"),
        "name": _("Snapshot “%(name)s” of “%(tryout)s”") % {"name": snapshot.name, "tryout": snapshot.tryout.name},
        "consequence": consequence % {"loss": loss_of_restoring(snapshot)},
        "submit": _("Go back to snapshot"),
        "cancel_url": reverse("tryouts:remembered", args=[public_id]),
    }
    return render(request, "vlavirgem/confirm.html", context)


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def remove(request: TenantRequest, public_id: str, snapshot_id: str) -> HttpResponse:
    """Ask, then throw it away."""
    snapshot = _snapshot_or_404(public_id, snapshot_id)
    if request.method == "POST":
        remove_snapshot(actor=request.actor, snapshot=snapshot)
        toast(request, _("The snapshot “%(name)s” is removed.") % {"name": snapshot.name})
        return redirect("tryouts:remembered", public_id)
    context = {
        "question": _("Remove this snapshot?"),
        "name": _("Snapshot “%(name)s” of “%(tryout)s”") % {"name": snapshot.name, "tryout": snapshot.tryout.name},
        "consequence": _("You can no longer go back to it. What the try-out remembers now stays."),
        "submit": _("Remove snapshot"),
        "cancel_url": reverse("tryouts:remembered", args=[public_id]),
    }
    return render(request, "vlavirgem/confirm.html", context)


def _snapshot_or_404(public_id: str, snapshot_id: str) -> Snapshot:
    return get_object_or_404(Snapshot.objects.select_related("tryout"), pk=snapshot_id, tryout__public_id=public_id)
