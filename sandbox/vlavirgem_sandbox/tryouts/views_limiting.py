"""The limits of a try-out: calls a day, a last day, and a later one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.tryouts.forms import LimitsForm
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.services_limiting import extend_tryout, set_limits
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def limits(request: TenantRequest, public_id: str) -> HttpResponse:
    """Choose how many calls a day it takes and until when."""
    tryout = tryout_or_404(public_id)
    form = LimitsForm(posted(request), tryout=tryout)
    if (
        request.method == "POST"
        and form.is_valid()
        and done_or_told(form, lambda: set_limits(actor=request.actor, tryout=tryout, **form.cleaned_data)) is not None
    ):
        toast(request, _("The limits are changed. They hold from the next call on."))
        return redirect(tryout)
    context = page_context(request, tryout, tab="detail") | {"form": form}
    return render(request, "tryouts/limits.html", context, status=status_of(form))


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def extend(request: TenantRequest, public_id: str) -> HttpResponse:
    """Give it a later last day."""
    tryout = tryout_or_404(public_id)
    until = date_format(extend_tryout(actor=request.actor, tryout=tryout), "SHORT_DATE_FORMAT")
    toast(request, _("“%(tryout)s” goes on until %(day)s.") % {"tryout": tryout.name, "day": until})
    return redirect(tryout)
