"""The life of a try-out: pause, resume, reset, end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.tryouts import services
from vlavirgem_sandbox.tryouts.pages import tryout_or_404
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def reset(request: TenantRequest, public_id: str) -> HttpResponse:
    """Ask, then forget what calls created or changed."""
    tryout = tryout_or_404(public_id)
    count = tryout.state_documents.count()
    if request.method == "POST":
        services.reset_tryout(actor=request.actor, tryout=tryout)
        toast(request, _("“%(tryout)s” is as it was at the start.") % {"tryout": tryout.name})
        return redirect("tryouts:remembered", public_id)
    consequence = ngettext(
        "%(count)s document that calls created or changed is deleted. Keys and the call log stay.",
        "%(count)s documents that calls created or changed are deleted. Keys and the call log stay.",
        count,
    ) % {"count": count}
    context = {
        "question": _("Reset this try-out?"),
        "name": _("Try-out “%(tryout)s”") % {"tryout": tryout.name},
        "consequence": consequence,
        "submit": _("Reset try-out"),
        "cancel_url": reverse("tryouts:remembered", args=[public_id]),
    }
    return render(request, "vlavirgem/confirm.html", context)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def pause(request: TenantRequest, public_id: str) -> HttpResponse:
    """Refuse calls until it is resumed; the toast undoes it."""
    tryout = services.pause_tryout(actor=request.actor, tryout=tryout_or_404(public_id))
    undo = reverse("tryouts:resume", args=[public_id])
    toast(request, _("“%(tryout)s” is paused: calls are refused.") % {"tryout": tryout.name}, undo=undo)
    return redirect(tryout)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def resume(request: TenantRequest, public_id: str) -> HttpResponse:
    """Answer calls again; the toast undoes it."""
    tryout = services.resume_tryout(actor=request.actor, tryout=tryout_or_404(public_id))
    undo = reverse("tryouts:pause", args=[public_id])
    toast(request, _("“%(tryout)s” answers calls again.") % {"tryout": tryout.name}, undo=undo)
    return redirect(tryout)


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def end(request: TenantRequest, public_id: str) -> HttpResponse:
    """Ask, then end it for good."""
    tryout = tryout_or_404(public_id)
    if request.method == "POST":
        services.end_tryout(actor=request.actor, tryout=tryout)
        toast(request, _("“%(tryout)s” has ended.") % {"tryout": tryout.name})
        return redirect(tryout)
    context = {
        "question": _("End this try-out?"),
        "name": _("Try-out “%(tryout)s”") % {"tryout": tryout.name},
        "consequence": _(
            "Its keys are revoked, and what it remembers and its snapshots are deleted. It cannot be opened again. The "
            "call log stays, so that a pilot can still show what it rests on."
        ),
        "submit": _("End try-out"),
        "cancel_url": reverse("tryouts:detail", args=[public_id]),
    }
    return render(request, "vlavirgem/confirm.html", context)
