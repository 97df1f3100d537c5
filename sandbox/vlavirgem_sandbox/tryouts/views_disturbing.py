"""Disturbances of a try-out: switch one on, end it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.tryouts.forms_disturbing import DisturbanceForm
from vlavirgem_sandbox.tryouts.models import Disturbance, DisturbanceKind, TryOut
from vlavirgem_sandbox.tryouts.pages import Tab, operations_to_try, page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.services_disturbing import calm_tryout, disturb_tryout
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def disturb(request: TenantRequest, public_id: str) -> HttpResponse:
    """Choose a kind (``?kind=``), fill in its figures, switch it on."""
    tryout = tryout_or_404(public_id)
    wanted = request.GET.get("kind", "")
    kind = DisturbanceKind(wanted) if wanted in DisturbanceKind.values else DisturbanceKind.STATUS
    form = DisturbanceForm(posted(request), kind=kind, operations=operations_to_try(tryout))
    if (
        request.method == "POST"
        and form.is_valid()
        and (on := done_or_told(form, lambda: _disturbed(request, tryout, form)))
    ):
        until = date_format(timezone.localtime(on.until), "TIME_FORMAT")
        toast(request, _("The disturbance is on until %(until)s.") % {"until": until})
        return redirect(tryout)
    context = page_context(request, tryout, tab="detail") | {"form": form, "kind": kind, "kinds": _kinds(kind)}
    return render(request, "tryouts/disturb.html", context, status=status_of(form))


def _disturbed(request: TenantRequest, tryout: TryOut, form: DisturbanceForm) -> Disturbance:
    return disturb_tryout(actor=request.actor, tryout=tryout, plan=form.plan(), lasts=form.lasts())


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def calm(request: TenantRequest, public_id: str, disturbance_id: str) -> HttpResponse:
    """End one before its time."""
    tryout = tryout_or_404(public_id)
    disturbance = get_object_or_404(Disturbance, pk=disturbance_id, tryout=tryout)
    calm_tryout(actor=request.actor, tryout=tryout, disturbance=disturbance)
    left = tryout.disturbances.running(timezone.now()).count()
    rest = ngettext("%(count)s other is still on.", "%(count)s others are still on.", left) % {"count": left}
    toast(request, _("The disturbance has ended.") + (f" {rest}" if left else ""))
    return redirect(tryout)


def _kinds(chosen: DisturbanceKind) -> list[Tab]:
    kinds = [DisturbanceKind.STATUS, *(kind for kind in DisturbanceKind if kind != DisturbanceKind.STATUS)]
    return [Tab(title=str(kind.label), url=f"?kind={kind}", current=kind == chosen) for kind in kinds]
