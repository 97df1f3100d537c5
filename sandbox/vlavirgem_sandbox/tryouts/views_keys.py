"""Keys of a try-out: make one, revoke one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.keys.showing import keep_for_one_page
from vlavirgem_sandbox.tryouts import services
from vlavirgem_sandbox.tryouts.forms import ScopedKeyForm
from vlavirgem_sandbox.tryouts.pages import page_context, scopes_of_keys, tryout_or_404
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def issue(request: TenantRequest, public_id: str) -> HttpResponse:
    """Make a key; the page of the try-out then shows it once."""
    tryout = tryout_or_404(public_id)
    form = ScopedKeyForm(posted(request), operations=scopes_of_keys(tryout))
    if request.method == "POST" and form.is_valid():
        label = form.cleaned_data["label"]
        issued = done_or_told(
            form,
            lambda: services.issue_key(actor=request.actor, tryout=tryout, label=label, scope=form.scope()),
        )
        if issued is not None:
            keep_for_one_page(request, of=tryout.pk, label=issued.key.label, text=issued.secret.text)
            return redirect(tryout)
    context = page_context(request, tryout, tab="detail") | {"form": form}
    return render(request, "tryouts/issue_key.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_MANAGE)
def revoke(request: TenantRequest, public_id: str, key_id: str) -> HttpResponse:
    """Ask, then revoke: it cannot be undone."""
    tryout = tryout_or_404(public_id)
    key = get_object_or_404(tryout.keys.select_related("tryout"), pk=key_id)
    if request.method == "POST":
        services.revoke_key(actor=request.actor, key=key)
        toast(request, _("The key “%(key)s” is revoked.") % {"key": key.label})
        return redirect(tryout)
    context = {
        "question": _("Revoke this key?"),
        "name": _("Key “%(key)s”, which begins with %(prefix)s") % {"key": key.label, "prefix": key.beginning},
        "consequence": _("From the next call on it opens nothing. A revoked key cannot be brought back."),
        "submit": _("Revoke key"),
        "cancel_url": reverse("tryouts:detail", args=[public_id]),
    }
    return render(request, "vlavirgem/confirm.html", context)
