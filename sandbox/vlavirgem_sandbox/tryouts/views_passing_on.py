"""Passing calls on to the publisher's acceptance environment: switch it on, end it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.tryouts.forms_passing_on import PassingOnForm
from vlavirgem_sandbox.tryouts.models import PassingOn, TryOut
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.services_passing_on import keep_calls_here, openings_for, pass_calls_on
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def pass_on(request: TenantRequest, public_id: str) -> HttpResponse:
    """Say what will leave and where it goes, ask for how long, switch it on."""
    tryout = tryout_or_404(public_id)
    openings = openings_for(tryout)
    form = PassingOnForm(posted(request), openings=openings)
    if (
        request.method == "POST"
        and form.is_valid()
        and (on := done_or_told(form, lambda: _passed_on(request, tryout, form)))
    ):
        until = date_format(timezone.localtime(on.until), "TIME_FORMAT")
        toast(request, _("“%(name)s” answers until %(until)s.") % {"name": on.endpoint_name, "until": until})
        return redirect(tryout)
    context = page_context(request, tryout, tab="detail") | {
        "form": form,
        "openings": openings,
        "any_writes": any(opening.writes_allowed for opening in openings),
    }
    return render(request, "tryouts/pass_on.html", context, status=status_of(form))


def _passed_on(request: TenantRequest, tryout: TryOut, form: PassingOnForm) -> PassingOn:
    return pass_calls_on(actor=request.actor, tryout=tryout, plan=form.plan(), lasts=form.lasts())


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def keep_here(request: TenantRequest, public_id: str) -> HttpResponse:
    """End it before its time."""
    tryout = tryout_or_404(public_id)
    keep_calls_here(actor=request.actor, tryout=tryout)
    toast(request, _("The try-out answers by itself again."))
    return redirect(tryout)
