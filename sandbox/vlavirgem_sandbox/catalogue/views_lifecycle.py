"""The further life of a version: put live after its trial, on its way out, put back, taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue import services_lifecycle as services
from vlavirgem_sandbox.catalogue.finding import own_version_or_404
from vlavirgem_sandbox.catalogue.forms import DeprecateForm, WithdrawForm
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def put_live(request: TenantRequest, agency: str, slug: str, number: int) -> HttpResponse:
    """Ask, then put a version in trial live."""
    version = own_version_or_404(request, agency, slug, number)
    if request.method == "POST":
        services.put_live(actor=request.actor, version=version)
        toast(
            request,
            _("“%(service)s” is live in the catalogue, version %(number)s.")
            % {"service": version.service.name, "number": number},
        )
        return redirect(version.service)
    context = {
        "question": _("Put this version live?"),
        "name": _("Version %(number)s of “%(service)s”") % {"number": number, "service": version.service.name},
        "consequence": _(
            "You tell every municipality that it can count on it. It does not go back to trial: later you can only "
            "deprecate or withdraw it."
        ),
        "submit": _("Put live"),
        "cancel_url": version.service.get_absolute_url(),
    }
    return render(request, "vlavirgem/confirm.html", context)


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def deprecate(request: TenantRequest, agency: str, slug: str, number: int) -> HttpResponse:
    """Ask until when and what comes in its place; the toast undoes it."""
    version = own_version_or_404(request, agency, slug, number)
    form = DeprecateForm(posted(request), successors=services.successors_of(version))
    if request.method == "POST" and form.is_valid() and _is_deprecated(request, version, form):
        day = date_format(form.cleaned_data["last_day"], "SHORT_DATE_FORMAT")
        toast(
            request,
            _("Version %(number)s is deprecated, with %(day)s as its last day.") % {"number": number, "day": day},
            undo=reverse("services:reinstate", args=[agency, slug, number]),
        )
        return redirect(version.service)
    context = {"form": form, "service": version.service, "version": version}
    return render(request, "catalogue/deprecate.html", context, status=status_of(form))


def _is_deprecated(request: TenantRequest, version: ServiceVersion, form: DeprecateForm) -> bool:
    """Do it; False where that is refused for what stands in a field, which then says so."""
    given = form.cleaned_data
    done = done_or_told(
        form,
        lambda: services.deprecate_version(
            actor=request.actor,
            version=version,
            last_day=given["last_day"],
            successor=given["successor"],
            reason=given["reason"],
        ),
    )
    return done is not None


@require_POST
@permission_required(Permission.SERVICE_PUBLISH)
def reinstate(request: TenantRequest, agency: str, slug: str, number: int) -> HttpResponse:
    """Take a deprecation back."""
    version = own_version_or_404(request, agency, slug, number)
    services.reinstate_version(actor=request.actor, version=version)
    toast(request, _("Version %(number)s is live again, without a last day.") % {"number": number})
    return redirect(version.service)


@_GET_OR_POST
@permission_required(Permission.SERVICE_PUBLISH)
def withdraw(request: TenantRequest, agency: str, slug: str, number: int) -> HttpResponse:
    """Ask why, then take a version back."""
    version = own_version_or_404(request, agency, slug, number)
    service = version.service
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        act = services.withdraw_version
        if done_or_told(form, lambda: act(actor=request.actor, version=version, reason=reason)) is not None:
            toast(request, _("Version %(number)s is withdrawn. Try-outs that exist go on.") % {"number": number})
            return redirect(service)
    context = {"form": form, "service": service, "version": version}
    return render(request, "catalogue/withdraw.html", context, status=status_of(form))
