"""What the publisher of the service sees of a try-out: look at it, change it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.tryouts.forms import ShownForm
from vlavirgem_sandbox.tryouts.models import UsageShown
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.reporting import show_usage
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def showing(request: TenantRequest, public_id: str) -> HttpResponse:
    """Choose what the publisher sees."""
    tryout = tryout_or_404(public_id)
    form = ShownForm(posted(request), initial={"usage_shown": tryout.usage_shown})
    if request.method == "POST" and form.is_valid():
        show_usage(actor=request.actor, tryout=tryout, choice=form.choice())
        said = {
            UsageShown.NOTHING: _("%(agency)s sees nothing of your calls any more."),
            UsageShown.COUNTS: _("%(agency)s sees your counts, without your name."),
            UsageShown.NAMED: _("%(agency)s sees your counts, with your name."),
        }
        toast(request, said[form.choice()] % {"agency": tryout.agency_name})
        return redirect(tryout)
    context = page_context(request, tryout, tab="detail") | {"form": form}
    return render(request, "tryouts/showing.html", context, status=status_of(form))
